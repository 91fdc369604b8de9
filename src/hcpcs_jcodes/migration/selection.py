"""Which of several codes a product takes: by product, labeler, route, indication or NDC."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Final

from attrs import frozen

from ..amounts.measures import shown
from ..codes.code import JCode
from ..codes.ledger import code_ledger, row_on
from ..codes.rows import CODE_COLUMNS
from ..codes.successions import EVERY_OTHER
from ..errors import BadNdc, NoSuchTarget, UncoveredDate
from ..ndc.numbers import Ndc
from ..tables import LIST_SEPARATOR
from .paths import Branch, Chosen, Path

__all__ = ["Wanted", "codes_of_ndc", "codes_of_product_name"]

# what an argument of migrate() may be compared with, by what a split is made by
_COMPARED: Final = {
    "product": ("product", "labeler", "formulation"),
    "route": ("route",),
    "indication": ("indication",),
}
_WORD: Final = re.compile(r"[a-z0-9]+")
_SHORTEST_WORD: Final = 3
_ROUTES: Final = CODE_COLUMNS.index("routes")


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold().replace("'", "")))


def _likeness(wanted: str, value: str) -> int:
    """2 where two names have the same words, 1 where one may be meant by the other, else 0.

    A name may be meant by a longer text that has it whole ("Fresenius Kabi USA"), and by its
    beginning ("international" of International Medication Systems).
    """
    asked, named = _words(wanted), _words(value)
    if asked == named:
        return 2
    whole = any(asked[at : at + len(named)] == named for at in range(len(asked) - len(named) + 1))
    beginning = named[: len(asked)] == asked and len(max(asked, key=len)) >= _SHORTEST_WORD
    return 1 if whole or beginning else 0


def _scoped(version: JCode) -> Mapping[str, tuple[str, ...]]:
    """What the wording of a code limits it to, by the kind of split that it would make."""
    scope = version.scope
    return {
        "product": scope.brands,
        "labeler": scope.labelers,
        "formulation": scope.forms,
        "route": scope.routes,
        "indication": scope.indications,
    }


def _values(branch: Branch, compared: Sequence[str]) -> list[str]:
    """The texts by which a branch may be asked for."""
    found = branch.succession
    values = []
    if found is not None and found.split_by in compared and found.to_code == branch.code:
        values += [text for text in found.takes if text != EVERY_OTHER]
    row = row_on(branch.code, branch.day)
    if row is not None:
        scoped = _scoped(code_ledger().version(row))
        values += [text for kind in compared for text in scoped[kind]]
    return values


@frozen
class Wanted:
    """What a caller says of the product, to choose among several codes.

    Attributes:
        product: a brand, a labeler or a presentation.
        route: the way of giving it.
        indication: what it was given for.
    """

    product: str | None = None
    route: str | None = None
    indication: str | None = None

    def __attrs_post_init__(self) -> None:
        for name, text in self.given.items():
            given: object = text
            if not isinstance(given, str) or not _words(given):
                raise NoSuchTarget(given, f"{shown(given)} is no {name}: pass a text, or None")

    @property
    def given(self) -> dict[str, str]:
        """The texts that were given, by argument."""
        texts = {"product": self.product, "route": self.route, "indication": self.indication}
        return {name: text for name, text in texts.items() if text is not None}

    def among(self, branches: Sequence[Branch]) -> Chosen:
        """The branches that answer to what is wanted; all of them where none does."""
        if len(branches) < 2:
            return Chosen(branches)
        by = set()
        for name, text in self.given.items():
            likeness = [
                max(
                    (_likeness(text, value) for value in _values(branch, _COMPARED[name])),
                    default=0,
                )
                for branch in branches
            ]
            if any(likeness):
                by.add(name)
                # a name in full beats one that another begins with
                branches = [
                    branch
                    for branch, alike in zip(branches, likeness, strict=True)
                    if alike == max(likeness)
                ]
        return Chosen(branches, frozenset(by))

    def among_the_rest(self, ways: Sequence[Path], on: date) -> Sequence[Path]:
        """The ways left by what no wording names: those for "every other product".

        A product that no wording names takes the code under which CMS's crosswalk lists it;
        a route that exists takes the code that is limited to no other.

        Raises:
            NoSuchTarget: nothing shows which of them it is.
        """
        chosen_by = {name for way in ways for name in way.chosen_by}
        unmet = {name: text for name, text in self.given.items() if name not in chosen_by}
        for name, text in unmet.items():
            if len({way.code for way in ways}) < 2:
                return ways
            codes = {way.code for way in ways}
            if name == "product":
                chosen = codes & codes_of_product_name(text, frozenset(codes), on)
            elif name == "route" and text.strip().casefold() in _known_routes():
                chosen = {way.code for way in ways if _takes_the_rest(way, name)}
            else:
                chosen = set()
            if not chosen:
                raise NoSuchTarget(
                    text,
                    f"none of {', '.join(sorted(codes - {''}))} is known to be for the {name} "
                    f"{shown(text)}: {_offers(ways)}",
                )
            ways = [way for way in ways if way.code in chosen]
        return ways


def _takes_the_rest(way: Path, split_by: str) -> bool:
    return any(EVERY_OTHER in step.takes and step.split_by == split_by for step in way.steps)


def _offers(ways: Sequence[Path]) -> str:
    """What could be asked for instead."""
    offers = dict.fromkeys(
        f"{step.to_code} takes {', '.join(step.takes)}"
        for way in ways
        for step in way.steps
        if step.takes
    )
    return "; ".join(offers) or "pass the NDC, or choose by their descriptions"


@cache
def _known_routes() -> frozenset[str]:
    """Every route that some wording names."""
    held = code_ledger()
    return frozenset(
        route
        for rows in (*held.jcodes.values(), *held.related.values())
        for row in rows
        for route in row[_ROUTES].split(LIST_SEPARATOR)
    )


def codes_of_product_name(name: str, codes: frozenset[str], on: date) -> frozenset[str]:
    """Under which codes the crosswalk nearest to a date lists a trade name or labeler."""
    from ..ndc.crosswalk import included_quarter, ndc_crosswalk  # only where no wording tells

    held, quarter = ndc_crosswalk(), included_quarter(on, nearest=True)
    return frozenset(
        code
        for code in codes
        for package in held.packages_of_code(code, quarter, nearest=True)
        if _likeness(name, package.name) or _likeness(name, package.labeler)
    )


def codes_of_ndc(ndc: Ndc | str, codes: frozenset[str], on: date) -> frozenset[str]:
    """Which of some codes the crosswalk lists an NDC under.

    The quarter of the date decides where it is held. Elsewhere the nearest one helps to
    choose among several codes, and says nothing about a single one.

    Raises:
        BadNdc: this is no NDC, the crosswalk does not list it, or lists it under none of
            them.
    """
    from ..ndc.packages import ndc_of, packages_of  # only where an NDC is given

    package = ndc_of(ndc)
    try:
        listed = packages_of(package, on=on)
    except UncoveredDate:
        if len(codes) < 2:
            return codes
        listed = packages_of(package, on=on, nearest=True)
    found = codes & {each.code for each in listed}
    if not found:
        others = " and ".join(sorted({each.code for each in listed}))
        raise BadNdc(
            str(package),
            f"CMS's crosswalk of {listed[0].quarter} lists {package} under {others}, and not "
            f"{' or '.join(sorted(codes)) or 'any code that follows'}: read the NDC again",
        )
    return found
