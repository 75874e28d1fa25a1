#!/usr/bin/env bash
# Taguette 1.5.2 (codes interviews in a browser). What we guessed before running: its table of all highlights holds each
# highlight once for each of its tags, its table of one tag the same for that tag, and its REFI-QDA codebook each tag with
# its description.
#
# Seen: in the table of all highlights those without a tag are missing, without a word. In the table of a tag with tags
# below it (`help`, `help.not`), a highlight that has two of them stands there twice for each: four rows where two are
# meant, so whoever counts rows counts double. The codebook leaves descriptions out, and the guid of a code is made from
# its name alone: in two projects, `help` of one team and `help` of another are the same code to whoever merges them.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 -m venv env && env/bin/python -m pip install --quiet taguette==1.5.2
cat > look.py <<'P'
import csv
import io
import logging
import re

from taguette import database, export, extract

TALK = "<p>INT: Did it help?</p><p>NUR: It did not. We stopped.</p>"


def project(file, means):
    """A project of one document with four highlights, two of them without a tag."""
    db = database.connect(f"sqlite:///{file}")()
    db.add(database.User(login="coder"))
    made = database.Project(name="talks", description="")
    text = database.Document(
        name="talk", description="", filename="talk.txt", project=made, contents=TALK, text_direction=database.TextDirection.LEFT_TO_RIGHT
    )
    tags = [database.Tag(project=made, path="help", description=means), database.Tag(project=made, path="help.not", description="")]
    db.add_all([made, text, *tags])
    for start, end, given in [(5, 17, tags[:1]), (22, 33, tags), (34, 45, []), (0, 33, [])]:
        highlight = database.Highlight(document=text, start_offset=start, end_offset=end, snippet=extract.extract(TALK, start, end))
        highlight.tags.extend(given)
        db.add(highlight)
    db.commit()
    return db, made.id, tags


def rows(db, number, path):
    file = io.StringIO()
    export.highlights_csv(db, number, path, file)
    return [(one["tag"], one["content"]) for one in csv.DictReader(io.StringIO(file.getvalue()))]


def codes(tags):
    file = io.BytesIO()
    export.codebook_xml(tags, file)
    return file.getvalue().decode("utf-8")


db, number, tags = project("one.db", "whether they were helped")
every, one = rows(db, number, ""), rows(db, number, "help")
print("all highlights (4 were made):", every)
print("those of `help`:", one)
expected = [("help", "Did it help?"), ("help", "It did not."), ("help.not", "It did not.")]
assert every == expected, every
assert one == [*expected, *expected[1:]], one

_, _, others = project("two.db", "something else altogether")
first, second = codes(tags), codes(others)
print(first)
assert "whether they were helped" not in first and "Description" not in first
assert re.findall(r'guid="(\S+)"', first) == re.findall(r'guid="(\S+)"', second)
P
env/bin/python -W ignore look.py 2>log || { cat log; exit 1; }
echo "as found: highlights without a tag are missing, those with two stand there twice, and two projects share their guids"
