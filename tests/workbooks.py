"""What Excel demands of a workbook before it opens it without offering to repair it."""

from __future__ import annotations

import io
import re
import zipfile
from posixpath import dirname, join, normpath
from xml.etree import ElementTree as ET

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection", "autoFilter"),
    *("mergeCells", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins"),
    *("pageSetup", "headerFooter", "drawing", "legacyDrawing", "tableParts"),
)
TABLE_NAME = re.compile(r"[^\W\d][\w.]*")
CELL_LIKE = re.compile(r"[A-Za-z]{1,3}[0-9]+|[RrCc]|[Rr][0-9]*[Cc][0-9]*")
CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
PLACE = re.compile(r"('(?:[^']|'')+'|\w+)!\$?([A-Z]+)\$?([0-9]+)(?::\$?([A-Z]+)\$?([0-9]+))?")


def column(letters):
    """The number of a column from its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def decoded(text):
    """A text as Excel shows it: _x0041_ is A."""
    return CODED.sub(lambda match: chr(int(match[1], 16)), text)


class Workbook:
    """The parts of a workbook, and what is wrong with them."""

    def __init__(self, content):
        """Read all parts."""
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.names = archive.namelist()
            self.parts = {name: archive.read(name) for name in self.names}
        self.trees = {
            name: ET.fromstring(part)  # noqa: S314 - our own
            for name, part in self.parts.items()
            if name.endswith((".xml", ".rels", ".vml"))
        }
        self.faults = []
        self.cells = {}
        book = self.trees["xl/workbook.xml"]
        targets = self.related("xl/workbook.xml")
        self.sheets = {sheet.get("name"): targets[sheet.get(f"{RELATION}id")] for sheet in book.iter(f"{MAIN}sheet")}
        strings = self.trees.get("xl/sharedStrings.xml")
        self.strings = ["".join(one.itertext()) for one in strings] if strings is not None else []
        self._package()
        self._book(book)
        for name, part in self.sheets.items():
            self._sheet(name, part)
        self._references()

    def wrong(self, *what):
        """Note a fault."""
        self.faults.append(" ".join(map(str, what)))

    def related(self, part):
        """The targets of a part's relations by id."""
        rels = self.trees.get(f"{dirname(part)}/_rels/{part.rpartition('/')[2]}.rels")
        found = {}
        for one in rels if rels is not None else ():
            target = one.get("Target")
            found[one.get("Id")] = target[1:] if target.startswith("/") else normpath(join(dirname(part), target))
        return found

    def _package(self):
        if len(set(self.names)) != len(self.names):
            self.wrong("a part is there twice")
        types = self.trees["[Content_Types].xml"]
        defaults = {one.get("Extension") for one in types if one.tag.endswith("Default")}
        overrides = {one.get("PartName")[1:] for one in types if one.tag.endswith("Override")}
        for name in self.names:
            if name not in overrides and name.rpartition(".")[2] not in defaults and not name.startswith("[Content"):
                self.wrong(name, "has no content type")
            for target in self.related(name).values():
                if target not in self.parts:
                    self.wrong(name, "refers to", target)
        for name in overrides - set(self.names):
            self.wrong(name, "is not there")

    def _book(self, book):
        names = list(self.sheets)
        if len({name.casefold() for name in names}) != len(names):
            self.wrong("two sheets have one name")
        for name in names:
            if not 0 < len(name) <= 31 or re.search(r"[\[\]:*?/\\]", name) or name.strip("'") != name:
                self.wrong("sheet name", name)
        self.styles = len(self.trees["xl/styles.xml"].find(f"{MAIN}cellXfs"))
        self.tables = {}
        for one in book.iter(f"{MAIN}definedName"):
            for sheet in re.findall(r"((?:'(?:[^']|'')+')|[^'!,\s]+)!\$", one.text):
                if sheet.strip("'").replace("''", "'") not in names:
                    self.wrong("name", one.get("name"), one.text)

    def _sheet(self, name, part):
        tree = self.trees[part]
        tags = [child.tag.removeprefix(MAIN) for child in tree]
        if unknown := set(tags) - set(ORDER):
            self.wrong(name, "has", unknown)
        if [tag for tag in ORDER if tag in tags] != tags:
            self.wrong(name, "in wrong order", tags)
        if "autoFilter" in tags:
            self.wrong(name, "filters beside its table")
        self.cells[name] = self._cells(name, tree)
        self._tables(name, part, tree)
        self._links(name, tree)
        self._lists(name, tree)
        for one in tree.iter(f"{MAIN}headerFooter"):
            for text in one:
                if len(text.text or "") > 255:
                    self.wrong(name, "footer too long")
        for one in (*tree.iter(f"{MAIN}legacyDrawing"), *tree.iter(f"{MAIN}tablePart")):
            if one.get(f"{RELATION}id") not in self.related(part):
                self.wrong(name, one.tag, "without relation")

    def _cells(self, name, tree):
        cells, last_row = {}, 0
        for row in tree.iter(f"{MAIN}row"):
            number, last_column = int(row.get("r")), 0
            if number <= last_row:
                self.wrong(name, "row", number, "after", last_row)
            last_row = number
            if float(row.get("ht", 15)) > 409.5:
                self.wrong(name, "row", number, "too high")
            for cell in row:
                letters, digits = re.fullmatch(r"([A-Z]+)([0-9]+)", cell.get("r")).groups()
                if int(digits) != number or column(letters) <= last_column:
                    self.wrong(name, "cell", cell.get("r"))
                last_column = column(letters)
                if int(cell.get("s", 0)) >= self.styles:
                    self.wrong(name, cell.get("r"), "has no style")
                formula, value = cell.find(f"{MAIN}f"), cell.find(f"{MAIN}v")
                text = self.strings[int(value.text)] if cell.get("t") == "s" else ""
                if len(text.encode("utf-16-le")) // 2 > 32_767 + 5 * text.count("_x005F_"):
                    self.wrong(name, cell.get("r"), "too long")
                if formula is not None and value is None:
                    self.wrong(name, cell.get("r"), "has a formula without a value")
                cells[cell.get("r")] = decoded(text) if cell.get("t") == "s" else value
        return cells

    def _tables(self, name, part, tree):
        related = self.related(part)
        for one in tree.iter(f"{MAIN}tablePart"):
            table = self.trees[related[one.get(f"{RELATION}id")]]
            title = table.get("displayName")
            if not TABLE_NAME.fullmatch(title) or CELL_LIKE.fullmatch(title) or title.casefold() in self.tables:
                self.wrong("table", title)
            if table.get("id") in {other.get("id") for other in self.tables.values()}:
                self.wrong("table", title, "has the id of another")
            self.tables[title.casefold()] = table
            first, last = table.get("ref").split(":")
            letters, top = re.fullmatch(r"([A-Z]+)([0-9]+)", first).groups()
            end, bottom = re.fullmatch(r"([A-Z]+)([0-9]+)", last).groups()
            columns = table.find(f"{MAIN}tableColumns")
            heads = [decoded(head.get("name")) for head in columns]
            if len(heads) != column(end) - column(letters) + 1 or int(columns.get("count")) != len(heads):
                self.wrong("table", title, "has", len(heads), "columns in", table.get("ref"))
            if len({head.casefold() for head in heads}) != len(heads) or any(not 0 < len(head) < 256 for head in heads):
                self.wrong("table", title, "has", heads)
            in_row = [value for place, value in self.cells[name].items() if re.fullmatch(rf"[A-Z]+{top}", place)]
            if in_row != heads:
                self.wrong("table", title, "is headed", in_row, "and not", heads)
            totals = int(table.get("totalsRowCount", 0))
            if int(bottom) - totals <= int(top):
                self.wrong("table", title, "has no row")
            if table.find(f"{MAIN}autoFilter").get("ref") != f"{first}:{end}{int(bottom) - totals}":
                self.wrong("table", title, "filters", table.find(f"{MAIN}autoFilter").get("ref"))
            for head in columns:
                said = head.get("totalsRowLabel")
                if said is not None and self.cells[name].get(f"{letters}{bottom}") != decoded(said):
                    self.wrong("table", title, "has another label of totals")

    def _links(self, name, tree):
        links = list(tree.iter(f"{MAIN}hyperlink"))
        if len(links) > 65_530:
            self.wrong(name, "has", len(links), "links")
        for link in links:
            if self.cells[name].get(link.get("ref")) is None:
                self.wrong(name, "links from the empty cell", link.get("ref"))
        self.links = [*getattr(self, "links", []), *((name, link.get("location")) for link in links)]

    def _lists(self, name, tree):
        lists = list(tree.iter(f"{MAIN}dataValidation"))
        counted = tree.find(f"{MAIN}dataValidations")
        if counted is not None and int(counted.get("count")) != len(lists):
            self.wrong(name, "counts lists wrongly")
        for one in lists:
            if len(one.get("errorTitle", "")) > 32 or len(one.get("error", "")) > 255:
                self.wrong(name, "says too much")
        self.lists = [
            *getattr(self, "lists", []),
            *((name, one.find(f"{MAIN}formula1").text) for one in lists),
        ]

    def _references(self):
        for name, place in (*self.links, *self.lists):
            match = PLACE.fullmatch(place)
            sheet = match and match[1].strip("'").replace("''", "'")
            if not match or sheet not in self.sheets:
                self.wrong(name, "refers to", place)
            elif self.cells[sheet].get(f"{match[2]}{match[3]}") is None or (
                match[4] and self.cells[sheet].get(f"{match[4]}{match[5]}") is None
            ):
                self.wrong(name, "refers to the empty cell", place)


def faults(content):
    """Why Excel would offer to repair the workbook; nothing where it would not."""
    return Workbook(content).faults
