"""Which of several codes applies to a product: by product, labeler, route, indication or NDC."""

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
from ..codes.paths import Branch, Chosen, Path
from ..codes.periods import quarter_of
from ..codes.rows import CODE_COLUMNS
from ..codes.successions import EVERY_OTHER
from ..errors import BadNdc, NoSuchTarget, UncoveredDate
from ..ndc.numbers import Ndc
from ..tables import LIST_SEPARATOR

__all__ = ["Wanted", "codes_of_ndc", "codes_of_product_name"]

# for each argument of migrate(), the kinds of split that it is compared with
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
    """2 if two texts have the same words, 1 if the wanted text may mean the name, otherwise 0.

    A longer text that contains the whole name may mean it ("Fresenius Kabi USA"), and so may
    its beginning ("international" for International Medication Systems).
    """
    words, name = _words(wanted), _words(value)
    if words == name:
        return 2
    whole = any(words[at : at + len(name)] == name for at in range(len(words) - len(name) + 1))
    beginning = name[: len(words)] == words and len(max(words, key=len)) >= _SHORTEST_WORD
    return 1 if whole or beginning else 0


def _scoped(version: JCode) -> Mapping[str, tuple[str, ...]]:
    """What the wording of a code limits it to, by kind of split."""
    scope = version.scope
    return {
        "product": scope.brands,
        "labeler": scope.labelers,
        "formulation": scope.forms,
        "route": scope.routes,
        "indication": scope.indications,
    }


def _values(branch: Branch, compared: Sequence[str]) -> list[str]:
    """The texts that identify a branch."""
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
    """The caller's description of the product, to choose among several codes.

    Attributes:
        product: a brand, a labeler or a presentation.
        route: the route of administration.
        indication: the indication it was given for.
    """

    product: str | None = None
    route: str | None = None
    indication: str | None = None

    def __attrs_post_init__(self) -> None:
        for name, text in self.given.items():
            given: object = text
            if not isinstance(given, str) or not _words(given):
                raise NoSuchTarget(given, f"{shown(given)} is not a {name}: pass a text, or None")

    @property
    def given(self) -> dict[str, str]:
        """The texts that were given, by argument."""
        texts = {"product": self.product, "route": self.route, "indication": self.indication}
        return {name: text for name, text in texts.items() if text is not None}

    def among(self, branches: Sequence[Branch]) -> Chosen:
        """The branches that match the description; all of them if none does."""
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
                # a full name has priority over one that is only the beginning
                branches = [
                    branch
                    for branch, score in zip(branches, likeness, strict=True)
                    if score == max(likeness)
                ]
        return Chosen(branches, frozenset(by))

    def among_the_rest(self, paths: Sequence[Path], on: date) -> Sequence[Path]:
        """The paths for a description that no wording names: those for "every other product".

        A product that no wording names gets the code under which CMS's crosswalk lists it;
        a route that exists gets the code for every other route.

        Raises:
            NoSuchTarget: nothing shows which of them it is.
        """
        chosen_by = {name for path in paths for name in path.chosen_by}
        unmatched = {name: text for name, text in self.given.items() if name not in chosen_by}
        for name, text in unmatched.items():
            if len({path.code for path in paths}) < 2:
                return paths
            codes = {path.code for path in paths}
            if name == "product":
                chosen = codes & codes_of_product_name(text, frozenset(codes), on)
            elif name == "route" and text.strip().casefold() in _known_routes():
                chosen = {path.code for path in paths if _takes_the_rest(path, name)}
            else:
                chosen = set()
            if not chosen:
                raise NoSuchTarget(
                    text,
                    f"none of {', '.join(sorted(codes - {''}))} is known to be for the {name} "
                    f"{shown(text)}: {_alternatives(paths)}",
                )
            paths = [path for path in paths if path.code in chosen]
        return paths


def _takes_the_rest(path: Path, split_by: str) -> bool:
    return any(EVERY_OTHER in step.takes and step.split_by == split_by for step in path.steps)


def _alternatives(paths: Sequence[Path]) -> str:
    """What to pass instead."""
    alternatives = dict.fromkeys(
        f"{step.to_code} is for {', '.join(step.takes)}"
        for path in paths
        for step in path.steps
        if step.takes
    )
    return "; ".join(alternatives) or "pass the NDC, or choose by their descriptions"


@cache
def _known_routes() -> frozenset[str]:
    """Every route that any wording names."""
    ledger = code_ledger()
    return frozenset(
        route
        for rows in (*ledger.jcodes.values(), *ledger.related.values())
        for row in rows
        for route in row[_ROUTES].split(LIST_SEPARATOR)
    )


def codes_of_product_name(name: str, codes: frozenset[str], on: date) -> frozenset[str]:
    """The codes under which the crosswalk nearest to a date lists a trade name or labeler."""
    from ..ndc.crosswalk import ndc_crosswalk  # only if no wording decides

    return frozenset(
        code
        for code in codes
        for packages in ndc_crosswalk().answers_for_code(code, quarter_of(on)).values()
        for package in packages
        if _likeness(name, package.name) or _likeness(name, package.labeler)
    )


def codes_of_ndc(ndc: Ndc | str, codes: frozenset[str], on: date) -> frozenset[str]:
    """Those of the given codes under which the crosswalk lists an NDC.

    The quarter of the date decides if it is included. Otherwise the nearest one is used to
    choose among several codes, and is not used for a single one.

    Raises:
        BadNdc: ``ndc`` is not an NDC, the crosswalk does not list it, or lists it under
            none of the codes.
    """
    from ..ndc.packages import ndc_of, packages_of  # only if an NDC is given

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
            f"CMS's crosswalk of {listed[0].quarter} lists {package} under {others}, not "
            f"{' or '.join(sorted(codes)) or 'any code that follows'}: check the NDC",
        )
    return found
