"""The 20 items of the RAMESES II reporting standards (Wong et al. 2016), titled in our own words."""

from __future__ import annotations

from collections.abc import Mapping

from cmo_eval.model import Evaluation
from cmo_eval.report.contents import ChecklistItem

TITLES: Mapping[str, tuple[str, ...]] = {
    "en": (
        "The title names the study a realist evaluation",
        "Summary of the study",
        "Why the evaluation was done",
        "Programme theory: where it came from and how it developed",
        "Questions, aims and focus",
        "Ethical approval",
        "Why a realist approach was chosen",
        "Surroundings in which the evaluation took place",
        "The programme that was evaluated",
        "Design of the evaluation, and why",
        "How the material was gathered",
        "Who was invited, and how they were chosen",
        "How the material was analysed",
        "Who took part",
        "Main findings",
        "Findings in brief",
        "Strengths, limits and what comes next",
        "How the findings compare with what was known",
        "Conclusions and recommendations",
        "Funding and interests",
    ),
    "nl": (
        "De titel noemt het een realistische evaluatie",
        "Samenvatting van het onderzoek",
        "Waarom er is geëvalueerd",
        "Programmatheorie: herkomst en ontwikkeling",
        "Vragen, doelen en afbakening",
        "Ethische toetsing",
        "Waarom voor de realistische benadering is gekozen",
        "Omgeving waarin de evaluatie plaatsvond",
        "Het programma dat is geëvalueerd",
        "Opzet van de evaluatie, met motivering",
        "Hoe het materiaal is verzameld",
        "Wie is uitgenodigd, en hoe die keuze is gemaakt",
        "Hoe het materiaal is geanalyseerd",
        "Wie er meededen",
        "Belangrijkste bevindingen",
        "Bevindingen in het kort",
        "Sterke kanten, grenzen en vervolg",
        "Hoe de bevindingen zich verhouden tot wat al bekend was",
        "Conclusies en aanbevelingen",
        "Financiering en belangen",
    ),
}

WHERE: Mapping[int, str] = {
    2: "report.summary",
    4: "report.refinement",
    5: "report.answers",
    9: "report.head",
    12: "report.sampling",
    13: "report.method",
    14: "report.sampling",
    15: "report.chapters",
    16: "report.summary",
    19: "report.recommendations",
}
"""For the items that the data speak to, the key of the section where the reader finds it."""


_INVITED = 12


def checklist(evaluation: Evaluation, language: str, *, invitations: bool = True) -> tuple[ChecklistItem, ...]:
    """All items in their order; one that evaluation.yaml does not answer has no status and no text.

    Without invitations in the register the report does not say who was invited, and points nowhere for it.
    """
    items = []
    for number, title in enumerate(TITLES[language], start=1):
        answer = evaluation.rameses.get(str(number))
        items.append(
            ChecklistItem(
                number=number,
                title=title,
                status=answer.status if answer else "",
                text=(answer.text or "") if answer else "",
                where=WHERE.get(number, "") if number != _INVITED or invitations else "",
            )
        )
    return tuple(items)
