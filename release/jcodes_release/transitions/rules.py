"""The rules that settle whether one code follows another.

A rejected candidate shows the name of its rule. What no rule settles is left to a
person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from hcpcs_jcodes.codes.code import BillingUnit

from .candidates import DAY, Candidate, History, Meaning

__all__ = ["Rules", "Verdict"]

_DISTINGUISHING = (
    ("brands", "brand"),
    ("labelers", "labeler"),
    ("routes", "route"),
    ("indications", "indication"),
)


Verdict = tuple[str, str]
"""The name of a rule, and the reason if it rejects; no reason means confirmed."""


class Rules:
    """The rules that settle a candidate, in the order in which they are tried."""

    def __init__(self, history: History, candidates: Sequence[Candidate]) -> None:
        self.history = history
        self.of_ending: defaultdict[tuple[str, date], list[Candidate]] = defaultdict(list)
        self.into: defaultdict[str, list[Candidate]] = defaultdict(list)
        for candidate in candidates:
            self.of_ending[candidate.code, candidate.until].append(candidate)
            self.into[candidate.to_code].append(candidate)

    def verdict(self, found: Candidate) -> Verdict | None:
        """What the first rule that applies says; None leaves it to a person."""
        if not {found.code, found.to_code} <= self.history.codes.keys():
            return "not_included", "one of the two codes is not among those included"
        old = self.history.on(found.code, found.until)
        new = self.history.on(found.to_code, found.since)
        if old is None and new is not None and self._begins(found.code, found.since):
            return "began_together", "both codes began on the same day; neither came first"
        if old is None or new is None:
            return "not_in_force", "the code named is not in force on that day"
        ends = self.history.ends(old) and old.last == found.until
        traces = " ".join(found.traces)
        if "cross-reference" in traces:
            return "cross_reference", ""
        if "NDC" in traces:
            return self._same_packages(found, new, ends=ends)
        if any("cross-reference" in " ".join(other.traces) for other in self._siblings(found)):
            return "cross_reference", "CMS names another code"
        if "therapeutically equivalent" in traces:
            if not ends and self._also_from_ended(found):
                return "own_predecessor", "the product came from its own code"
            return "not_equivalent", ""
        return self._same_substance(found, old, new) if ends else self._parent(found, old, new)

    def _begins(self, code: str, day: date) -> bool:
        """Whether a version of the code begins on a day."""
        return any(meaning.first == day for meaning in self.history.codes.get(code, ()))

    def _same_packages(self, found: Candidate, new: Meaning, *, ends: bool) -> Verdict:
        if ends or (new.first == found.since and new.begins == "added"):
            return "same_packages", ""
        return (
            "packages_moved",
            "CMS moved packages between two codes that both stayed active; neither meaning changed",
        )

    def _same_substance(self, found: Candidate, old: Meaning, new: Meaning) -> Verdict | None:
        if reason := _another_product(old, new):
            return "another_product", reason
        if new.code[0] != "J" and new.last == found.until:
            return "temporary_code", "a temporary code that ended on the same day"
        if self._taken_before(found):
            return "taken_before", "it took its product at its start, not when this code ended"
        if any("NDC" in " ".join(other.traces) for other in self._siblings(found)):
            return None
        if found.since != found.until + DAY and self._alternatives(found):
            return None
        return "same_substance", ""

    def _taken_before(self, found: Candidate) -> bool:
        """Whether it was split from the same code while that was in force."""
        return any(
            other.code == found.code and other.until < found.until
            for other in self.into[found.to_code]
        )

    def _siblings(self, found: Candidate) -> list[Candidate]:
        """The other candidates for the same ending."""
        return [other for other in self.of_ending[found.code, found.until] if other != found]

    def _alternatives(self, found: Candidate) -> list[Candidate]:
        """The siblings that may stand for the same product."""
        return [other for other in self._siblings(found) if self._may_follow(other)]

    def _may_follow(self, other: Candidate) -> bool:
        old = self.history.on(other.code, other.until)
        new = self.history.on(other.to_code, other.since)
        return old is not None and new is not None and not _another_product(old, new)

    def _parent(self, found: Candidate, old: Meaning, new: Meaning) -> Verdict | None:
        """A code that stays active, and a new one for part of it."""
        if "biosimilar" in " ".join(found.traces):
            return "biosimilar", "a biosimilar: nothing billed under the old code went to it"
        if reason := _another_product(old, new, parent=True):
            return "another_product", reason
        if self._also_from_ended(found):
            return "own_predecessor", "the product came from its own code"
        if "scope changed the same day" in " ".join(found.traces):
            return "scope_shared", ""
        if new.scope["brands"]:
            return "brand_of_its_own", "a new brand: nothing billed under the old code went to it"
        return "labeler_named", ""

    def _also_from_ended(self, found: Candidate) -> bool:
        """Whether another code ended, is followed by the same one, and stood for its product."""
        for other in self.into[found.to_code]:
            old = self.history.on(other.code, other.until)
            ended = old is not None and self.history.ends(old) and old.last == other.until
            if other.code != found.code and ended and self._may_follow(other):
                return True
        return False


def _another_product(old: Meaning, new: Meaning, *, parent: bool = False) -> str:
    """Why two wordings of one substance stand for different products; "" if they may not."""
    if old.is_injection != new.is_injection:
        return "a different form: one is oral or inhaled, the other is not"
    if old.salt and new.salt and old.salt != new.salt:
        return f"a different salt or ester: {old.salt}, {new.salt}"
    for name, word in _DISTINGUISHING:
        if old.scope[name] and new.scope[name] and not old.scope[name] & new.scope[name]:
            return f"a different {word}"
    biosimilar = [bool("biosimilar" in meaning.scope["forms"]) for meaning in (old, new)]
    if biosimilar[0] != biosimilar[1] or (all(biosimilar) and old.drug != new.drug):
        return "a different biological: a biosimilar and its reference product have different codes"
    if parent and _kind_of_amount(old.unit) != _kind_of_amount(new.unit):
        return "a different form: the units measure different things"
    return ""


def _kind_of_amount(unit: BillingUnit) -> str:
    return unit.amount.unit.dimension if unit.amount is not None else unit.kind
