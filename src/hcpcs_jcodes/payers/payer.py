"""A payer: all that differs between payers, in one value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final, Literal, Unpack

from attrs import Attribute, Factory, evolve, field, fields_dict, frozen

from ..amounts.arguments import shown
from ..errors import BadArgument, BadClaimLine, FingerprintChanged
from ..units.rounding import Rounding, checked_rounding
from ..words import FAMILIES, SETTINGS, Family, LineOfBusiness, NocNeed, Qualifier, Setting
from .changes import PayerChanges
from .choices import Choices
from .fields import (
    CHECKS,
    NotUsed,
    check_code,
    check_word,
    read_dollars,
    read_families,
    read_first_day,
    read_noc_codes,
    read_noc_needs,
    read_qualifiers,
    read_sources,
    read_start,
    read_whole,
)
from .scopes import Scoped, read_codes, read_listed, read_places, read_scope, read_settings, scoped
from .shipped import shipped_values

__all__ = ["NOT_USED", "Payer", "payer_referred", "reference_of_payer", "shipped_payers"]

NOT_USED: Final = "not used"
_FINGERPRINT: Final = 16  # hexadecimal digits
# the rules whose name in payers.csv is not that of the attribute
_RULES: Final = {"rounding": "decimals"}


@frozen(kw_only=True)
class Payer:
    r"""All that differs between payers, in one value: configured once, passed to every call.

    ``Payer.medicare()`` is Original Medicare Part B; ``.medicare_advantage()``,
    ``.medicaid()`` and ``.commercial()`` have what is common to their line of business.
    ``None``, or an empty list, is "not known": what a claim then depends on is a question.
    ``.replace(...)`` makes another payer of one.

    Attributes:
        name: the name shown in results; the only one that is required.
        line_of_business: one of ``LINES_OF_BUSINESS``.
        contractor: the Medicare administrative contractor (MAC), such as "Noridian JE".
        state: the state of a Medicaid program, such as "TX".
        rounding: how part of a unit is rounded, or to how many decimals.
        line_limit: the most units of a professional line.
        charge_limit: the most US dollars of a claim.
        most_lines: the most lines of a professional claim.
        repeat_modifier: goes on the second and later lines above ``line_limit``, such as "76";
            "" for none.
        over_limit_modifier: goes on the lines above a limit in the description, such as "59";
            "" for none.
        discarded_from: first date of service on which discarded units are reported with JW;
            "not used" if the payer does not take JW.
        zero_discarded_from: first date of service on which JZ reports that nothing was
            discarded; "not used" if the payer does not take JZ.
        discarded_layout: "own line" for discarded units on a line of their own with JW, as it
            is published; "one line" for all units on one line, with JW if the payer takes it.
        scope: where JW and JZ apply; empty if they apply everywhere.
        rest_of_bag: what was left of an infusion that was stopped early: "JW" or "not billed".
        codes: which codes the payer takes: rows of kind "code", "letter" or "letter and
            setting". Codes without a row are taken.
        places: places of service of professional claims in which drugs and their administration
            are not billed (``in_scope=False``) or are a question (``None``).
        authorizations: the codes that need prior authorization.
        self_administered: the contractor's list of drugs that are usually self-administered,
            and not covered.
        preferred: the codes that the payer prefers (True) or does not (False).
        sites_of_care: the codes for which the payer limits the site of care.
        noc_codes: by setting, the code for a drug without a code, such as {"facility": "C9399"}.
        noc_needs: what the payer wants with such a code, of ``NOC_NEEDS``.
        ndc_required: whether drug lines need an NDC.
        ndc_qualifiers: the units of measure of an NDC quantity that the payer takes; empty if
            that is not known. Where F2 is refused, a vial is counted as UN.
        modifier_340b: the modifier of a drug bought under 340B, such as "TB" or "UD"; "" for
            none.
        modifier_340b_from: first date of service of that modifier; None for all.
        scope_340b: the settings and dates before it in which another modifier was reported, which
            is a question; where no row applies, none was. Empty if that is not known.
        no_cost: a drug at no cost to the provider: "one cent" or "omitted".
        families: by drug code, the family under which its administration is billed.
        choices: what the payer decides where published sources disagree.
        cms_mue: whether CMS's medically unlikely edits (MUE) apply.
        cms_edits: whether CMS's NCCI edits and add-on codes apply.
        days_to_file: the days from the date of service within which a claim is filed.
        days_to_appeal: the days from a decision within which it is appealed.
        correction: how a professional claim is corrected: "new claim" or "replacement"
            (frequency code 7).

    Raises:
        BadClaimLine, BadDate, BadAmount, BadArgument: a value is not valid; the text names it.

    Source: the publication of each rule, in ``sources``; shipped payers are rows of
    ``payers.csv`` and ``payer_scopes.csv``.

    >>> medicare = Payer.medicare()
    >>> medicare.discarded_from, medicare.line_limit
    (datetime.date(2017, 1, 1), 9999)
    >>> acme = medicare.replace(name="Acme", discarded_from="not used", missing_stop="push")
    >>> print(*acme.difference(medicare), sep="\n")
    name: 'medicare' -> 'Acme'
    discarded_from: 2017-01-01 -> 'not used'
    choices.missing_stop: None -> 'push'
    """

    name: str
    line_of_business: LineOfBusiness | None = None
    contractor: str = ""
    state: str = ""
    rounding: Rounding = Rounding.UP
    line_limit: int | None = field(default=None, converter=read_whole)
    charge_limit: Decimal | None = field(default=None, converter=read_dollars)
    most_lines: int | None = field(default=None, converter=read_whole)
    repeat_modifier: str | None = None
    over_limit_modifier: str | None = None
    discarded_from: date | NotUsed | None = field(default=None, converter=read_start)
    zero_discarded_from: date | NotUsed | None = field(default=None, converter=read_start)
    discarded_layout: Literal["own line", "one line"] = "own line"
    scope: tuple[Scoped, ...] = field(default=(), converter=read_scope)
    rest_of_bag: Literal["JW", "not billed"] | None = None
    codes: tuple[Scoped, ...] = field(default=(), converter=read_codes)
    places: tuple[Scoped, ...] = field(default=(), converter=read_places)
    authorizations: tuple[Scoped, ...] = field(default=(), converter=read_listed)
    self_administered: tuple[Scoped, ...] = field(default=(), converter=read_listed)
    preferred: tuple[Scoped, ...] = field(default=(), converter=read_listed)
    sites_of_care: tuple[Scoped, ...] = field(default=(), converter=read_listed)
    noc_codes: tuple[tuple[Setting, str], ...] = field(default=(), converter=read_noc_codes)
    noc_needs: tuple[NocNeed, ...] = field(default=(), converter=read_noc_needs)
    ndc_required: bool | None = None
    ndc_qualifiers: tuple[Qualifier, ...] = field(default=(), converter=read_qualifiers)
    modifier_340b: str | None = None
    modifier_340b_from: date | None = field(default=None, converter=read_first_day)
    scope_340b: tuple[Scoped, ...] = field(default=(), converter=read_settings)
    no_cost: Literal["one cent", "omitted"] | None = None
    families: tuple[tuple[str, Family], ...] = field(default=(), converter=read_families)
    choices: Choices = field(factory=Choices)
    cms_mue: bool | None = None
    cms_edits: bool | None = None
    days_to_file: int | None = field(default=None, converter=read_whole)
    days_to_appeal: int | None = field(default=None, converter=read_whole)
    correction: Literal["new claim", "replacement"] | None = None
    _sources: tuple[tuple[str, str], ...] = field(
        default=(),
        converter=read_sources,
        alias="sources",
        eq=False,
        repr=False,
    )

    def __attrs_post_init__(self) -> None:
        name: object = self.name
        if not isinstance(name, str) or not name.strip() or not name.isprintable():
            raise BadClaimLine(name, f"{shown(name)} is not a name of a payer: pass name='Plan X'")
        checked_rounding(self.rounding)
        for each, check in CHECKS.items():
            value: object = getattr(self, each)
            # None is "not known" where it is the default
            if value is not None or fields_dict(Payer)[each].default is not None:
                check(each, value)
        for setting, code in self.noc_codes:
            check_word(SETTINGS, "a setting in noc_codes", setting)
            check_code("noc_codes", code)
        for code, family in self.families:
            check_code("families", code)
            check_word(FAMILIES, f"families: the family of {code}", family)

    @classmethod
    def medicare(cls) -> Payer:
        """Original Medicare Part B."""
        return shipped_payers()["medicare"]

    @classmethod
    def medicare_advantage(cls) -> Payer:
        """A Medicare Advantage plan, with everything open that varies between plans."""
        return shipped_payers()["medicare_advantage"]

    @classmethod
    def medicaid(cls) -> Payer:
        """A Medicaid program, with everything open that varies between states."""
        return shipped_payers()["medicaid"]

    @classmethod
    def commercial(cls) -> Payer:
        """A commercial payer, with everything open that varies between payers."""
        return shipped_payers()["commercial"]

    def replace(self, **changes: Unpack[PayerChanges]) -> Payer:
        """The payer with other values; a choice is named like any other attribute.

        The publication of a rule is that of the old value: unless ``sources`` is passed, those
        of the rules that change are dropped, and all of them if the name changes.

        Raises:
            BadArgument: there is no such attribute or choice.
            BadClaimLine, BadDate, BadAmount, BadAdministration: a value is not valid.

        >>> Payer.commercial().replace(name="Acme", repeated_injection="each").choices.repeated_injection
        'each'
        """
        given: dict[str, Any] = {**changes}
        picked = {name: given.pop(name) for name in [*given] if name in fields_dict(Choices)}
        own = {name.lstrip("_") for name in fields_dict(Payer)}
        for name in given:
            if name not in own:
                raise BadArgument(name, f"{name}= is neither of a Payer nor of its Choices")
        if "sources" not in given:
            dropped = {_RULES.get(name, name) for name in (*given, *picked)}
            renamed = given.get("name", self.name) != self.name
            kept = {} if renamed else self.sources
            given["sources"] = {rule: kept[rule] for rule in kept if rule not in dropped}
        if picked:
            given["choices"] = evolve(given.get("choices", self.choices), **picked)
        return evolve(self, **given)

    @property
    def sources(self) -> Mapping[str, str]:
        """The publication behind each rule."""
        return MappingProxyType(dict(self._sources))

    def source(self, rule: str) -> str:
        """The publication behind a rule; the name of the payer if it is not known."""
        for name, publication in self._sources:
            if name == rule:
                return publication
        return f"payer {self.name}"

    @property
    def is_original_medicare(self) -> bool:
        """Whether Medicare's own rules are the payer's."""
        return self.line_of_business == "original medicare"

    @property
    def bills_discarded(self) -> bool:
        """Whether discarded units are, or may be, on the claim."""
        return self.discarded_from != NOT_USED or self.discarded_layout == "one line"

    def scoped(self, kind: str, value: str | None, on: date) -> Scoped | None:
        """The row of ``scope`` for a kind and value on a date; None if none applies."""
        return scoped(self.scope, kind, value, on)

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits of a hash of what it decides, without reasons and sources."""
        return sha256(repr(_stated_in(self)).encode()).hexdigest()[:_FINGERPRINT]

    def difference(self, other: Payer) -> tuple[str, ...]:
        """What differs from another payer, one line each: what the other has, then what this has.

        Raises:
            BadArgument: this is not a Payer.

        >>> Payer.medicare().difference(Payer.medicare())
        ()
        """
        compared: object = other
        if not isinstance(compared, Payer):
            raise BadArgument(other, f"{shown(other)} is not a Payer: pass Payer.medicare()")
        found: list[str] = []
        for name in fields_dict(Payer):
            before, after = getattr(other, name), getattr(self, name)
            if before == after or name == "_sources":
                continue
            if isinstance(before, Choices):
                for each in fields_dict(Choices):
                    one, two = getattr(before, each), getattr(after, each)
                    if one != two:
                        found.append(f"choices.{each}: {one!r} -> {two!r}")
            elif isinstance(before, tuple):
                found += [f"{name}: without {_shown(row)}" for row in before if row not in after]
                found += [f"{name}: with {_shown(row)}" for row in after if row not in before]
            else:
                found.append(f"{name}: {_shown(before)} -> {_shown(after)}")
        return tuple(found)

    def __str__(self) -> str:
        return self.name

    def __reduce__(self) -> tuple[Any, ...]:
        # a shipped payer is kilobytes of rows that the reader has too
        reference = reference_of_payer(self)
        if reference is not None:
            return payer_referred, reference
        return _stated, ({name.lstrip("_"): getattr(self, name) for name in fields_dict(Payer)},)


def _decisive(value: object) -> str:
    """A value as far as it decides anything."""
    if isinstance(value, Choices):
        return repr(_stated_in(value))
    if isinstance(value, tuple):
        return repr(tuple(map(_decisive, value)))
    if isinstance(value, Scoped):
        value = evolve(value, reason="", source="")
    return repr(value)


def _stated_in(value: Payer | Choices) -> list[tuple[str, str]]:
    # what is not stated is left out, so that an attribute that a later version adds changes none
    stated: list[tuple[str, str]] = []
    for name, each in fields_dict(type(value)).items():
        own = getattr(value, name)
        if each.eq and own != _default(each):
            stated.append((name, _decisive(own)))
    return stated


def _default(each: Attribute[Any]) -> object:
    default: Any = each.default
    return default.factory() if isinstance(default, Factory) else default  # type: ignore[arg-type]


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    if isinstance(value, Rounding):
        return value.value
    return str(value) if isinstance(value, date | Decimal | Scoped) else repr(value)


@cache
def shipped_payers() -> Mapping[str, Payer]:
    """The payers that are included, by name."""
    return {name: Payer(**values) for name, values in shipped_values().items()}


def reference_of_payer(payer: Payer) -> tuple[str, str] | None:
    """The name and the fingerprint of a payer; None unless it is included as it is."""
    shipped = shipped_payers().get(payer.name)
    same = shipped is payer or (shipped == payer and shipped.sources == payer.sources)
    return (payer.name, payer.fingerprint) if same else None


def payer_referred(name: str, fingerprint: str) -> Payer:
    """The included payer for what :func:`reference_of_payer` gave.

    Raises:
        FingerprintChanged: its rules have been corrected, or it is no longer included.
    """
    found = shipped_payers().get(name)
    if found is None or found.fingerprint != fingerprint:
        now = f"it has the fingerprint {found.fingerprint}" if found else "it is not included"
        raise FingerprintChanged(
            fingerprint,
            f"payer {shown(name)} was stored with other rules, {shown(fingerprint)}: {now}; compute it "
            "again and store it anew",
        )
    return found


def _stated(values: Mapping[str, Any]) -> Payer:
    return Payer(**values)
