#!/usr/bin/env bash
# biblatex-csl-converter 3.6.0 (npm; the converter of Fidus Writer) makes BibLaTeX or CSL of what a reference manager or
# PubMed exports. What we guessed before running: pages `101` to `119` come out as `101-119` or `101--119`, a date with a
# day as that day, an abstract whole, and an ISBN as an ISBN.
#
# Seen: pages of RIS and of PubMed's NBIB run together, so that pages 101-119 are page 101119 and 55-70 is 5570, in
# BibLaTeX as in CSL, and are that when they are read again. An article whose RIS has the day (`2021/03/15/`, the form the
# format asks for) has no date at all in CSL; of an abstract in two lines the first is left, an ISBN is an ISSN, and a
# municipality is a person whose first name is Gemeente. `errors` is empty. The same pages read from BibTeX are right.
# @citation-js/plugin-ris 0.8.2 has pages, date, abstract, ISBN and municipality of the same file.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund biblatex-csl-converter@3.6.0 @citation-js/core@0.8.2 @citation-js/plugin-ris@0.8.2
cat > look.mjs <<'J'
import assert from "assert";
import { BibLatexExporter, BibLatexParser, CSLExporter, NBIBParser, RISParser } from "biblatex-csl-converter";
import { Cite } from "@citation-js/core";
import "@citation-js/plugin-ris";

const ris = [
  "TY  - JOUR", "AU  - Jansen, Piet", "TI  - Early contact", "T2  - Evaluation and Practice", "PY  - 2021/03/15/",
  "SP  - 101", "EP  - 119", "AB  - Advisers call people early.", "Those who were called did not open letters.", "ER  - ", "",
  "TY  - CHAP", "AU  - Gemeente Utrecht", "TI  - Trust", "T2  - Handbook of debt", "PY  - 2019", "SP  - 55", "EP  - 70",
  "SN  - 978-90-1234-567-8", "ER  - ", "",
].join("\n");
const nbib = [
  "PMID- 30000001", "DP  - 2020 Mar 5", "TI  - Early contact.", "PG  - 101-119", "FAU - Smit, Els", "AU  - Smit E",
  "PT  - Journal Article", "JT  - Evaluation and practice", "",
].join("\n");

const reader = new RISParser(ris);
const read = reader.parse();
const entries = read.entries ?? read;
const bib = new BibLatexExporter(entries).parse();
const csl = Object.values(new CSLExporter(entries).parse());
console.log(bib, csl);
assert.deepStrictEqual(reader.errors ?? [], []);
assert(bib.includes("pages = {101119}") && bib.includes("pages = {5570}"));
assert.deepStrictEqual(csl.map((one) => [one.page, one.issued?.["date-parts"]]), [["101119", undefined], ["5570", [[2019]]]]);
assert.strictEqual(csl[0].abstract, "Advisers call people early.");
assert.deepStrictEqual([csl[1].ISBN, csl[1].ISSN], [undefined, "978-90-1234-567-8"]);
assert.deepStrictEqual(csl[1].author, [{ given: "Gemeente", family: "Utrecht" }]);

const searched = new NBIBParser(nbib).parse();
const [paper] = Object.values(new CSLExporter(searched.entries ?? searched).parse());
console.log(paper);
assert.strictEqual(paper.page, "101119");

const known = new BibLatexParser("@article{a, title = {Early contact}, pages = {101--119}, year = {2021}}").parse();
assert(new BibLatexExporter(known.entries).parse().match(/pages = \{101.{1,2}119\}/));

const right = new Cite(ris).data;
assert.deepStrictEqual(right.map((one) => one.page), ["101-119", "55-70"]);
assert.deepStrictEqual(right[0].issued["date-parts"], [[2021, 3, 15]]);
assert(right[0].abstract.endsWith("did not open letters."));
assert.strictEqual(right[1].ISBN, "978-90-1234-567-8");
assert.deepStrictEqual(right[1].author, [{ literal: "Gemeente Utrecht" }]);
J
node look.mjs
echo "as found: pages 101 to 119 are page 101119"
