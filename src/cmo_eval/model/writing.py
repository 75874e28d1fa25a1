"""writing/<section>.yaml: what writers of the report put in place of paragraphs that the program wrote."""

import hashlib
import re
import unicodedata
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cmo_eval.deferred import expression
from cmo_eval.model.base import Boolean, Key, Record, Text, Whole

SIGN = expression(r"(\\[*\\[]|\*\*|\*|\[\^[^\]\s]{1,200}\])")
"""What is more than words in a writer's paragraph: `**strong**`, `*stress*`, notes; a backslash makes it text."""
ITEM = "- "
"""How a paragraph that is an item of a list begins."""
_DIGITS = 16
_DIGEST = expression(rf"\[paragraph ([0-9a-f]{{{_DIGITS}}})\]")
_TYPED = str.maketrans(
    {**dict.fromkeys("‘’‚‛´`′", "'"), **dict.fromkeys("“”„‟″«»", '"'), **dict.fromkeys("‐‑–—−", "-")}
)
_UNSEEN = expression("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")


def squeezed(text: str) -> str:
    """The text with one blank between words."""
    return " ".join(text.split())


def mark_of(words: str) -> str:
    """A digest by which words are known again, however a word processor spells their quotes, dashes and blanks."""
    typed = _UNSEEN.sub("", unicodedata.normalize("NFKC", words)).translate(_TYPED)
    return hashlib.sha256(squeezed(typed).encode("utf-8", "replace")).hexdigest()[:_DIGITS]


def nameless(mark: str) -> str:
    """What stands in a file for a paragraph that holds somebody's words, so that they are not repeated there."""
    return f"[paragraph {mark}]"


def mark_in(anchor: str) -> str:
    """The digest of the paragraph that a file names, by its words or as `nameless` has it."""
    found = _DIGEST.fullmatch(anchor.strip())
    return found[1] if found is not None else mark_of(anchor)


def is_sign(piece: str) -> bool:
    """Whether a piece of a text, split at its signs, is one and not words."""
    return piece in {"*", "**"} or (piece[:2] == "[^" and piece[-1:] == "]")


def spelled(text: str) -> str:
    """Words in which nothing is a sign, as a writer's paragraph has them."""
    return re.sub(r"[*\\]|\[(?=\^)", lambda sign: "\\" + sign[0], text)


def plain_words(paragraph: str) -> str:
    """The words of a writer's paragraph, without its signs."""
    pieces = SIGN.split(paragraph.removeprefix(ITEM))
    return squeezed("".join(one[-1] if SIGN.fullmatch(one) else one for one in pieces if not is_sign(one)))


class OwnWords(Record):
    """Words of a writer in place of a paragraph of the program, or behind one; without `text` it is left out."""

    instead_of: Text | None = Field(
        default=None,
        description="The paragraph of the program that is replaced; `[paragraph DIGEST]` where it holds words of"
        " somebody who was interviewed.",
    )
    after: Text | None = Field(default=None, description="The paragraph of the program that these words follow.")
    nth: Annotated[Whole, Field(ge=1)] = Field(
        default=1, description="Which one it is, where a section has several with the same words."
    )
    text: Text | None = Field(
        default=None,
        description="The writer's paragraphs, an empty line between them; `- ` begins an item of a list. Without it,"
        " the paragraph is left out.",
    )
    audience: Literal["public", "committee", "team"] = Field(
        default="public", description="For whom it was written; a wider circle does not see it."
    )
    language: Literal["nl", "en"] | None = Field(
        default=None, description="Of the report that it stands in, where that is another than the evaluation's."
    )
    look_again: Boolean = Field(
        default=False,
        description="The program wrote something else there when this was written: remove the line once you looked.",
    )

    @model_validator(mode="after")
    def _at_one_place(self) -> "OwnWords":
        if (self.instead_of is None) == (self.after is None):
            raise PydanticCustomError("one_place", "must have one of 'instead_of' and 'after'")
        if self.after is not None and self.text is None:
            raise PydanticCustomError("no_words", "must have a 'text' where it has 'after'")
        return self

    @property
    def mark(self) -> str:
        """The digest of the paragraph that is meant."""
        return mark_in(self.instead_of or self.after or "")

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The writer's paragraphs, each on one line."""
        return tuple(filter(None, map(squeezed, re.split(r"\n\s*\n", self.text or ""))))


class Writing(Record):
    """What writers wrote themselves in one section of the report."""

    section: Key = Field(
        description="The section: `summary`, `theory`, `answers`, `recommendations`, `chapters`, `cases`, `method`,"
        " `sampling`, `rameses`, `accepted`, or the id of a claim."
    )
    paragraphs: tuple[OwnWords, ...] = Field(default=(), description="The writers' own words, place by place.")
