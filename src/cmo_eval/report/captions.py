"""What a figure of a report says of itself, and the figure as a whole; shared by charts and diagrams."""

from __future__ import annotations

from cmo_eval.charts.picture import About, Drawing, Picture
from cmo_eval.messages import phrase, say


def about_part(name: str, title: str, alternative: str, language: str, part: tuple[int, int]) -> About:
    """What a drawing says of itself; which of several it is, where there are more."""
    number, many = part
    if many == 1:
        return About(name, title, alternative, language)
    title = say(phrase("picture.part", title=title, n=number, many=many), language)
    return About(f"{name}-part{number}", title, alternative, language)


def pictured(about: About, caption: str, drawing: Drawing) -> Picture:
    """The figure: the drawing with its words."""
    return Picture(
        about.id, about.title, caption, about.alternative, drawing.svg, width=drawing.width, height=drawing.height
    )


def named_thing(id_: str, title: str) -> str:
    """An id with its title; either may be empty."""
    return f"{id_} {title}".strip()
