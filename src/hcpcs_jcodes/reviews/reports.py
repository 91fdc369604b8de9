"""A review as people read it: in words, and in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from ..words import FINDING_SEVERITIES
from .results import Place, Result

__all__ = ["html_report", "report_text"]

_NOUNS: Final = (
    ("error", "errors"),
    ("warning", "warnings"),
    ("to verify",) * 2,
    ("note", "notes"),
)


def report_text(payer: str, results: Sequence[Result]) -> str:
    """The findings by severity, then what was not checked, and what the caller changed.

    Args:
        payer: the name of the payer.
        results: where one that is no finding stands once for all of its lines.
    """
    parts = [_summary(payer, results)]
    for each in _findings(results):
        parts.append(f"{each.severity} {each.rule}, {_where(each.places)}: {each.message}")
        parts += [f"    {name}: {text}" for name, text in _details(each)]
    for title, rows in _rest(results):
        parts += [f"{title}:", *(f"    {row}" for row in rows)]
    return "\n".join(parts)


def html_report(payer: str, results: Sequence[Result]) -> str:
    """The same, as tables and lists."""
    from ..display.html import html_list, html_notes, html_table  # few programs run in a notebook

    rows = [
        (
            str(each.severity),
            each.rule,
            _where(each.places),
            each.message,
            "; ".join(each.evidence),
            str(each.fix or ""),
            _sent_as(each),
        )
        for each in _findings(results)
    ]
    title = _summary(payer, results)
    header = ("severity", "rule", "where", "finding", "evidence", "fix", "denials")
    found = html_table(title, header, rows, left=(2, 3, 4, 5, 6)) if rows else html_notes([title])
    rest = (
        html_notes([f"{heading}:"]) + html_list((each, "") for each in listed)
        for heading, listed in _rest(results)
    )
    return found + "".join(rest)


def _summary(payer: str, results: Sequence[Result]) -> str:
    """How many findings there are of each severity, and how many rules could not look.

    >>> _summary("medicare", [Result("UNIT001", "not_checked"), Result("CODE001", "pass")])
    'reviewed for medicare: 0 errors, 0 warnings, 0 to verify, 0 notes; 1 rule not checked'
    """
    severities = [each.severity for each in results if each.outcome == "fail"]
    counted = zip(map(severities.count, FINDING_SEVERITIES), _NOUNS, strict=True)
    found = ", ".join(f"{number} {nouns[number != 1]}" for number, nouns in counted)
    rest = [
        f"{number} rule{'' if number == 1 else 's'} {what}"
        for number, what in (
            (_rules(results, "not_checked"), "not checked"),
            (_rules(results, "error"), "with a defect"),
        )
        if number
    ]
    return f"reviewed for {payer}: {'; '.join([found, *rest])}"


def _rules(results: Iterable[Result], outcome: str) -> int:
    """How many rules have a result of an outcome."""
    return len({each.rule for each in results if each.outcome == outcome})


def _findings(results: Iterable[Result]) -> list[Result]:
    """The findings, the worst first, then in the order of the claim."""
    found = [each for each in results if each.severity is not None]
    return sorted(found, key=lambda each: (_rank(each), each.line or 0))


def _rank(result: Result) -> int:
    assert result.severity is not None
    return FINDING_SEVERITIES.index(result.severity)


def _details(result: Result) -> Iterator[tuple[str, str]]:
    if result.evidence:
        yield "evidence", "; ".join(result.evidence)
    if result.fix is not None:
        yield "fix", str(result.fix)
    if result.denials:
        yield "would be denied as", _sent_as(result)


def _sent_as(result: Result) -> str:
    """Its denials, each as surely as any publication has it: the surer come first."""
    surest: dict[tuple[object, ...], str] = {}
    for each in result.denials:
        surest.setdefault((each.group, each.carc, each.rarcs), str(each))
    return "; ".join(surest.values())


def _rest(results: Sequence[Result]) -> Iterator[tuple[str, list[str]]]:
    """What is no finding and is to be said, under its title."""
    needs: dict[str, dict[str, list[Place]]] = {}
    for each in results:
        if each.outcome == "not_checked":
            for need in each.needs or ("what it needs is not said",):
                needs.setdefault(need, {}).setdefault(each.rule, []).extend(each.places)
    unchecked = [
        f"{need}: {_rules_by_place(rules)}" for need, rules in needs.items() if not _usual(need)
    ]
    for title in dict.fromkeys(_USUAL.values()):
        alike = [
            f"{need} ({', '.join(rules)})" for need, rules in needs.items() if _usual(need) == title
        ]
        if alike:
            unchecked.append(f"{title}: {'; '.join(alike)}")
    defects = [
        f"{each.rule}, {_where(each.places)}: {each.message}"
        for each in results
        if each.outcome == "error"
    ]
    off = {each.rule: each.reason for each in results if each.outcome == "off"}
    changed = {each.rule: each.reason for each in results if each.reason and each.rule not in off}
    for title, rows in (
        ("not checked, each by what it needs", unchecked),
        ("rules that did not run, by a defect of their own", defects),
        ("off", [f"{rule}: {reason}" for rule, reason in off.items()]),
        ("with another severity", [f"{rule}: {reason}" for rule, reason in changed.items()]),
    ):
        if rows:
            yield title, rows


# what most claims lack alike, by how it begins: a biller reads each kind of it in one row
_USUAL: Final = {
    "payer.": "rules of the payer that are not known",
    "record.": "from the chart",
    "the record of the line": "from the chart",
    "the amount administered": "from the chart",
    "the events of the line": "from the chart",
    "the start and stop of each infusion": "from the chart",
    "how the drug was acquired": "from the chart",
    "received_on=": "not passed to the review",
    "hospice=": "not passed to the review",
    "enrollment=": "not passed to the review",
    "inpatient=": "not passed to the review",
    "eligibility=": "not passed to the review",
    "coverage=": "not passed to the review",
    "frequency=": "not passed to the review",
    "history": "not passed to the review",
    "the diagnoses of the claim": "not passed to the review",
}


def _usual(need: str) -> str:
    """The row for what most claims lack; "" for what this one lacks."""
    return next((title for begins, title in _USUAL.items() if need.startswith(begins)), "")


def _rules_by_place(rules: Mapping[str, Sequence[Place]]) -> str:
    """The rules with their places, those of the same places together."""
    alike: dict[str, list[str]] = {}
    for rule, places in rules.items():
        alike.setdefault(_where(places), []).append(rule)
    return "; ".join(f"{', '.join(same)} ({where})" for where, same in alike.items())


def _where(places: Sequence[Place]) -> str:
    """The places in a few words: "lines 1, 3 to 5, units"."""
    if not places or places[0].line is None:
        return str(places[0] if places else Place())
    numbers = sorted({place.line for place in places if place.line is not None})
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    texts = [", ".join(map(str, run)) if len(run) < 3 else f"{run[0]} to {run[-1]}" for run in runs]
    field = f", {places[0].field}" if places[0].field else ""
    return f"line{'' if len(numbers) == 1 else 's'} {', '.join(texts)}{field}"
