import runpy
from pathlib import Path

HERE = Path(__file__).parents[2] / "docs" / "rules"


def test_each_code_has_its_page_as_the_rules_say_it():
    pages = runpy.run_path(str(HERE / "make.py"))["pages"]()
    on_disk = {path.name: path.read_text("utf-8") for path in HERE.glob("*.md")}
    assert on_disk == pages, "run `make docs`"
