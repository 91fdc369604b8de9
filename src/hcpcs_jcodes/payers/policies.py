"""What a payer requires on the claim: Medicare's rules as data, or a payer's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

from ..amounts.arguments import checked_flag, is_given, shown, whole_number
from ..claims.modifiers import checked_modifiers
from ..codes.periods import plain_date
from ..errors import BadClaimLine
from ..tables import read_table
from ..units.rounding import Rounding, checked_rounding

__all__ = ["Policy", "Scoped", "policy_named"]

_ROUNDINGS: Final = {
    "0": Rounding.UP,
    "1": Rounding.TENTHS,
    "2": Rounding.HUNDREDTHS,
    "3": Rounding.THOUSANDTHS,
}


_KINDS: Final = (
    "code",
    "modifier",
    "place of service",
    "place of service and modifier",
    "professional place of service",
    "setting",
    "status indicator",
)


def _day_of_a_scope(day: object) -> date | None:
    return plain_date(day, "the first or last date of a scope") if is_given(day) else None


def _first_day(day: object) -> date | None:
    return plain_date(day, "the first date of a rule") if is_given(day) else None


@frozen
class Scoped:
    """Where the modifiers for discarded drug apply, or do not.

    Of the entries for code, modifiers and place, a "no" takes precedence over a "yes",
    and both over an undecided one. If none applies, the setting decides, or for a
    facility the status indicator.

    Attributes:
        kind: "code", "modifier", "place of service", "professional place of service"
            (for practitioners' claims only), "place of service and modifier",
            "setting" or "status indicator".
        value: the code, modifier, place or the like, such as "22"; a place and a modifier
            as "65 AY".
        in_scope: True, False, or None if it depends on other facts.
        reason: the reason, in words.
        source: the publication.
        since: first date of service; None if open at the start.
        until: last date of service; None if open-ended.
    """

    kind: str
    value: str
    in_scope: bool | None = None
    reason: str = ""
    source: str = ""
    since: date | None = field(default=None, converter=_day_of_a_scope)
    until: date | None = field(default=None, converter=_day_of_a_scope)

    def __attrs_post_init__(self) -> None:
        kind: object = self.kind
        if not isinstance(kind, str) or kind not in _KINDS:
            known = ", ".join(map(repr, _KINDS))
            raise BadClaimLine(kind, f"{shown(kind)} is not a kind of scope: pass one of {known}")
        for name in ("value", "reason", "source"):
            text: object = getattr(self, name)
            if not isinstance(text, str) or not text.isprintable():
                raise BadClaimLine(text, f"{name}={shown(text)} of a scope is not one line of text")
        in_scope: object = self.in_scope
        if in_scope is not None and not isinstance(in_scope, bool):
            raise BadClaimLine(
                in_scope,
                f"in_scope={shown(in_scope)} for {self.kind} {shown(self.value)}: pass True, False or None",
            )


def _line_limit(limit: object) -> int | None:
    if not is_given(limit):
        return None
    number = whole_number(limit)
    if number is None or number < 1:
        raise BadClaimLine(limit, f"a line limit of {shown(limit)}: give a whole number, or None")
    return number


def _entries(scope: object) -> tuple[Scoped, ...]:
    if isinstance(scope, str) or not isinstance(scope, Iterable):
        raise BadClaimLine(scope, f"scope={shown(scope)} is not a list: pass [Scoped(kind, value)]")
    entries = tuple(scope)
    for entry in entries:
        if not isinstance(entry, Scoped):
            raise BadClaimLine(
                entry, f"{shown(entry)} in scope= is not a Scoped: pass Scoped(kind, value)"
            )
    return entries


def _pairs(sources: object) -> tuple[tuple[str, str], ...]:
    # not a mapping: the shipped policy is shared, and must not be written to
    if isinstance(sources, Mapping) and all(
        isinstance(text, str) for pair in sources.items() for text in pair
    ):
        return tuple(sorted(sources.items()))
    raise BadClaimLine(
        sources,
        f"sources={shown(sources)} does not name the publication of each rule: pass "
        "{'discarded_from': 'Plan X manual, p. 7'}",
    )


@frozen(kw_only=True)
class Policy:
    """A payer's rules for units and discarded drug.

    Medicare's are included: ``policy="medicare"``. For another payer, build one from
    its manual; what is omitted, the payer does not use. ``sources=`` takes a mapping
    from these names to publications, which the steps of a bill then show ("decimals"
    for the rounding).

    Attributes:
        name: the name shown in results.
        rounding: how part of a unit is rounded.
        discarded_from: first date of service on which discarded units go on a
            line of their own with JW; None if the payer does not accept JW.
        zero_discarded_from: first date of service on which JZ reports that
            nothing was discarded; None if the payer does not use it.
        line_limit: the most units of a professional line; None for no limit.
        repeat_modifier: goes on the second and later lines above that limit.
        over_limit_modifier: goes on the lines above a limit in the description.
        scope: where the modifiers apply; empty if they apply everywhere.
        cms_mue: whether CMS's medically unlikely edits (MUE) apply to this payer.

    >>> Policy(name="Plan X", rounding=Rounding.TENTHS, line_limit=999).discarded_from is None
    True
    """

    name: str
    rounding: Rounding = Rounding.UP
    discarded_from: date | None = field(default=None, converter=_first_day)
    zero_discarded_from: date | None = field(default=None, converter=_first_day)
    line_limit: int | None = field(default=None, converter=_line_limit)
    repeat_modifier: str = "76"
    over_limit_modifier: str = "59"
    scope: tuple[Scoped, ...] = field(default=(), converter=_entries)
    cms_mue: bool = False
    _sources: tuple[tuple[str, str], ...] = field(
        factory=dict, converter=_pairs, alias="sources", eq=False, repr=False
    )

    def __attrs_post_init__(self) -> None:
        name: object = self.name
        if not isinstance(name, str) or not name.strip() or not name.isprintable():
            raise BadClaimLine(name, f"{shown(name)} is not a policy name: pass name='Plan X'")
        checked_rounding(self.rounding)
        checked_flag(self.cms_mue, "cms_mue")
        checked_modifiers((self.repeat_modifier,))
        checked_modifiers((self.over_limit_modifier,))

    @property
    def sources(self) -> Mapping[str, str]:
        """The publication behind each rule."""
        return MappingProxyType(dict(self._sources))

    def source(self, rule: str) -> str:
        """The publication behind a rule; the name of the policy if none is given."""
        for name, publication in self._sources:
            if name == rule:
                return publication
        return f"policy {self.name}"

    def scoped(self, kind: str, value: str | None, on: date) -> Scoped | None:
        """The entry for a kind and value on a date; None if no entry applies."""
        for entry in self.scope:
            if (
                entry.value == value
                and entry.kind == kind
                and (entry.since is None or entry.since <= on)
                and (entry.until is None or on <= entry.until)
            ):
                return entry
        return None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def _named() -> Mapping[str, Policy]:
    rules: dict[str, dict[str, tuple[str, str]]] = {}
    rows = read_table("policies")
    next(rows)
    for name, rule, value, source in rows:
        rules.setdefault(name, {})[rule] = value, source
    scopes: dict[str, list[Scoped]] = {}
    rows = read_table("discard_scope")
    next(rows)
    for name, kind, value, since, until, in_scope, reason, source in rows:
        known = {"yes": True, "no": False, "": None}[in_scope]
        scopes.setdefault(name, []).append(
            Scoped(kind, value, known, reason, source, since=_day(since), until=_day(until))
        )
    return {
        name: Policy(
            name=name,
            rounding=_ROUNDINGS[own["decimals"][0]],
            discarded_from=_day(own["discarded_from"][0]),
            zero_discarded_from=_day(own["zero_discarded_from"][0]),
            line_limit=int(own["line_limit"][0]),
            repeat_modifier=own["repeat_modifier"][0],
            over_limit_modifier=own["over_limit_modifier"][0],
            scope=tuple(scopes.get(name, ())),
            cms_mue=own["mue"][0] == "cms",
            sources={rule: source for rule, (_, source) in own.items()},
        )
        for name, own in rules.items()
    }


def policy_named(policy: object) -> Policy:
    """The policy itself, or the included one with that name.

    Raises:
        BadClaimLine: no policy with that name is included.
    """
    if isinstance(policy, Policy):
        return policy
    known = _named()
    if not isinstance(policy, str) or policy not in known:
        raise BadClaimLine(
            policy,
            f"no policy {shown(policy)} is included: pass {' or '.join(map(repr, known))}, or a Policy "
            "with the payer's rules",
        )
    return known[policy]
