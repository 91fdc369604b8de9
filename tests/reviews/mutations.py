"""Single-field changes of a claim: the slips that a review is for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any, Final

from attrs import evolve

from hcpcs_jcodes import Claim, ClaimLine, ReceivedLine, codeset
from hcpcs_jcodes.administration.rules import administration_rules

FIELDS: Final = ("code", "units", "date", "modifier", "ndc", "setting", "administration line")

Line = ClaimLine | ReceivedLine
Mutant = tuple[str, Claim]


def _changed(line: ClaimLine, **fields: Any) -> Line:
    """The line with other fields: a received one, unless it could be on a claim."""
    read: dict[str, Any] = {
        "code": line.code,
        "units": line.units,
        "on": line.on,
        "modifiers": line.modifiers,
        "charge": line.charge,
        "place_of_service": line.place_of_service,
        "ndc": line.ndc,
        "ndc_quantity": line.ndc_quantity,
        "narrative": line.narrative,
        "administered": line.administered,
        "discarded": line.discarded,
        "revenue_code": line.revenue_code,
        **fields,
    }
    received = ClaimLine.received(
        **read, events=line.events, record=line.record, reference=line.reference
    )
    return received if received.faults else received.checked()


def _with(claim: Claim, number: int, line: Line | None) -> Claim:
    lines = [*claim.lines]
    lines[number : number + 1] = [] if line is None else [line]
    return evolve(claim, lines=lines, questions=(), built=False)


@cache
def _codes(on: date) -> tuple[str, ...]:
    day = codeset(on)
    return (*day, *day.related)


@cache
def _administration_codes() -> tuple[str, ...]:
    return tuple(sorted({rule.cpt for rule in administration_rules() if rule.family}))


def _of_code(line: ClaimLine, random: Random) -> Iterator[tuple[str, Line]]:
    code = line.code
    yield "another drug", _changed(line, code=random.choice(_codes(line.on)))
    if "0" in code:
        yield "a letter for a zero", _changed(line, code=code.replace("0", "O", 1))
    digits = [*code]
    spot = random.randrange(1, len(digits) - 1)
    digits[spot], digits[spot + 1] = digits[spot + 1], digits[spot]
    if digits != [*code]:
        yield "two digits exchanged", _changed(line, code="".join(digits))
    other = random.randrange(10)
    digit = code[:-1] + str(other)
    if digit != code:
        yield "a wrong digit", _changed(line, code=digit)


def _of_units(line: ClaimLine, random: Random) -> Iterator[tuple[str, Line]]:
    units = line.units
    yield "one more", _changed(line, units=units + 1)
    yield "ten times", _changed(line, units=units * 10)
    yield "none", _changed(line, units=0)
    if units > 1:
        yield "one", _changed(line, units=1)
        yield "one fewer", _changed(line, units=units - 1)
    given = line.record.given if line.record else None
    if given is not None and given.value == int(given.value) and given.value != units:
        yield "the dose", _changed(line, units=int(given.value))
    if units > 9:
        spot = random.randrange(2)
        yield (
            "a digit left out",
            _changed(line, units=int(str(units).split(".")[0][spot:][:1] or 1)),
        )


def _of_date(line: ClaimLine, random: Random) -> Iterator[tuple[str, Line]]:
    for name, days in (("a day later", 1), ("a day earlier", -1), ("a year earlier", -365)):
        yield name, _changed(line, on=line.on + timedelta(days=days))
    later = line.on + timedelta(days=random.randrange(366, 3000))
    if later.year < 2027:
        yield "years later", _changed(line, on=later)
    yield "no date", _changed(line, on=f"{line.on.year}-13-01")


def _of_modifier(line: ClaimLine, random: Random) -> Iterator[tuple[str, Line]]:
    modifiers = line.modifiers
    if modifiers:
        spot = random.randrange(len(modifiers))
        yield (
            f"without {modifiers[spot]}",
            _changed(line, modifiers=(*modifiers[:spot], *modifiers[spot + 1 :])),
        )
    if line.code[0].isdigit():
        return
    for each in ("JW", "JZ", "JG", "Q9Q", "ZA"):
        if each not in modifiers:
            yield f"with {each}", _changed(line, modifiers=(*modifiers, each))
    if "JW" in modifiers or "JZ" in modifiers:
        swapped = {"JW": "JZ", "JZ": "JW"}
        yield "JW for JZ", _changed(line, modifiers=tuple(swapped.get(x, x) for x in modifiers))


def _of_ndc(line: ClaimLine, random: Random) -> Iterator[tuple[str, Line]]:
    if line.ndc is None:
        return
    text = str(line.ndc)
    spot = random.choice([number for number, each in enumerate(text) if each.isdigit()])
    digit = str((int(text[spot]) + random.randrange(1, 10)) % 10)
    yield "a wrong digit", _changed(line, ndc=text[:spot] + digit + text[spot + 1 :])
    yield "a digit left out", _changed(line, ndc=text[:spot] + text[spot + 1 :])
    for other in ("50242-0053-06", "0409-3796-01", "57894-0030-01"):
        if other.replace("-", "")[-8:] not in text.replace("-", ""):
            yield f"that of another drug, {other}", _changed(line, ndc=other)


_ON_LINES: Final[Mapping[str, Callable[[ClaimLine, Random], Iterator[tuple[str, Line]]]]] = {
    "code": _of_code,
    "units": _of_units,
    "date": _of_date,
    "modifier": _of_modifier,
    "ndc": _of_ndc,
}


def mutants(claim: Claim, field: str, random: Random) -> Iterator[Mutant]:
    """Claims that differ in one field, each with what was changed."""
    if field == "setting":
        other: Any = "facility" if claim.setting == "professional" else "professional"
        yield other, evolve(claim, setting=other, questions=(), built=False, type_of_bill=None)
        return
    for number, line in enumerate(claim.lines):
        if not isinstance(line, ClaimLine):
            continue
        if field == "administration line":
            yield from _of_administration(claim, number, line, random)
        elif field != "code" or not line.code[0].isdigit():
            for name, made in _ON_LINES[field](line, random):
                yield f"{line}: {name}", _with(claim, number, made)


def _of_administration(
    claim: Claim, number: int, line: ClaimLine, random: Random
) -> Iterator[Mutant]:
    if not line.code[0].isdigit():
        return
    yield f"{line}: left out", _with(claim, number, None)
    others = [each for each in _administration_codes() if each != line.code]
    other = random.choice(others)
    yield f"{line}: {other} for it", _with(claim, number, _changed(line, code=other))
    yield (
        f"{line}: billed twice",
        evolve(claim, lines=[*claim.lines, line], questions=(), built=False),
    )
    yield f"{line}: ten units more", _with(claim, number, _changed(line, units=line.units + 10))
