"""Sites as a browser sees them: the ids, addresses and words of each page, and whether every link leads somewhere."""

import json
from html.parser import HTMLParser

POLICY = "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file:;"


class Page(HTMLParser):
    """The ids, addresses, elements and words of a page."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.loads, self.elements, self.attributes, self.words = [], [], [], set(), set(), []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.elements.add(tag)
        self.attributes |= given.keys()
        if "id" in given:
            self.ids.append(given["id"])
        if tag in {"a", "form"}:
            self.links += [given[name] for name in ("href", "action") if name in given]
        else:
            self.loads += [given[name] for name in ("href", "src") if name in given]

    def handle_data(self, data):
        self.words.append(data)


def pages(made):
    return {name: Page(content.decode()) for name, content in made.items() if name.endswith(".html")}


def evidence(made):
    """What the script of the search gives."""
    text = made["evidence.js"].decode()
    assert text.startswith("// cmo-eval site\nconst evidence={")
    return json.loads(text.partition("const evidence=")[2].rstrip("\n;"))


def sound(made):
    """Nothing but our own files is asked for, every link leads to a place that is there, and no id is there twice."""
    found = pages(made)
    for name, page in found.items():
        text = made[name].decode()
        assert f'<meta http-equiv="Content-Security-Policy" content="{POLICY}' in text
        assert "style" not in page.attributes | page.elements
        assert not {one for one in page.attributes if one.startswith("on")}
        assert len(page.ids) == len({*page.ids}), name
        for address in (*page.links, *page.loads):
            file, _, place = address.partition("#")
            assert (file or name) in made, (name, address)
            if place and file != "quotes.html":
                assert place in found[file or name].ids, (name, address)
    return found


def reached(found, start="index.html"):
    """The pages that links lead to, one after another, from the first."""
    known, waiting = {start}, [start]
    while waiting:
        here = {address.partition("#")[0] for address in found[waiting.pop()].links} - {""} - known
        known |= here
        waiting += here
    return known
