#!/usr/bin/env bash
# openansho 0.3.4 (codes interviews; teams merge each other's projects). What we guessed before running: merging a
# colleague's project again, a week later, adds what is new since then. So it is as long as nothing is changed: a coding
# that is there is not added twice.
#
# Seen: once a code has another name, each coding that came with it before comes again under its old name, so that one
# passage has both and both are counted. And where a typing error in the interview was mended in one of the projects, each
# merge adds the whole interview once more, with all its codings: after three merges one coding is counted three times.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet --no-deps openansho==0.3.4  # what we look at needs no window
cat > look.py <<'P'
from openansho import db, project_merge, reporting

TALK = "INT: Did it help?\nNUR: It did not help us.\n"
ENTRY = len("INT: Did it help?\nNUR: ")


def project(coder, text):
    made = db.connect(":memory:")
    document = db.create_document(made, "interview 1", text)
    code = db.create_code(made, "help", color="#336699")
    db.create_segment(made, document.id, code.id, ENTRY, ENTRY + 14, created_by=coder)
    return made


def merge(ours, theirs):
    return project_merge.apply_merge(ours, theirs, project_merge.plan_merge(ours, theirs), set(), other_label="bob")


def counted(ours):
    return {(one["code"], one["username"]): one["count"] for one in reporting.code_user_frequency(ours)}


ours, theirs = project("ann", TALK), project("bob", TALK)
merge(ours, theirs)
assert merge(ours, theirs).segments_added == 0
print("merged twice:", counted(ours))
assert counted(ours) == {("help", "ann"): 1, ("help", "bob"): 1}
(code,) = db.list_codes(ours)
db.rename_code(ours, code.id, "usefulness")
print(merge(ours, theirs), counted(ours))
assert counted(ours) == {("usefulness", "ann"): 1, ("usefulness", "bob"): 1, ("help", "bob"): 1}

ours, theirs = project("ann", TALK), project("bob", TALK.replace("Did it", "Did  it"))
for time in (1, 2, 3):
    print(merge(ours, theirs), counted(ours))
    assert counted(ours) == {("help", "ann"): 1, ("help", "bob"): time}
assert len(db.list_documents(ours)) == 4
P
env/bin/python look.py
echo "as found: what is merged again is counted again"
