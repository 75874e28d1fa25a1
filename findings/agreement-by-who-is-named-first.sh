#!/usr/bin/env bash
# krippendorff 0.1.0 (npm). Its page says that a missing code is `undefined`, and shows a coder whose row is shorter than
# the others' for who coded the first texts only. What we guessed before running: Krippendorff's alpha does not depend on
# who is named first, and what was coded by nobody is no code, however that is written: JSON knows no `undefined`.
#
# Seen: as many texts are counted in full as the coder who is named first has coded. Of the same three rows, in another
# order, alpha is 0.417 or 0.375; of twelve texts that two of three coders have coded throughout, 0.723 or 1. And a
# missing code that came through JSON, where it is null, is a code of its own on which coders agree: Krippendorff's example
# gives 0.577 in place of 0.743. No error is raised.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund krippendorff@0.1.0
cat > look.js <<'J'
const assert = require("assert");
const { alpha } = require("krippendorff");

const shown = [[1, 2, 1], [1, 1, 1], [1, 2]];
console.log("the example of its page:", alpha(shown), "and the other way round:", alpha([...shown].reverse()));
assert.strictEqual(alpha(shown).toFixed(3), "0.417");
assert.strictEqual(alpha([...shown].reverse()).toFixed(3), "0.375");

const first = ["need", "need", "offer", "need", "offer", "offer", "need", "offer", "need", "need", "offer", "offer"];
const second = first.map((code, text) => (text === 5 || text === 9 ? (code === "need" ? "offer" : "need") : code));
const third = first.slice(0, 4);
const orders = [[first, second, third], [second, third, first], [third, first, second]].map((rows) => alpha(rows));
console.log("a third coder who coded four of twelve texts, named last, second and first:", orders);
assert.deepStrictEqual(orders.map((one) => one.toFixed(3)), ["0.723", "0.723", "1.000"]);

const none = undefined;
const published = [
  [1, 2, 3, 3, 2, 1, 4, 1, 2, none, none, none],
  [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, none, 3],
  [none, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, none],
  [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, none],
];
const sent = JSON.parse(JSON.stringify(published));
console.log("Krippendorff's example:", alpha(published), "and sent as JSON:", alpha(sent));
assert.strictEqual(alpha(published).toFixed(3), "0.743");
assert.strictEqual(alpha(sent).toFixed(3), "0.577");
J
node look.js
echo "as found: agreement depends on who is named first, and what nobody coded is a code"
