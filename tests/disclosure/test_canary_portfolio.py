"""The files of a portfolio hold nothing that its readers may not see, packed or unpacked; nor do its pages."""

from __future__ import annotations

import pytest
from canaries import FILES, GONE, MAY, canaries
from test_canary import written

from cmo_eval import api
from cmo_eval.portfolio.duck import connect
from cmo_eval.portfolio.engine import opened
from cmo_eval.portfolio.folder import make
from cmo_eval.site.portfolio import PortfolioSite


def everything(folder):
    """All that the Parquet files hold, packed and unpacked, and the names of all files."""
    said = []
    with connect() as db:
        for path in sorted(folder.rglob("*")):
            said.append(str(path.relative_to(folder)))
            if path.suffix == ".parquet":
                said.append(path.read_bytes().decode("latin-1"))
                said += [str(row) for row in db.execute(f"SELECT * FROM read_parquet('{path}')").fetchall()]  # noqa: S608
                said += [str(row) for row in db.execute(f"SELECT * FROM parquet_metadata('{path}')").fetchall()]  # noqa: S608
    return "\n".join(said).lower()


@pytest.mark.parametrize("audience", ["public", "committee", "team"])
def test_the_files_hold_nothing_that_an_audience_may_not_see(tmp_path, audience):
    root = written(tmp_path / "one", FILES)
    disclosure = api.disclose(root, audience)
    portfolio = make(tmp_path / "Quxmachine")
    portfolio.add(disclosure.repository, disclosure.root)
    held = everything(portfolio.root / "evaluations")
    found = {word for word in canaries() if word.lower() in held}
    assert found <= MAY[audience] | {"Quxquotedisputed"}
    assert "Quxclaim" in found
    assert {word for word in MAY[audience] if word.startswith("Quxquote")} <= found
    for gone in GONE:
        assert gone.lower() not in held
    with opened(portfolio) as engine:
        for language in ("nl", "en"):
            files = {name: text.decode() for name, text in PortfolioSite(engine, language).files()}
            said = "\n".join(f"{name}\n{text}" for name, text in files.items()).lower()
            shown = {word for word in canaries() if word.lower() in said}
            assert shown <= found
            assert {word for word in MAY[audience] if word.startswith("Quxquote")} <= shown
            assert shown >= {"Quxclaim"}
            assert not any(gone.lower() in said for gone in GONE)
