"""Which of several codes applies to a product: by product, labeler, route, indication or NDC."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Final

from attrs import field, frozen

from ..amounts.arguments import shown
from ..codes.chargemaster import route_in
from ..codes.code import JCode
from ..codes.ledger import code_ledger, row_on, use_of
from ..codes.names import names_of
from ..codes.paths import Branch, Chosen, Path, paths_between
from ..codes.periods import period_of, quarter_of
from ..codes.rows import CODE_COLUMNS
from ..codes.substances import codes_named
from ..codes.successions import EVERY_OTHER
from ..errors import NoSuchTarget
from ..ndc.numbers import Ndc
from ..tables import LIST_SEPARATOR

__all__ = ["Move", "Wanted", "among_packages"]

# for each argument of migrate(), the kinds of split that it is compared with
_COMPARED: Final = {
    "product": ("product", "labeler", "formulation"),
    "route": ("route",),
    "indication": ("indication",),
}
_WORD: Final = re.compile(r"[a-z0-9]+")
_SHORTEST_WORD: Final = 3
# the longest name that is compared
_LONGEST: Final = 200
# the most codes that an error names
_FEW: Final = 5
_ROUTES: Final = CODE_COLUMNS.index("routes")


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold().replace("'", "").replace("\u2019", "")))


def _singular(words: tuple[str, ...]) -> tuple[str, ...]:
    """Words for comparing: "Dr. Reddy's", "dr reddys" and "Dr. Reddy" are one labeler."""
    return tuple(word.removesuffix("s") if len(word) > _SHORTEST_WORD else word for word in words)


def _likeness(wanted: str, value: str, *, labeler: bool = False) -> int:
    """2 if two texts have the same words, 1 if the wanted text may mean the name, otherwise 0.

    Its beginning may mean a name ("international" for International Medication Systems). A
    longer text that contains the whole name may mean a labeler ("Fresenius Kabi USA"), and
    nothing else: "Rituxan Hycela" is not Rituxan, and "factor X, human" not all that is human.
    """
    words, name = _words(wanted), _words(value)
    if "".join(words) == "".join(name):
        return 2
    words, name = _singular(words), _singular(name)
    if words == name:
        return 2
    whole = labeler and any(
        words[at : at + len(name)] == name for at in range(len(words) - len(name) + 1)
    )
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


def _likeness_of_branch(text: str, branch: Branch, compared: Sequence[str]) -> int:
    """How much a text is like what identifies a branch."""
    found = branch.succession
    values = []
    if found is not None and found.split_by in compared and found.to_code == branch.code:
        values += [(found.split_by, text) for text in found.takes if text != EVERY_OTHER]
    row = row_on(branch.code, branch.day)
    if row is not None:
        values += _limits(code_ledger().version(row), compared)
    return max(
        (_likeness(text, value, labeler=kind == "labeler") for kind, value in values), default=0
    )


def _limits(version: JCode, compared: Sequence[str]) -> list[tuple[str, str]]:
    """What the wording of a code limits it to, each with its kind."""
    scoped = _scoped(version)
    return [(kind, value) for kind in compared for value in scoped[kind]]


@frozen
class Move:
    """What is migrated.

    Attributes:
        code: the code.
        on: its date of service.
        to: the date migrated to.
    """

    code: str
    on: date
    to: date


def _worded(route: str | None) -> str | None:
    """A route as wordings name it: "SQ" is subcutaneous; other texts as they are."""
    given: object = route
    if not isinstance(given, str) or len(given) > _LONGEST:
        return route
    meant = route_in(given)
    return given if _words(given) == _words(meant) else meant or given


@frozen
class Wanted:
    """The caller's description of the product, to choose among several codes.

    Attributes:
        product: a brand, a labeler or a presentation.
        route: the route of administration.
        indication: the indication it was given for.
    """

    product: str | None = None
    route: str | None = field(default=None, converter=_worded)
    indication: str | None = None

    def __attrs_post_init__(self) -> None:
        for name, text in self.given.items():
            given: object = text
            if not isinstance(given, str) or len(given) > _LONGEST or not _words(given):
                raise NoSuchTarget(
                    given, f"{shown(given)} is not a {name}: pass a short text, or None"
                )

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
            likeness = [_likeness_of_branch(text, each, _COMPARED[name]) for each in branches]
            if any(likeness):
                by.add(name)
                # a full name has priority over one that is only the beginning
                branches = [
                    branch
                    for branch, score in zip(branches, likeness, strict=True)
                    if score == max(likeness)
                ]
        return Chosen(branches, frozenset(by))

    def among_the_rest(self, paths: Sequence[Path], move: Move) -> list[Path]:
        """The paths that fit what no split named.

        A product fits the code that has it as a name, or under which CMS's crosswalk lists
        it; a route or an indication the code of which it is known. A route that exists gets
        the code for every other route. What fits only the old code leaves all paths.

        Args:
            paths: those that the splits on them leave.
            move: what is migrated.

        Raises:
            NoSuchTarget: nothing shows that any of them, or the old code, is for it.
        """
        chosen_by = {name for path in paths for name in path.chosen_by}
        left = list(paths)
        for name, text in self.given.items():
            named = _named(text, move) if name == "product" else frozenset()
            if named or name not in chosen_by:
                left = _fitting(name, text, left, move, named)
        return left


def _named(text: str, move: Move) -> frozenset[str]:
    """The codes whose drug has exactly this name or brand on one of the two dates."""
    days = (move.on, move.to)
    return frozenset(code for day in days for code in codes_named(text, day, longer=False))


def _fitting(
    name: str, text: str, paths: list[Path], move: Move, named: frozenset[str]
) -> list[Path]:
    """The paths that are for a product, route or indication; all if only the old code is."""
    codes = frozenset(path.code for path in paths if path.code)
    old = frozenset({move.code})
    # a name that is known stands for no other drug, however alike the words are
    fitting = codes & named if named else _codes_for(name, text, codes, move.to)
    if fitting:
        return [path for path in paths if path.code in fitting]
    if name == "route" and text.strip().casefold() in _known_routes():
        rest = [path for path in paths if _takes_the_rest(path, name)]
        if rest:
            return rest
    if old & named if named else _codes_for(name, text, old, move.on):
        return paths
    subject = f"none of {', '.join(sorted(codes))} is" if len(codes) > 1 else ""
    if named:
        fix = f"{text.strip()} is billed under {' or '.join(sorted(named)[:_FEW])}"
    elif subject:
        fix = _alternatives(paths) or "pass the NDC, or choose by their descriptions"
    else:
        fix = f"correct it, or omit {name}="
    raise NoSuchTarget(
        text,
        f"{subject or f'{min(codes or old)} is not'} known to be for the {name} {shown(text)}: "
        f"{fix}",
    )


def _codes_for(name: str, text: str, codes: frozenset[str], day: date) -> frozenset[str]:
    """Those of the codes that are known to be for a product, route or indication on a day."""
    found = frozenset(code for code in codes if _has_text(code, day, name, text))
    return found or (codes_of_product_name(text, codes, day) if name == "product" else found)


def _has_text(code: str, day: date, name: str, text: str) -> bool:
    """Whether a code is known to be for a product, route or indication, in any of its wordings."""
    row = row_on(code, day)
    if row is None:
        return False
    same = [each for each in code_ledger().rows(code) if use_of(each) == use_of(row)]
    versions = [code_ledger().version(each) for each in same]
    limits = {limit for each in versions for limit in _limits(each, _COMPARED[name])}
    names: set[str] = set()
    if name == "product":
        names = {each for each, _ in names_of(code, use_of(row))}
        names |= {value for each in versions for value in (each.drug.name, *each.drug.brands)}
    if name == "route":
        routes = {route for each in versions for route in each.drug.routes} - {"unknown"}
        limits |= {(name, route) for route in routes}
    return any(_likeness(text, value, labeler=kind == "labeler") for kind, value in limits) or any(
        _likeness(text, value) == 2 for value in names if value
    )


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
    return "; ".join(alternatives)


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
        if _likeness(name, package.name) or _likeness(name, package.labeler, labeler=True)
    )


def among_packages(ndc: Ndc | str, paths: Sequence[Path], move: Move) -> list[Path]:
    """The paths to the codes under which CMS's crosswalk lists an NDC.

    The quarter of the date decides if it is included, otherwise the nearest one: a code that
    was followed by another until then stands for that one. A package of the old code leaves
    all paths.

    Raises:
        BadNdc: ``ndc`` is not an NDC, or the crosswalk does not list it.
        NoSuchTarget: it lists it under other codes.
    """
    from ..ndc.packages import packages_of  # only if an NDC is given
    from ..ndc.readings import ndc_of

    package = str(ndc_of(ndc))
    codes = sorted({path.code for path in paths} - {""})
    answers = _listed(package, move.to)
    direct = {code for _, listed in answers for code in listed}
    found = [path for path in paths if path.code in direct]
    found = found or [path for path in paths if _reaches(path.code, move.to, answers)]
    if found:
        return found
    if not (answers and codes):  # then the old code may tell
        answers = _listed(package, move.on) or answers
        direct = {code for _, listed in answers for code in listed}
        if move.code in direct or (not codes and _reaches(move.code, move.on, answers)):
            return list(paths)
    if not answers:
        packages_of(package, on=move.to, nearest=True)  # raises, and says why there is none
    raise NoSuchTarget(
        package,
        f"CMS's crosswalk of {quarter_of(answers[0][0])} lists {package} under "
        f"{' and '.join(sorted(direct))}, not {' or '.join(codes) or move.code}: check the NDC",
    )


def _listed(ndc: str, day: date) -> list[tuple[date, frozenset[str]]]:
    """The codes of an NDC in the quarter of a day or the nearest ones, each with a day of it."""
    from ..ndc.crosswalk import ndc_crosswalk  # only if an NDC is given

    return [
        (
            day if quarter == quarter_of(day) else period_of(quarter)[0],
            frozenset(each.code for each in packages),
        )
        for quarter, packages in ndc_crosswalk().answers_for_ndc(ndc, quarter_of(day)).items()
        if packages
    ]


def _reaches(code: str, day: date, answers: Sequence[tuple[date, frozenset[str]]]) -> bool:
    """Whether a code of a day is, in one of the quarters, a code under which an NDC is listed."""
    return any(
        path.code in listed for then, listed in answers for path in paths_between(code, day, then)
    )
