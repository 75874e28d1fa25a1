"""The pages over a portfolio as it is whenever one is asked for: after every change they are made from it anew."""

from __future__ import annotations

from contextlib import ExitStack
from threading import Lock
from typing import Self

from cmo_eval.portfolio.engine import opened
from cmo_eval.portfolio.folder import Portfolio
from cmo_eval.site.portfolio import PortfolioSite


class Renewed:
    """The site over a portfolio; one page is made at a time, from whichever thread asks for it."""

    def __init__(self, portfolio: Portfolio, language: str) -> None:
        """Of a portfolio, with headings in `language` (`nl` or `en`); it is read when it is first asked for."""
        self._portfolio, self._language = portfolio, language
        self._lock, self._open = Lock(), ExitStack()
        self._made: tuple[object, PortfolioSite] | None = None

    def __enter__(self) -> Self:
        """Nothing is read yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close what was read."""
        self._open.close()

    def file(self, name: str) -> bytes | None:
        """As `PortfolioSite.file`, of the portfolio as it is now.

        Raises:
            CmoEvalError: it cannot be read.
        """
        with self._lock:
            return self._now().file(name)

    def address(self, what: str) -> str:
        """As `PortfolioSite.address`.

        Raises:
            UsageError: there is nothing that is called so.
            CmoEvalError: the portfolio cannot be read.
        """
        with self._lock:
            return self._now().address(what)

    def _now(self) -> PortfolioSite:
        stamps = self._portfolio.stamps()
        if self._made is None or self._made[0] != stamps:
            self._made = None
            self._open.close()
            site = PortfolioSite(self._open.enter_context(opened(self._portfolio)), self._language)
            self._made = (stamps, site)
        return self._made[1]
