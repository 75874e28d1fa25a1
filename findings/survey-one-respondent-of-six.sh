#!/usr/bin/env bash
# sav-reader 2.0.8 (npm; reads surveys in SPSS's .sav), on files of pyreadstat 1.3.7. What we guessed before running: six
# respondents come out as six rows, and who gave no answer has null, whether or not the file is compressed; a code that
# is declared missing is told as the code that it is.
#
# Seen: of a compressed file, in which each row begins a block of its own (as the format allows, and as R's haven 2.5.1
# writes without being asked), the first respondent is read and the others are not, while the header still says six; what
# came in is what a survey of one would give. Of the same survey without compression all six are there, and who did not
# answer has answered -1.8 times ten to the 308th, so that any mean is as low as a number can be. The missing code of a
# text variable (`zz`) is told as the number that its eight bytes would be.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet pyreadstat==1.3.7 pandas==2.3.3
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund sav-reader@2.0.8
cat > make.py <<'P'
import pandas
import pyreadstat

survey = pandas.DataFrame(
    {
        "trust": [1.0, 2.0, 4.0, 5.0, None, 5.0],
        "ward": ["a", "b", "zz", "a", "b", "a"],
        "age": [34.0, 51.0, 29.0, 62.0, 44.0, 38.0],
    }
)
for name, packed in (("plain", False), ("packed", True)):
    pyreadstat.write_sav(
        survey,
        f"{name}.sav",
        column_labels=["How far do you trust the team?", "Ward", "Age"],
        variable_value_labels={"trust": {1.0: "not at all", 5.0: "wholly"}},
        missing_ranges={"ward": ["zz"]},
        row_compress=packed,
    )
    again, _ = pyreadstat.read_sav(f"{name}.sav", user_missing=True)
    assert again.equals(survey), again
P
env/bin/python make.py
cat > look.js <<'J'
const assert = require("assert");
const { readFileSync } = require("fs");
const { SavBufferReader } = require("sav-reader");

async function read(name) {
  const survey = new SavBufferReader(readFileSync(name));
  await survey.open();
  const rows = await survey.readAllRows();
  console.log(name, "says", survey.meta.header.n_cases, "and gives", rows.length, JSON.stringify(rows));
  return [survey.meta, rows];
}

(async () => {
  const [meta, plain] = await read("plain.sav");
  assert.deepStrictEqual(plain.map((row) => row.age), [34, 51, 29, 62, 44, 38]);
  assert.deepStrictEqual(plain.map((row) => row.trust), [1, 2, 4, 5, -Number.MAX_VALUE, 5]);
  const { missing } = meta.sysvars.find((one) => one.name === "ward");
  console.log("missing of ward:", missing);
  assert(typeof missing === "number" && missing > 0 && missing < 1e-100, String(missing));

  const [again, packed] = await read("packed.sav");
  assert.strictEqual(again.header.n_cases, 6);
  assert.deepStrictEqual(packed.map((row) => [row.trust, row.ward, row.age]), [[1, "a", 34]]);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
J
node look.js
echo "as found: of six respondents one is read, or one who did not answer gave a number"
