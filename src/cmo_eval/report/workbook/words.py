"""The wording of the workbook in one language."""

from __future__ import annotations

from dataclasses import dataclass

from cmo_eval.messages import label


@dataclass(frozen=True)
class Words:
    """What the workbook says, by key."""

    language: str

    def __call__(self, key: str) -> str:
        return label(f"book.{key}", self.language)

    def of(self, prefix: str, key: str) -> str:
        """A word of an enumeration; nothing for nothing."""
        return label(f"{prefix}.{key}", self.language) if key else ""

    def named(self, key: str) -> str:
        """A word that is its own key: a verdict or a stance; nothing for nothing."""
        return label(key, self.language) if key else ""

    def truth(self, value: bool | None) -> str:
        """Yes, no, or nothing where it is not known."""
        return "" if value is None else label("status.yes" if value else "status.no", self.language)

    def title(self, sheet: str) -> str:
        """The name of a sheet."""
        return label(f"sheet.{sheet}", self.language)

    def row(self, sheet: str) -> str:
        """What a sheet has a row for."""
        return label(f"sheet.{sheet}.rows", self.language)

    def header(self, column: str) -> str:
        """The heading of a column."""
        return label(f"column.{column}", self.language)

    def about(self, column: str) -> str:
        """What a column holds."""
        return label(f"column.{column}.about", self.language)
