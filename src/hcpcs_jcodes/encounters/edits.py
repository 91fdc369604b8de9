"""Which of CMS's edits the lines of an encounter were checked against, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import combinations

from ..claims.questions import Question, ask
from ..claims.steps import Step
from ..codes.periods import quarter_of
from ..payers.ncci import RestsOn, bundles_rest_on, is_add_on, parents_rest_on
from ..payers.payer import Payer
from ..words import BASES, AdministrationSetting
from .lines import AdministrationLine

__all__ = ["edit_steps", "edits_of"]


def edit_steps(
    lines: Iterable[AdministrationLine], setting: AdministrationSetting, *, nearest: bool
) -> Iterator[Step]:
    """A step for each quarter in which there are lines.

    Args:
        lines: the lines.
        setting: "professional" or "facility".
        nearest: whether the nearest quarter included counts as a check.
    """
    quarters: dict[str, list[AdministrationLine]] = {}
    for line in lines:
        if line.code:
            quarters.setdefault(quarter_of(line.on), []).append(line)
    for quarter, listed in quarters.items():
        codes = tuple(sorted({line.code for line in listed}))
        yield _step(codes, setting, listed[0].on, quarter, nearest)


# many encounters of a quarter have the same few codes
@lru_cache(maxsize=1024)
def _step(
    codes: tuple[str, ...],
    setting: AdministrationSetting,
    on: date,
    quarter: str,
    nearest: bool,  # noqa: FBT001
) -> Step:
    bundles, unknown = _bundles(codes, setting, on)
    texts = [
        _text(" and ".join(subjects), rests, quarter, nearest=nearest)
        for rests, subjects in _with_add_ons(bundles, codes, setting, on).items()
    ]
    if unknown:
        texts.append(f"bundles not checked for {', '.join(unknown)}: no edits on file")
    return Step("; ".join(texts), "CMS, NCCI")


def edits_of(payer: Payer) -> list[Question]:
    """That the lines follow Medicare's edits, where those of the payer may be others."""
    if payer.cms_edits:
        return []
    text = f"the lines follow CMS's NCCI edits; those of {payer.name} may differ"
    return [ask("edits", text, severity="note", owner="billing", argument="cms_edits")]


def _bundles(
    codes: Iterable[str], setting: AdministrationSetting, on: date
) -> tuple[dict[RestsOn, list[str]], list[str]]:
    """The bundles by the edits that answer, the best first, and what none are included for."""
    known = [code for code in codes if _rests(code, code, setting, on)]
    unknown = [code for code in codes if code not in known]
    pairs: dict[RestsOn, list[str]] = {}
    for one, other in list(combinations(known, 2)) or [(code, code) for code in known]:
        rests, named = _rests(one, other, setting, on), f"{one} with {other}"
        (pairs.setdefault(rests, []) if rests else unknown).append(named)
    found: dict[RestsOn, list[str]] = {}
    for rests, names in sorted(pairs.items(), key=lambda each: BASES.index(each[0].basis)):
        found[rests] = [f"bundles of {', '.join(names)}" if found else "bundles"]
    return found, unknown


def _with_add_ons(
    bundles: dict[RestsOn, list[str]],
    codes: Iterable[str],
    setting: AdministrationSetting,
    on: date,
) -> dict[RestsOn, list[str]]:
    """The subjects with the add-ons, which go with the bundles if no code is one."""
    add_ons: dict[RestsOn, list[str]] = {}
    for code in filter(is_add_on, codes):
        add_ons.setdefault(parents_rest_on(code, setting=setting, on=on), []).append(code)
    found = {rests: list(subjects) for rests, subjects in bundles.items()}
    if found and not add_ons:
        next(iter(found.values())).append("add-ons")
    for rests, named in add_ons.items():
        subject = f"add-ons {', '.join(named)}" if len(add_ons) > 1 else "add-ons"
        found.setdefault(rests, []).append(subject)
    return found


def _rests(one: str, other: str, setting: str, on: date) -> RestsOn | None:
    return bundles_rest_on(one, other, setting=setting, on=on)


def _text(subject: str, rests: RestsOn, quarter: str, *, nearest: bool) -> str:
    if rests.basis == "nearest" and not nearest:
        return (
            f"{subject} not checked: the edits of {quarter} are not included; the lines follow "
            f"those of {rests.quarter}: pass nearest=True to check by them"
        )
    why = {
        "of the quarter": "",
        "same before and after": f", the same before and after {quarter}",
        "nearest": f", the nearest to {quarter} that are included",
    }
    return f"{subject} checked against the edits of {rests.quarter}{why[rests.basis]}"
