"""What one code means: the drug, its scope and its billing unit."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from attrs import field, frozen

from ..amounts.amount import Amount
from ..words import UnitKind

__all__ = ["BillingUnit", "Drug", "JCode", "Scope", "Source", "comparing_form"]

_BROKEN_DECIMAL: Final = re.compile(r"(?<=[0-9])\.\s+(?=[0-9])")
_BARE_DECIMAL: Final = re.compile(r"(?<![0-9])\.(?=[0-9])")
_NOT_COMPARED: Final = re.compile(r"[^a-z0-9.]|\.(?![0-9])")


def comparing_form(text: str) -> str:
    """A wording without case, spaces and punctuation, its decimal points kept.

    CMS files have hundreds of such differences ("0. 1 mg", "1mg"); two texts with
    the same comparing form are the same wording.

    >>> comparing_form("Injection, X,  0. 1 MG") == comparing_form("injection x .1mg")
    True
    """
    text = _BROKEN_DECIMAL.sub(".", text.casefold())
    return _NOT_COMPARED.sub("", _BARE_DECIMAL.sub("0.", text))


@frozen
class Drug:
    """The drug of a code.

    Attributes:
        name: the substance in CMS's wording, its salt spelled out; "" for a code
            that names none (NOC).
        substance: the name without its salt.
        brands: trade names under which the crosswalk and the Table of Drugs list
            the code, and those that its wording names.
        routes: routes of administration: those in the wording, otherwise those on
            labels; "unknown" if neither states one. Before 2019 only those in the wording.
        classes: its classes for billing ("antineoplastic", "growth factor"); "unknown"
            if it is not classified.
    """

    name: str
    substance: str = ""
    brands: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()


@frozen
class Scope:
    """What the wording limits a code to; each is empty if there is no limit.

    Attributes:
        labelers: the only companies whose product it covers ("fresenius kabi").
        brands: trade names that it is limited to ("velcade").
        routes: routes of administration that it is limited to ("subcutaneous").
        indications: the indications that it is limited to ("for esrd on dialysis").
        exclusions: what it must not be used for ("biosimilars").
        forms: presentations ("preservative free", "compounded product").
        not_equivalent_to: codes or brands that it is "not therapeutically
            equivalent" to.
    """

    labelers: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    indications: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    not_equivalent_to: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != Scope()

    def __str__(self) -> str:
        parts = (self.labelers, self.brands, self.routes, self.indications)
        texts = [", ".join(part) for part in parts if part]
        # "not for use when self-administered" already says that it excludes
        texts += [
            each if each.startswith("not ") else f"excludes {each}" for each in self.exclusions
        ]
        if self.forms:
            texts.append(", ".join(self.forms))
        if self.not_equivalent_to:
            texts.append(f"not therapeutically equivalent to {' or '.join(self.not_equivalent_to)}")
        return "; ".join(texts)


@frozen
class BillingUnit:
    """What one unit of a code stands for.

    Attributes:
        kind: "measured" (10 mg), "up_to" (any part of 250 mg), "counted" (a dose,
            a vial, an implant), "banded" (more than 6 and at most 10 mg),
            "unspecified" (the code has no unit), "unknown" (not available).
        amount: the amount of one unit, if the kind has one; for a combination
            the stated total.
        components: for a combination with more than one strength, each ingredient
            with its amount in one unit.
        counted: the thing that is counted.
        above: for a band, the amount that must be exceeded; None if there is no lower limit.
        at_most: for a band, the largest amount in it; None if there is no upper limit.
        of: what the amount is measured as, if the wording states it ("iron").
        equivalent: the same amount in another measure ("250 IU" for 50 mcg).
        limit: the most that one claim line may bill, if the wording states it.
    """

    kind: UnitKind
    amount: Amount | None = None
    components: tuple[tuple[str, Amount], ...] = ()
    counted: str = ""
    above: Amount | None = None
    at_most: Amount | None = None
    of: str = ""
    equivalent: Amount | None = None
    limit: Amount | None = None

    def __str__(self) -> str:
        """The unit in words, such as "up to 250 mg" or "per vial"."""
        if self.kind == "counted":
            return f"per {self.counted}"
        if self.kind == "banded":
            above = f"more than {self.above}" if self.above else ""
            at_most = f"at most {self.at_most}" if self.at_most else ""
            return " and ".join(part for part in (above, at_most) if part)
        if self.kind == "unspecified":
            return "no unit"
        if self.kind == "unknown":
            return "unit not known"
        text = str(self.amount) if self.amount is not None else ""
        if self.components:
            parts = " + ".join(f"{amount} {name}" for name, amount in self.components)
            text = f"{text} ({parts})" if text else parts
        if self.of:
            text += f" of {self.of}"
        return f"up to {text}" if self.kind == "up_to" else text


@frozen
class Source:
    """The sources of a code version.

    Attributes:
        releases: the CMS releases that state this wording, as a text of quarters
            and ranges of quarters included ("2013Q1-2026Q4").
        starts: how the first day is known: "published", "inferred" from the first
            release that lists the code, or "bounded", if the change is only
            known to lie between ``not_before`` and the first day given.
        ends: how the last day is known: "published", "inferred", or "derived" as
            the day before the next version; "" if there is none yet.
        not_before: for "bounded", the earliest day on which the change may have
            taken effect.
        unit: what the billing unit was read from: "long description", "short
            description", "payment limit file", "corrected by hand", or "" if
            it is not known.
        correction: the reason for a correction by hand; "" if there is none.
    """

    releases: str
    starts: str
    ends: str = ""
    not_before: date | None = None
    unit: str = ""
    correction: str = ""


@frozen(cache_hash=True, repr=False)
class JCode:
    """One version of a code: one meaning over one interval of validity.

    Attributes:
        code: the code, such as "J9312".
        valid_from: first date of service on which this version applies.
        valid_to: last date of service, inclusive; None if it is still active.
        begins: how this version came about: "added", "reworded", "rescoped",
            "redefined", "reused", "reinstated", or "changed" if the new wording
            is not available.
        long_description: CMS's wording; None if it is not available.
        short_description: CMS's short wording, truncated at 28 characters.
        drug: the drug.
        billing_unit: what one unit stands for.
        scope: what the wording limits the code to.
        is_noc: whether it is a "not otherwise classified" code, which needs the
            drug named on the claim.
        source: the sources of this version.
    """

    code: str
    valid_from: date
    valid_to: date | None
    begins: str
    long_description: str | None
    short_description: str | None
    drug: Drug
    billing_unit: BillingUnit
    scope: Scope = field(factory=Scope)
    is_noc: bool = False
    source: Source = field(factory=lambda: Source("", ""), eq=False)

    def in_force(self, on: date) -> bool:
        """Whether this version applies to a date of service.

        Raises:
            BadDate: this is not a date.
        """
        from .periods import plain_date  # few programs ask a version

        on = plain_date(on)
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def __str__(self) -> str:
        text = self.long_description or self.short_description or "(wording not available)"
        until = f"to {self.valid_to}" if self.valid_to else "on"
        return f"{self.code}  {text}  [{self.valid_from} {until}]"

    def __repr__(self) -> str:
        return f"<JCode {self}>"

    def _repr_html_(self) -> str:
        from ..display.html import html_facts  # few programs show a notebook

        until = f" to {self.valid_to}" if self.valid_to else ", still active"
        facts = [
            ("long description", self.long_description or "not available"),
            ("short description", self.short_description or "not available"),
            ("in force", f"{self.valid_from}{until} ({self.begins})"),
            ("drug", self.drug.name or "not named"),
            ("brands", ", ".join(self.drug.brands)),
            ("one unit", str(self.billing_unit)),
            ("scope", str(self.scope)),
            ("seen in", self.source.releases),
        ]
        return html_facts(self.code, facts)
