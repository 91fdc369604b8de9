"""Rules about the code of a line on its date: ended, not yet in force, or redefined."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from ...amounts.amount import Amount
from ...checks.payer_rows import code_row
from ...claims.modifiers import DISCARDED
from ...codes.code import JCode
from ...codes.ledger import code_ledger
from ...codes.successions import all_successions
from ...errors import REFUSALS, NotInForce, UncoveredDate
from ...migration.migrations import Migration, migrate
from ...migration.targets import Target
from ...ndc.conversions import units_of
from ...ndc.packages import packages_of
from ...units.from_dose import billing_units
from ..facts import LineFacts
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES"]

_NO_DATE: Final = Verdict.not_checked("a date of service that can be read")
# how many codes a finding names
_MOST: Final = 6
# habits, order sets and fee tables lag behind a change: about four quarters
_NEAR_CHANGE: Final = timedelta(days=366)
# the most units of a code that counts things, such as two implants
_MOST_COUNTED: Final = 2


def _ended(line: LineFacts) -> Verdict:
    return _at_wrong_time(line, is_early=False)


def _too_early(line: LineFacts) -> Verdict:
    return _at_wrong_time(line, is_early=True)


def _at_wrong_time(line: LineFacts, *, is_early: bool) -> Verdict:
    code, on = line.code, line.on
    error = line.version_error
    if error is None:
        return PASS if on is not None else _NO_DATE
    if isinstance(error, UncoveredDate):
        return Verdict.not_checked(f"codes of {on}, which the data do not cover")
    if not isinstance(error, NotInForce) or code is None or on is None:
        return NOT_APPLICABLE
    before, after = _neighbors(code, on)
    if (before is None) != is_early:
        return PASS
    version = after if before is None else before
    assert version is not None  # a code that is not in force was, or will be
    return _early_finding(line, version, on) if is_early else _ended_finding(line, version, on)


def _ended_finding(line: LineFacts, version: JCode, on: date) -> Verdict:
    last = version.valid_to
    assert last is not None
    found = _migration(version.code, last, on)
    codes = " or ".join(target.code for target in found.targets[:_MOST]) if found else ""
    return Verdict.failed(
        f"{version.code} ended on {last}, and the date of service is {on}",
        field="code",
        evidence=(*_units_there(line, found, on), *_says(found)),
        fix=f"bill the code in force on {on} for the drug given: {codes}, with its own units"
        if codes
        else f"which code was in force on {on} for the drug given? Bill that, or a NOC code",
        asks=None if codes else "coder",
    )


def _early_finding(line: LineFacts, version: JCode, on: date) -> Verdict:
    first = version.valid_from
    found = _migration(version.code, first, on)
    codes = " or ".join(target.code for target in found.targets[:_MOST]) if found else ""
    return Verdict.failed(
        f"{version.code} begins on {first}, and the date of service is {on}",
        field="code",
        evidence=(*_units_there(line, found, on), *_says(found)),
        fix=f"bill the code in force on {on} for the drug given: {codes}, with its own units"
        if codes
        else f"bill the NOC code of {on}, with the narrative, or see whether the date is right",
    )


@lru_cache(maxsize=1024)
def _neighbors(code: str, on: date) -> tuple[JCode | None, JCode | None]:
    """The versions of a code before and after a day on which it is not in force."""
    versions = [code_ledger().version(row) for row in code_ledger().rows(code)]
    before = [each for each in versions if each.valid_to is not None and each.valid_to < on]
    after = [each for each in versions if each.valid_from > on]
    return before[-1] if before else None, after[0] if after else None


@lru_cache(maxsize=1024)
def _migration(code: str, on: date, to: date) -> Migration | None:
    """What follows a code, or precedes it; None if the data do not cover one of the days."""
    try:
        return migrate(code, on=on, to=to)
    except REFUSALS:
        return None


def _units_there(line: LineFacts, found: Migration | None, on: date) -> Iterator[str]:
    """The codes on the date of service, each with the units there as far as they are known."""
    for target in found.targets[:_MOST] if found else ():
        takes = f" for {', '.join(target.takes)}" if target.takes else ""
        units = _units(line, target)
        row = code_row(line.payer, target.code, line.setting, on)
        is_refused = row is not None and row.in_scope is False
        refused = f", which {line.payer.name} does not take" if is_refused else ""
        yield f"{target.code} ({target.version.billing_unit}){takes}{refused}: {units}"


def _units(line: LineFacts, target: Target) -> str:
    amount, count = line.line.administered, line.units
    if amount is not None:
        try:
            return f"{billing_units(target.version, amount)} for {amount} administered"
        except REFUSALS:
            return "the units need the dose"
    if not isinstance(count, int) or target.factor is None:
        return "the units need the dose"
    units = target.units(count)
    if isinstance(units, tuple):
        return f"{units[0]} to {units[1]} for {count} of {target.old.code}: the dose decides"
    return f"{units} for {count} of {target.old.code}"


def _says(found: Migration | None) -> Iterator[str]:
    if found is None:
        yield "the data do not show what was billed on that date instead"
        return
    if not found.targets:
        yield "no code of its own follows or precedes it on that date"
    yield from found.notes


def _old_units(line: LineFacts) -> Verdict:
    version, on = line.version, line.on
    if version is None or on is None:
        return NOT_APPLICABLE
    changed = _changed_units(version.code, on)
    if not changed:
        return NOT_APPLICABLE
    units = line.units
    if units is None:
        return Verdict.not_checked("units that can be read")
    if DISCARDED in line.modifiers:
        return NOT_APPLICABLE
    amount = line.line.administered or _amount_of_package(line, version, on)
    for old in changed:
        if amount is None:
            if not _is_count(old, version, units):
                continue
            shows = f"{version.code} x {units}, without the amount administered"
        elif _of(old, amount) == units != (now := _of(version, amount)) and now is not None:
            shows = f"{amount} is {now} units of {version.code}"
        else:
            continue
        return Verdict.failed(
            f"{version.code} x {units} may be counted by the unit that ended on {old.valid_to}",
            field="units",
            evidence=(
                f"until {old.valid_to}: {old.code}, {old.billing_unit}",
                f"on {on}: {version.code}, {version.billing_unit}",
                shows,
            ),
            fix=f"how much was administered? One unit is now {version.billing_unit}",
            asks="pharmacy",
        )
    if amount is None:
        return Verdict.not_checked("the amount administered, or the quantity of an NDC")
    return PASS


def _amount_of_package(line: LineFacts, version: JCode, on: date) -> Amount | None:
    """The amount of drug in the quantity of the NDC; None if it is not known."""
    ndc, quantity, unit = line.line.ndc, line.line.ndc_quantity, version.billing_unit.amount
    if ndc is None or quantity is None or unit is None:
        return None
    try:
        for package in packages_of(ndc, on=on):
            if package.code == version.code:
                return unit * units_of(package, quantity, on=on)
    except REFUSALS:
        pass  # the rules of NDCs say what is wrong with it
    return None


_NOT_KNOWN: Final = frozenset({"unspecified", "unknown"})


@lru_cache(maxsize=2048)
def _changed_units(code: str, on: date) -> tuple[JCode, ...]:
    """What was billed before, with another unit, where that changed in the last four quarters."""
    ledger = code_ledger()
    found = []
    for step in all_successions().before.get(code, ()):
        if step.since is None or not step.since <= on <= step.since + _NEAR_CHANGE:
            continue
        old = next(
            (
                version
                for version in map(ledger.version, ledger.rows(step.code))
                if version.valid_to == step.until
            ),
            None,
        )
        now = next(
            (each for each in map(ledger.version, ledger.rows(code)) if each.in_force(on)), None
        )
        if not old or not now or step.kind == "reused":
            continue
        units = (old.billing_unit, now.billing_unit)
        if units[0] != units[1] and not _NOT_KNOWN.intersection(each.kind for each in units):
            found.append(old)
    return tuple(dict.fromkeys(found))


def _is_count(old: JCode, new: JCode, units: int | Decimal) -> bool:
    """Whether so few units are likely the things that were counted before."""
    is_counted = old.billing_unit.kind == "counted" and new.billing_unit.kind != "counted"
    return is_counted and old.code == new.code and units <= _MOST_COUNTED


def _of(version: JCode, amount: Amount) -> int | None:
    try:
        return billing_units(version, amount)
    except REFUSALS:
        return None


RULES: Final = (
    Rule(
        "CODE002",
        "code ended",
        "A code is valid to its termination date, inclusive, on the date of service.",
        "CMS, HCPCS Level II files; Palmetto GBA",
        _ended,
        looks_at="drug line",
        denials=("code not in force",),
        draws=Example(({"code": "J9310", "units": 8, "on": "2019-01-01"},)),
        passes=Example(({"code": "J9310", "units": 8, "on": "2018-12-31", "modifiers": ("JZ",)},)),
    ),
    Rule(
        "CODE003",
        "code not yet in force",
        "A code is valid from its added date, inclusive, on the date of service.",
        "CMS, HCPCS Level II files; Palmetto GBA",
        _too_early,
        looks_at="drug line",
        denials=("code not in force",),
        draws=Example(({"code": "J9312", "units": 80, "on": "2018-12-31"},)),
        passes=Example(({"code": "J9312", "units": 80, "on": "2019-01-01"},)),
    ),
    Rule(
        "CODE008",
        "units of the old definition",
        "Where the unit of a code changed, or that of the code before it, old counts go on.",
        "CMS, HCPCS Level II files: wordings and cross-references",
        _old_units,
        looks_at="drug line",
        severity="verify",
        not_for="more than four quarters after the change",
        denials=("units invalid",),
        draws=Example(({"code": "J7311", "units": 1, "on": "2019-10-01"},)),
        passes=Example(
            ({"code": "J7311", "units": 59, "on": "2019-10-01", "administered": "0.59 mg"},)
        ),
    ),
)
