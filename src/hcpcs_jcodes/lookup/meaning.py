"""The one code that every function that takes a code finds in a text: the rule in one place."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from ..amounts.arguments import shown
from ..errors import AmbiguousName, NotInForce, UnknownCode

if TYPE_CHECKING:
    from ..ndc.numbers import Ndc, ProductNdc

__all__ = [
    "begins_named",
    "code_meant",
    "code_of_any_date",
    "codes_ever_named",
    "drug_meant",
    "number_meant",
]

_Given = TypeVar("_Given")

# a code in its normal form, CPT numbers too: looked up as it is
_EXACT: Final = re.compile("[A-Z][0-9]{4}|[0-9]{4}[0-9A-Z]")


def code_meant(  # noqa: PLR0913 - each narrows, or says what does
    text: _Given,
    on: date,
    *,
    route: str | None = None,
    ndc: Ndc | ProductNdc | str | None = None,
    nearest: bool = False,
    narrowed_by: str = "",
) -> _Given | str:
    """The code that a text means on a date of service, where it means one.

    A code is returned as it is, in its normal form, whether it is in force or not: what looks
    it up says so. What is not a text, and what looks like a mistyped code, is returned too.

    Args:
        text: a code, in any case; a drug or brand name; an NDC.
        on: the date of service.
        route: the route of administration, if the name has several codes.
        ndc: the package, if the name has several codes.
        nearest: as for :func:`resolve`.
        narrowed_by: the arguments of the caller that choose among codes, such as "route=".

    Raises:
        UnknownCode: no code has this name, or the code has modifiers attached.
        NotInForce: none of the codes of this name is in force on the date.
        AmbiguousName: it has several codes; ``candidates`` lists them.
        BadDate, UncoveredDate, BadNdc, NoSuchTarget, BadAdministration: as for ``resolve``.

    >>> code_meant("Truxima", date(2026, 5, 1)), code_meant("j9312 ", date(2026, 5, 1))
    ('Q5115', 'J9312')
    """
    if not isinstance(text, str):
        from ..ndc.numbers import Ndc, ProductNdc  # most programs pass texts

        is_ndc = isinstance(text, Ndc | ProductNdc)
        return code_meant(str(text), on, nearest=nearest) if is_ndc else text
    if _EXACT.fullmatch(text):
        return text
    from ..codes.systems import system_of
    from .readings import is_mistyped_code, read_text  # most programs pass codes
    from .resolving import listed, resolution_of

    reading = read_text(text)
    if reading.modifiers:
        raise UnknownCode(
            text,
            f"{shown(text)} is {reading.code} with modifier {', '.join(reading.modifiers)}: pass "
            "the code alone, and the modifiers apart",
        )
    if reading.kind == "code":
        return reading.code
    if reading.kind == "empty":
        raise UnknownCode(text, f"{shown(text)} is empty: pass a code, a name or an NDC")
    found = resolution_of(text, on, route=None, ndc=None, nearest=nearest, reading=reading)
    if len(found.candidates) > 1:
        found = resolution_of(text, on, route=route, ndc=ndc, nearest=nearest, reading=reading)
    if found.code is not None:
        return found.code
    if found.candidates:
        raise AmbiguousName(
            text,
            f"{shown(text)} has several codes on {on}: {listed(found.candidates)}; pass one of "
            f"them, or the product by its brand{narrowed_by and f', or pass {narrowed_by}'}",
            tuple(each.code for each in found.candidates),
        )
    of_codes = is_mistyped_code(reading.plain) or system_of(reading.plain.upper())[0]
    if of_codes and reading.kind == "name":
        return text  # what looks it up says what it has the form of
    raise _without_code(text, on, found.why, is_name=reading.kind == "name")


def _without_code(text: str, on: date, why: str, *, is_name: bool) -> UnknownCode:
    """The error for a text that has no code on a date of service."""
    if is_name and codes_ever_named(text):
        return NotInForce(text, f"{shown(text)} has no code in force on {on}: {why}")
    reason = f"{shown(text)} is no code, name or NDC on {on}: {why}"
    return UnknownCode(text, reason, partial(_perhaps, on), partial(_near, on))


def number_meant(code: object, on: date, *, narrowed_by: str = "") -> str:
    """The code that a text means on a date of service, or that of a version.

    Raises:
        UnknownCode, AmbiguousName, NotInForce: as for :func:`code_meant`; UnknownCode also for
            what is neither a text nor a version.

    >>> number_meant("Truxima", date(2026, 5, 1))
    'Q5115'
    """
    from ..codes.code import JCode
    from ..codes.codesets import checked_code

    if isinstance(code, JCode):
        return code.code
    return checked_code(code_meant(code, on, narrowed_by=narrowed_by))


def drug_meant(drug: str, on: date) -> str:
    """A drug as it is charted: an NDC as the code or the substance it stands for.

    Anything else is returned as it is.

    Raises:
        UnknownCode: an NDC that no code has; AmbiguousName: one with codes of several drugs.
        UncoveredDate: the NDC crosswalk of the quarter is not included.

    >>> drug_meant("50242-051-21", date(2025, 8, 1)), drug_meant("Rituxan", date(2025, 8, 1))
    ('J9312', 'Rituxan')
    """
    if _EXACT.fullmatch(drug):
        return drug
    from ..ndc.numbers import is_written_as_ndc  # most charts name codes

    if not is_written_as_ndc(drug):
        return drug
    try:
        return code_meant(drug, on)
    except AmbiguousName as error:
        from ..codes.substances import substance_named

        substances = {substance_named(code, on) for code in error.candidates}
        if len(substances) > 1:
            raise
        return substances.pop()


def codes_ever_named(text: str) -> tuple[str, ...]:
    """The codes of any date that have a name, sorted; empty for a text that is no name.

    >>> codes_ever_named("Rituxan")
    ('J9310', 'J9312')
    """
    from ..codes.rows import AT
    from ..codes.substances import rows_named

    return tuple(sorted({row[AT["code"]] for row, _ in rows_named(text)}))


def begins_named(text: str) -> tuple[str, date] | None:
    """The first code of any date that has a name, and its first day; None for no name.

    >>> begins_named("Rituxan")
    ('J9310', datetime.date(1999, 1, 1))
    """
    from ..codes.rows import AT
    from ..codes.substances import rows_named

    found = [(row[AT["valid_from"]], row[AT["code"]]) for row, _ in rows_named(text)]
    if not found:
        return None
    day, code = min(found)
    return code, date.fromisoformat(day)


def code_of_any_date(text: str) -> tuple[str, ...]:
    """The code that a text is, of any system, or the codes of any date that it is a name of.

    Raises:
        UnknownCode: it is neither.

    >>> code_of_any_date("j9312 "), code_of_any_date("Rituxan")
    (('J9312',), ('J9310', 'J9312'))
    """
    from ..codes.codesets import suggestion
    from ..codes.systems import system_of
    from .readings import read_text

    reading = read_text(text)
    codes = (reading.code,) if reading.kind == "code" else codes_ever_named(text)
    if not codes and system_of(reading.plain.upper())[0]:
        return (reading.plain,)
    if not codes:
        raise UnknownCode(text, f"there is no code or name {shown(text)}", suggestion)
    return codes


def _near(on: date, text: object) -> tuple[str, ...]:
    """What was perhaps meant."""
    from .suggestions import suggestions_for  # only if it is read

    return suggestions_for(str(text), on)


def _perhaps(on: date, text: object) -> str:
    from .suggestions import perhaps_meant  # only if the text is read

    return perhaps_meant(str(text), on)
