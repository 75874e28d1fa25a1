#!/usr/bin/env bash
# pybtexnbib 0.2.0 and univtil 1.0.0 read what PubMed saves of a search (NBIB); pybtexris 0.2.0 and univtil read RIS. Both
# make BibTeX of it. What we guessed before running: as many references as were found, each with its own authors, and
# titles and abstracts whole, also where they go on on a second line, as PubMed always writes them.
#
# Seen: of a whole search one reference is left, by both: they take a line `ER  -` for the end of one, which RIS has and
# NBIB has not. pybtexnbib joins all titles, authors and abstracts of the search into it; univtil keeps the first title and
# joins the authors. What stands on a second line is gone in univtil and pybtexris, from titles and abstracts: `People who
# were called did` / `not open letters` ends before the `not`; pybtexnbib glues the two words at the break. univtil names
# one editor of two; pybtexris makes a person of a municipality. nbib 0.3.2 and rispy 0.10.0 read the same files rightly.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env
env/bin/python -m pip install --quiet pybtexnbib==0.2.0 pybtexris==0.2.0 univtil==1.0.0 nbib==0.3.2 rispy==0.10.0
cat > search.nbib <<'N'
PMID- 30000001
DP  - 2020 Mar 5
TI  - What works for whom in debt advice: a realist evaluation of early contact in
      four towns.
PG  - 101-119
AB  - Advisers call people early. People who were called did
      not open letters.
FAU - Smit, Els
AU  - Smit E
FAU - Jansen, Piet
AU  - Jansen P
PT  - Journal Article
JT  - Evaluation and practice

PMID- 30000002
DP  - 2021 Jun
TI  - Letters without an envelope.
AB  - They were opened.
FAU - Bakker, Jan
AU  - Bakker J
PT  - Journal Article
JT  - Evaluation and practice
N
cat > search.ris <<'R'
TY  - CHAP
AU  - Smit, Els
A2  - Bakker, Jan
A2  - Visser, Mia
TI  - Trust before advice: what people who were
      called first say
T2  - Handbook of debt
PY  - 2019
AB  - People who were called did
not open letters.
ER  - 

TY  - RPRT
AU  - Gemeente Utrecht
TI  - Early contact
PY  - 2020
ER  - 
R
cat > look.py <<'P'
import nbib
import rispy
from pybtex.database import parse_string
from univtil.bib.nbib import nbiblist
from univtil.bib.ris import rislist

found, exported = open("search.nbib").read(), open("search.ris").read()
papers, references = nbib.read(found), rispy.loads(exported)
print("nbib:", [paper["title"] for paper in papers])
assert [paper["abstract"] for paper in papers] == [
    "Advisers call people early. People who were called did not open letters.",
    "They were opened.",
]
assert references[0]["abstract"] == "People who were called did not open letters."
assert references[0]["secondary_authors"] == ["Bakker, Jan", "Visser, Mia"]

(only,) = parse_string(found, "nbib").entries.values()
print("pybtexnbib:", only.fields["title"], only.fields["abstract"], only.persons["author"])
assert only.fields["title"].endswith("early contact infour towns.; Letters without an envelope.")
assert only.fields["abstract"].endswith("were called didnot open letters.; They were opened.")
assert [str(person) for person in only.persons["author"]] == ["Smit, Els", "Jansen, Piet", "Bakker, Jan"]

(only,) = nbiblist(found)
print("univtil:", only.tobib())
assert only.title.endswith("of early contact in") and only.author == "Smit, Els and Jansen, Piet and Bakker, Jan"
assert only.abstract == "Advisers call people early. People who were called did They were opened."

chapter, report = parse_string(exported, "ris").entries.values()
print("pybtexris:", chapter.fields["title"], "|", chapter.fields["abstract"], report.persons["author"])
assert chapter.fields["title"] == "Trust before advice: what people who were"
assert chapter.fields["abstract"] == "People who were called did"
assert report.persons["author"][0].last_names == ["Utrecht"] and report.persons["author"][0].first_names == ["Gemeente"]

chapter = rislist(exported)[0].tobib()
print("univtil:", chapter)
assert "{People who were called did}" in chapter and "{Bakker, Jan}" in chapter and "Visser" not in chapter
P
env/bin/python look.py
echo "as found: a search is one reference, and what stands on a second line is gone"
