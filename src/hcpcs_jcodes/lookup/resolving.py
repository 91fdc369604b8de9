"""From what people type to the one code that it means, or every candidate: never a guess."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Final, Literal

from attrs import evolve, frozen

from ..amounts.arguments import shown
from ..codes.code import JCode
from ..codes.codesets import version_of
from ..codes.ledger import family_of
from ..codes.periods import DateLike, check_covered, plain_date
from ..codes.rows import AT, Row
from ..codes.substances import NamedBy, named_on, plain_name, rows_named, substances_named
from ..errors import BadArgument, BadNdc, NoSuchTarget, UncoveredDate, UnknownCode
from ..ndc.crosswalk import Package
from ..ndc.numbers import Ndc, ProductNdc
from ..ndc.packages import packages_of, version_in
from ..ndc.readings import ndc_or_product
from ..words import Route
from .identification import identify
from .readings import LONGEST_TEXT, Reading, read_text
from .routes import checked_route
from .suggestions import suggestions_for

__all__ = ["Candidate", "How", "Resolution", "listed", "resolution_of", "resolve"]

How = Literal["code", "ndc", "brand", "name"]
"""What a text is that has a code: the code itself, an NDC, a trade name, or a name of the drug."""

_MOST_NAMED: Final = 6
# what an error may spend on its candidates
_LONGEST_LIST: Final = 300


@frozen
class Candidate:
    """A code that a text may mean.

    Attributes:
        code: the code.
        version: its version in force on the date; None for a code of the NDC crosswalk whose
            wording is not included.
        how: "code", "ndc", "brand" or "name", by which the text means it.
        why: the same in words.
    """

    code: str
    version: JCode | None
    how: How
    why: str

    def __str__(self) -> str:
        return f"{self.code}: {self.why}"


@frozen(repr=False)
class Resolution:
    """What a text means on a date of service.

    Attributes:
        text: the text as it was given, cut after 200 characters.
        on: the date of service.
        candidates: the codes that it may mean, the reference product first, each in force on
            the date and of the drug that was named; empty if there is none.
        modifiers: the modifiers attached to a code.
        why: why there is no candidate; "" if there is one.
    """

    text: str
    on: date
    candidates: tuple[Candidate, ...] = ()
    modifiers: tuple[str, ...] = ()
    why: str = ""

    @property
    def code(self) -> str | None:
        """The code, if exactly one candidate remains; otherwise None."""
        return self.candidates[0].code if len(self.candidates) == 1 else None

    @property
    def how(self) -> How | None:
        """By what the text means its first candidate; None without one."""
        return self.candidates[0].how if self.candidates else None

    @property
    def suggestions(self) -> tuple[str, ...]:
        """Texts that were perhaps meant where there is no candidate, and never an answer."""
        return () if self.candidates else suggestions_for(self.text, self.on)

    def __str__(self) -> str:
        lines = [f"{shown(self.text)} on {self.on}: {self._answer()}"]
        lines += [f"  {candidate}" for candidate in self.candidates]
        if self.why:
            lines.append(f"  {self.why}")
        if near := self.suggestions:
            lines.append(f"  perhaps meant: {', '.join(near)}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Resolution of {shown(self.text)} on {self.on}: {self._answer()}>"

    def _answer(self) -> str:
        if not self.candidates:
            return "no code"
        codes = [candidate.code for candidate in self.candidates]
        return f"{codes[0]}, by {self.how}" if len(codes) == 1 else f"one of {', '.join(codes)}"

    def _repr_html_(self) -> str:
        from ..display.html import html_notes, html_table  # few programs show a notebook

        rows = (
            (
                each.code,
                (each.version and each.version.long_description) or "",
                each.how,
                each.why,
            )
            for each in self.candidates
        )
        caption = str(self).partition("\n")[0]
        table = html_table(caption, ("code", "description", "by", "why"), rows, left=range(4))
        near = self.suggestions
        notes = [self.why] * bool(self.why) + [f"perhaps meant: {', '.join(near)}"] * bool(near)
        return table + html_notes(notes)


def resolve(
    text: str | JCode | Ndc | ProductNdc,
    *,
    on: DateLike,
    route: Route | None = None,
    ndc: Ndc | ProductNdc | str | None = None,
    nearest: bool = False,
) -> Resolution:
    """The code that a text means on a date of service, or every candidate; never a guess.

    A name means a code only if it is exactly a name of its drug, without regard to case,
    spaces, hyphens and marks. A brand means the code of that brand; the plain name of a drug
    means every code in force of that drug, its biosimilars and those of single makers too.

    Args:
        text: a code in any case, with modifiers attached or not; a drug or brand name; the NDC
            of a package or a product in any written form.
        on: the date of service.
        route: the route of administration, to choose among candidates. A candidate of which
            no route is known stays.
        ndc: the package or product, to choose among candidates.
        nearest: whether the nearest quarter included may be used for an NDC, if that of the
            date is not included.

    Returns:
        A Resolution; ``code`` is set if exactly one candidate remains. A text without a
        candidate has ``why`` and perhaps ``suggestions``.

    Raises:
        BadArgument: this is not a text.
        BadDate: ``on`` is not a date.
        UncoveredDate: the data do not cover the date, or the NDC crosswalk of its quarter is
            not included.
        BadAdministration: this is not a route. NoSuchTarget: no candidate has that route.
        BadNdc: ``ndc`` is not an NDC, or is listed under none of the candidates.

    Source: CMS's HCPCS releases for codes and wordings; names from them, CMS's Table of Drugs
    and CMS's ASP NDC-HCPCS crosswalk, which also lists the NDCs.

    >>> from datetime import date
    >>> resolve("Truxima", on=date(2026, 5, 1)).code
    'Q5115'
    >>> [each.code for each in resolve("rituximab", on=date(2026, 5, 1)).candidates]
    ['J9312', 'Q5115', 'Q5119', 'Q5123']
    """
    return resolution_of(text, on, route=route, ndc=ndc, nearest=nearest)


def resolution_of(  # noqa: PLR0913 - as for resolve, and what was read before
    text: object,
    on: DateLike,
    *,
    route: str | None,
    ndc: Ndc | ProductNdc | str | None,
    nearest: bool,
    reading: Reading | None = None,
) -> Resolution:
    """What :func:`resolve` returns, for a route that is not checked yet, of a text perhaps read."""
    day = plain_date(on)
    check_covered(day, day)
    by_route = None if route is None else checked_route(route)
    by_ndc = None if ndc is None else ndc_or_product(ndc)
    typed = _typed(text)
    found = _resolved(typed, reading or read_text(typed), day, nearest=nearest)
    if by_route is not None:
        found = evolve(found, candidates=_of_route(found.candidates, by_route))
    if by_ndc is not None:
        found = evolve(found, candidates=_of_ndc(found.candidates, by_ndc, day, nearest=nearest))
    return found


def listed(candidates: Sequence[Candidate]) -> str:
    """Candidates in words, for an error: as many with their reason as can be read."""
    texts = [f"{each.code} ({each.why})" for each in candidates]
    shortest = [each.code for each in candidates[: 2 * _MOST_NAMED]]
    while texts and len(", ".join(texts)) > _LONGEST_LIST:
        texts.pop()
    rest = shortest[len(texts) :]
    more = len(candidates) - len(texts) - len(rest)
    return ", ".join([*texts, *rest]) + (f" and {more} more" if more > 0 else "")


def _typed(text: object) -> str:
    if isinstance(text, JCode):
        return text.code
    if isinstance(text, Ndc | ProductNdc):
        return str(text)
    if not isinstance(text, str):
        raise BadArgument(text, f"{shown(text)} is not a text: pass a code, a name or an NDC")
    return text


def _resolved(text: str, reading: Reading, day: date, *, nearest: bool) -> Resolution:
    match reading.kind:
        case "code":
            return _by_code(text, reading, day)
        case "ndc":
            return _by_ndc(text, reading, day, nearest=nearest)
        case "name":
            return _by_name(text, reading, day)
        case "empty":
            return Resolution(text, day, why="it is empty: pass a code, a name or an NDC")
    return Resolution(
        text[:LONGEST_TEXT],
        day,
        why=f"it has {len(text)} characters, and a name at most {LONGEST_TEXT}",
    )


def _by_code(text: str, reading: Reading, day: date) -> Resolution:
    try:
        version = version_of(reading.code, day)
    except UnknownCode as error:
        return Resolution(text, day, modifiers=reading.modifiers, why=str(error))
    candidate = Candidate(reading.code, version, "code", _drug_text(version))
    return Resolution(text, day, (candidate,), reading.modifiers)


def _by_ndc(text: str, reading: Reading, day: date, *, nearest: bool) -> Resolution:
    try:
        packages = _packages(ndc_or_product(reading.plain), day, nearest=nearest)
    except BadNdc as error:
        return Resolution(text, day, why=str(error))
    # one for each code; the packages of a product are of one name
    first = {package.code: package for package in reversed(packages)}
    candidates = (
        Candidate(
            code,
            version_in(code, day),
            "ndc",
            f"CMS's crosswalk of {first[code].quarter} lists {first[code].name}, "
            f"{first[code].ndc}, under it",
        )
        for code in sorted(first)
    )
    return Resolution(text, day, tuple(candidates))


def _packages(ndc: Ndc | ProductNdc, day: date, *, nearest: bool) -> list[Package]:
    """The packages of an NDC, without those that CMS lists under the code of another drug.

    Raises:
        BadNdc, UncoveredDate: as for ``packages_of``.
    """
    listed_packages = packages_of(ndc, on=day, nearest=nearest)
    packages = [package for package in listed_packages if not package.is_other_drug]
    if not packages:
        first = listed_packages[0]
        raise BadNdc(
            str(ndc),
            f"CMS's crosswalk of {first.quarter} lists {ndc} under {first.code}, but {first.note}",
        )
    return packages


@lru_cache(maxsize=1024)
def _by_name(text: str, reading: Reading, day: date) -> Resolution:
    in_force = sorted(named_on(reading.plain, day), key=lambda found: _rank(found[0]))
    if not in_force:
        codes = dict.fromkeys(row[AT["code"]] for row, _ in rows_named(reading.plain))
        return Resolution(text, day, why=_why_none(reading.plain, list(codes), day))
    candidates = tuple(_named(row[AT["code"]], by, reading.plain, day) for row, by in in_force)
    only, *others = candidates
    if not others and only.how == "name" and in_force[0][0][AT["routes"]]:
        # the drug may be given otherwise too, and has no code then
        candidates = (evolve(only, why=f"{only.why} only"),)
    return Resolution(text, day, candidates)


def _named(code: str, by: NamedBy, name: str, day: date) -> Candidate:
    # not every day for which J codes are included has the related codes too
    version = version_of(code, day)
    drug = _drug_text(version)
    return Candidate(code, version, by, f"{name} is a brand of {drug}" if by == "brand" else drug)


def _rank(row: Row) -> tuple[bool | str, ...]:
    """The order of candidates: the reference product, then biosimilars and products of a maker."""
    substance = row[AT["substance"]]
    return (
        plain_name(substance) != substance or "biosimilar" in row[AT["forms"]],
        bool(row[AT["routes"]]),
        bool(row[AT["labelers"]]),
        bool(row[AT["not_equivalent_to"]]),
        bool(row[AT["brands"]]),
        bool(row[AT["indications"]] or row[AT["forms"]]),
        family_of(row[AT["code"]]) != "J",
        row[AT["code"]],
    )


def _drug_text(version: JCode) -> str:
    """The drug of a code and what its wording limits it to."""
    drug = version.drug.name or "a drug not otherwise classified"
    return f"{drug}, {version.scope}" if version.scope else drug


def _why_none(name: str, codes: Sequence[str], day: date) -> str:
    """Why a name has no code on a day: when its codes are in force, or that it is no name."""
    if not codes:
        substances = substances_named(name)
        if substances:
            return f"it is printed for several drugs: {', '.join(substances)}"
        form = identify(name)
        if form.system != "unknown":
            return f"it has the form of {form.system}: {form.family}"
        return "no code of any year has this name"
    texts: list[str] = []
    for code in codes:
        try:
            other = version_of(code, day).drug.name
        except (UnknownCode, UncoveredDate) as error:
            texts.append(str(error))
        else:
            texts.append(f"{code} stands for another drug on {day}: {other}")
    while len(texts) > 1 and len("; ".join(texts)) > _LONGEST_LIST:
        texts.pop()
    more = len(codes) - len(texts)
    return "; ".join(texts) + (f"; and {more} more" if more else "")


def _of_route(candidates: tuple[Candidate, ...], route: str) -> tuple[Candidate, ...]:
    """The candidates that may be given by a route.

    Raises:
        NoSuchTarget: every one is given by other routes alone.
    """
    kept = tuple(each for each in candidates if _may_have(each.version, route))
    if candidates and not kept:
        routes = ", ".join(
            f"{each.code} {' or '.join(each.version.drug.routes)}"
            for each in candidates[:_MOST_NAMED]
            if each.version is not None
        )
        raise NoSuchTarget(route, f"no candidate is given by the route {route!r}: {routes}")
    return kept


def _may_have(version: JCode | None, route: str) -> bool:
    if version is None:
        return True
    known = version.scope.routes or tuple(each for each in version.drug.routes if each != "unknown")
    return not known or route in known


def _of_ndc(
    candidates: tuple[Candidate, ...], ndc: Ndc | ProductNdc, day: date, *, nearest: bool
) -> tuple[Candidate, ...]:
    """The candidates under which the crosswalk lists a package or product.

    Raises:
        BadNdc: it is listed under none of them, or is not listed and there are several.
        UncoveredDate: there are several, and the crosswalk of the quarter is not included.
    """
    try:
        packages = _packages(ndc, day, nearest=nearest)
    except (BadNdc, UncoveredDate):
        if len(candidates) > 1:
            raise
        return candidates  # the crosswalk is not complete: that it lists nothing proves nothing
    codes = {package.code for package in packages}
    kept = tuple(each for each in candidates if each.code in codes)
    if candidates and not kept:
        raise BadNdc(
            str(ndc),
            f"CMS's crosswalk of {packages[0].quarter} lists {ndc} under "
            f"{' and '.join(sorted(codes))}, none of the candidates {listed(candidates)}",
        )
    return kept
