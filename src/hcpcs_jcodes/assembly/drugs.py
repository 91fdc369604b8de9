"""What the drug of each event is billed as: its code, a code not otherwise classified, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from attrs import frozen

from ..claims.questions import Question, ask
from ..claims.steps import Step
from ..codes.code import JCode
from ..codes.codesets import version_of
from ..codes.index import has_no_code
from ..encounters.charting import NOT_COUNTED, Administration
from ..errors import AmbiguousName, CorruptData, JCodesError, UncoveredDate, UnknownCode
from ..lookup.meaning import begins_named, code_meant
from ..ndc.numbers import is_written_as_ndc
from ..tables import read_table
from .visits import Charted, Visit

__all__ = ["Drug", "drug_of"]

_ELSEWHERE: Final = {
    "patient's own": "the patient's own drug is not billed by those who give it",
    "specialty pharmacy": "the pharmacy that dispensed the drug bills it",
}


# a class of drugs
_CANCER: Final = "antineoplastic"


@frozen
class Drug:
    """What the drug of an event is billed as.

    Attributes:
        event: the event.
        version: the code, in its version on the date; None if there is no drug line.
        name: the name for the narrative of a code not otherwise classified; "" for another code.
        steps: why.
        questions: what is open.
    """

    event: Charted
    version: JCode | None = None
    name: str = ""
    steps: tuple[Step, ...] = ()
    questions: tuple[Question, ...] = ()


def drug_of(event: Charted, visit: Visit) -> Drug:
    """What the drug of an event is billed as, or why it has no line."""
    charted = event.administration
    nothing = ""
    if charted.not_given:
        nothing = f"not given ({charted.not_given})"
    elif charted.technique in NOT_COUNTED:
        nothing = f"a {charted.technique} is part of the administration"
    elif charted.acquired in _ELSEWHERE:
        nothing = _ELSEWHERE[charted.acquired]
    elif charted.acquired == "no cost" and visit.payer.no_cost == "omitted":
        nothing = f"{visit.payer.name} wants no line for a drug at no cost"
    if nothing:
        return Drug(event, steps=(Step(f"{event.named}: no drug line: {nothing}"),))
    return _coded(event, visit)


def _coded(event: Charted, visit: Visit) -> Drug:
    charted, on = event.administration, event.on
    product = charted.ndc or next((each.ndc for each in charted.products if each.ndc), None)
    meant = charted.code
    try:
        meant = meant or code_meant(
            charted.drug,
            on,
            route=charted.route,
            ndc=product,
            nearest=visit.nearest,
            narrowed_by="ndc=",
        )
        version = version_of(meant, on)
    except CorruptData:
        raise
    except JCodesError as error:
        is_name = not meant and not is_written_as_ndc(charted.drug)
        return _without_code(event, visit, error, is_name=is_name)
    noc = version.is_noc and charted.drug.upper() != version.code
    text = f"{event.named}: billed as {version.code}"
    steps = () if charted.drug == version.code else (Step(text),)
    return Drug(event, version, charted.drug if noc else "", steps)


def _without_code(event: Charted, visit: Visit, error: JCodesError, *, is_name: bool) -> Drug:
    """A drug whose name has no code, or several: a NOC code if it has none, otherwise a question."""
    charted = event.administration
    if isinstance(error, AmbiguousName) or not isinstance(error, UnknownCode):
        # the package is looked up to choose among the codes of a name
        argument = "nearest" if isinstance(error, UncoveredDate) else "ndc"
        return _asked(event, error, "drug" if isinstance(error, AmbiguousName) else argument)
    if is_name and charted.family == "hydration":
        text = f"{event.named}: no code has this name: there is no line for the fluid itself"
        note = ask(
            "unknown_code",
            text,
            severity="note",
            owner="pharmacy",
            argument="code",
            event=event.number,
        )
        return Drug(event, questions=(note,))
    later = _of_later(event) if is_name and error.kind == "not_in_force" else None
    known = later is not None or has_no_code(charted.drug)
    no_name = not is_name or (error.kind != "unknown_code" and later is None)
    if no_name or (error.suggestions and not known):
        return _asked(event, error, "code" if charted.code else "drug")
    code, others = _unclassified(charted, later, visit)
    version = version_of(code, event.on)
    sure = "which has no code of its own" if known else "a name that no code has"
    if later is not None:
        sure = f"whose own code {later.code} begins on {later.valid_from}"
    wanted = f"; {others}" if others else ""
    text = (
        f"{event.named}: {charted.drug}, {sure}, is billed as {code}, not otherwise "
        f"classified{wanted}: check it, and pass code= if it is another"
    )
    question = ask(
        "noc_code",
        text,
        severity="verify" if known else "blocks",
        owner="coder",
        argument="code",
        event=event.number,
    )
    return Drug(event, version, charted.drug, questions=(question,))


def _of_later(event: Charted) -> JCode | None:
    """The first code of a drug, if it begins after the date; None if it does not.

    A new drug is billed under a code not otherwise classified until its own begins.
    """
    first = begins_named(event.administration.drug)
    return version_of(*first) if first is not None and first[1] > event.on else None


def _asked(event: Charted, error: JCodesError, argument: str) -> Drug:
    """A drug without a line, and the question that the error is."""
    text = f"{event.named}: {error}"
    question = ask(error.kind, text, owner="pharmacy", argument=argument, event=event.number)
    return Drug(event, questions=(question,))


@cache
def _noc_codes() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """The NOC code of each kind of product, and the endings of names that tell it."""
    rows = read_table("noc_codes")
    next(rows)
    return {
        product: (code, tuple(ends.split("; ")) if ends else ()) for product, code, ends, *_ in rows
    }


def _unclassified(charted: Administration, later: JCode | None, visit: Visit) -> tuple[str, str]:
    """The NOC code for a drug by what it is, and the others that it may be.

    The code that it has later tells what a brand is.

    Source: ``noc_codes.csv``; of a hospital, ``Payer.noc_codes``.
    """
    codes = {product: code for product, (code, _) in _noc_codes().items()}
    wanted = dict(visit.payer.noc_codes).get(visit.setting)
    if wanted is not None:
        others = f"{codes['drug']} or {codes['biologic']}"
        return wanted, f"that is for a drug that the FDA approved; otherwise {others}"
    if later is not None and _CANCER in later.drug.classes:
        return codes["antineoplastic"], ""
    name = charted.drug if later is None else later.drug.name
    words = name.casefold().split("-")[0].split()
    if any(word.endswith(_noc_codes()["biologic"][1]) for word in words):
        cancer = f"{codes['antineoplastic']} if it treats cancer"
        return codes["biologic"], cancer if charted.family == "complex" else ""
    if charted.family in {"complex", "hormonal"}:
        others = f"{codes['biologic']} for a biologic that does not treat cancer"
        return codes["antineoplastic"], others
    return codes["drug"], (
        f"{codes['biologic']} for a biologic, {codes['compounded']} for a compounded drug"
    )
