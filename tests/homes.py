"""Eight care homes that never were, as files of an evaluation: a framework with values, a comparison of cases."""

from __future__ import annotations

FRAMEWORK = """\
frameworks:
  homes:
    trust: {label: Trust, scale: {fully: 1, partly: 0.6, hardly: 0.2, none: 0}}
    steering:
      label: Steering
      dimensions:
        content: {label: On content, scale: {yes: 1, no: 0}}
    hours: {label: Hours of coaching, unit: hours, out: 2, cross: 10, in: 20}
    size: {label: Size, scale: {small: 0, middle: 1, large: 2}}
    remarks: Other remarks
    change: {label: Lasting change, scale: {yes: 1, no: 0}}
"""
COMPARISON = """\
comparisons:
  lasting:
    title: When does the change last?
    framework: homes
    outcome: change
    conditions: [trust, steering.content, hours]
    claim: C1
"""
# trust, content, hours, size, change, attribute
VALUES = {
    "K1": ("fully", "yes", "25", "large", "yes", "yes"),
    "K2": ("fully", "no", "22", "large", "yes", "no"),
    "K3": ("partly", "yes", "4", "small", "no", "no"),
    "K4": ("hardly", "yes", "18", "middle", "no", "yes"),
    "K5": ("none", "no", "3", "small", "no", "no"),
    "K6": ("partly", "no", "15", "middle", "yes", "yes"),
    "K7": ("unknown", "yes", "12", "small", "yes", "yes"),
    "K8": ("fully", "not_applicable", "12", "small", "yes", "yes"),
}


def case(id_, values, **more):
    """The file of a case with these values; `more` are further lines."""
    trust, content, hours, size, change, own = values
    return "\n".join(
        (
            f"id: {id_}",
            f"title: House {id_}",
            f"attributes: {{own_team: {own}, beds: '{10 * int(id_[1:])}', region: north}}",
            "framework:",
            f"  homes.trust: {{value: {trust}, text: How people spoke of it in {id_}, citations: [FG1-001]}}",
            f"  homes.steering.content: {{value: '{content}', citations: [FG1-001]}}",
            f"  homes.hours: {{value: '{hours}', citations: [FG1-001]}}",
            f"  homes.size: {{value: {size}, citations: [FG1-001]}}",
            f"  homes.change: {{value: '{change}', citations: [FG1-001]}}",
            *more.values(),
            "",
        )
    )


def homes(**values):
    """The files, on top of the smallest evaluation; `values` replace those of a case."""
    files = {f"cases/{id_}-house.yaml": case(id_, values.get(id_, one)) for id_, one in VALUES.items()}
    files["evaluation.yaml+"] = FRAMEWORK + COMPARISON
    files["patterns/P1-scan.yaml+"] = "conditions: [homes.trust, homes.hours, ~homes.steering.content]\n"
    return files
