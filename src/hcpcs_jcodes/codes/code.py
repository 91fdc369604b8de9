"""What one code means: the drug, its scope and its billing unit."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from attrs import field, frozen

from ..amounts.amount import Amount

__all__ = ["BillingUnit", "Drug", "JCode", "Scope", "Source", "comparing_form"]

_BROKEN_DECIMAL: Final = re.compile(r"(?<=[0-9])\.\s+(?=[0-9])")
_BARE_DECIMAL: Final = re.compile(r"(?<![0-9])\.(?=[0-9])")
_NOT_COMPARED: Final = re.compile(r"[^a-z0-9.]|\.(?![0-9])")


def comparing_form(text: str) -> str:
    """A wording without case, spaces and punctuation, its decimal points kept.

    CMS files differ by hundreds of such trifles ("0. 1 mg", "1mg"); two texts of
    one comparing form are one wording.

    >>> comparing_form("Injection, X,  0. 1 MG") == comparing_form("injection x .1mg")
    True
    """
    text = _BROKEN_DECIMAL.sub(".", text.casefold())
    return _NOT_COMPARED.sub("", _BARE_DECIMAL.sub("0.", text))


@frozen
class Drug:
    """The drug of a code.

    Attributes:
        name: the substance as CMS words it, its salt spelled out; "" for a code
            that names none (NOC).
        substance: the name without its salt.
        brands: trade names under which the crosswalk and the Table of Drugs list
            the code, and those that its wording names.
        routes: ways of giving it: those that the wording sets, else those of labels;
            "unknown" where neither tells. Before 2019 those of the wording alone.
        classes: what it is for those who bill it ("antineoplastic", "growth factor");
            "unknown" where that is not settled. Empty before 2019.
    """

    name: str
    substance: str = ""
    brands: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()


@frozen
class Scope:
    """What the wording limits a code to; each is empty where it sets no limit.

    Attributes:
        labelers: companies whose product alone it is ("fresenius kabi").
        brands: trade names that it is limited to ("velcade").
        routes: ways of giving it ("subcutaneous").
        indications: what it must be given for ("for esrd on dialysis").
        exclusions: what it must not be used for ("excludes biosimilar").
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
        parts = (self.labelers, self.brands, self.routes, self.indications, self.exclusions)
        texts = [", ".join(part) for part in (*parts, self.forms) if part]
        if self.not_equivalent_to:
            texts.append(f"not therapeutically equivalent to {' or '.join(self.not_equivalent_to)}")
        return "; ".join(texts)


@frozen
class BillingUnit:
    """What one unit of a code stands for.

    Attributes:
        kind: "measured" (10 mg), "up_to" (any part of 250 mg), "counted" (a dose,
            a vial, an implant), "banded" (more than 6 and at most 10 mg),
            "unspecified" (the code has no unit), "unknown" (not held).
        amount: the amount of one unit, where the kind has one; for a combination
            the stated total.
        components: for a combination with more than one strength, each ingredient
            with its amount in one unit.
        counted: the thing that is counted.
        above: for a band, the amount that must be exceeded; None from nothing.
        at_most: for a band, the largest amount in it; None without limit.
        of: what the amount is measured as, where the wording says so ("iron").
        equivalent: the same amount in another measure ("250 IU" beside 50 mcg).
        limit: the most that one line may hold, where the wording says so.
    """

    kind: str
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
    """Where a code version comes from.

    Attributes:
        releases: the CMS releases that state this wording, as a text of quarters
            and ranges of quarters held ("2013Q1-2026Q4").
        starts: how the first day is known: "published", "inferred" from the first
            release that lists the code, or "bounded", when the change is only
            known to lie between ``not_before`` and the first day given.
        ends: how the last day is known: "published", "inferred", or "derived" as
            the day before the next version; "" while there is none.
        not_before: for "bounded", the earliest day on which the change may have
            taken effect.
        unit: what the billing unit was read from: "long description", "short
            description", "payment limit file", "corrected by hand", or "" where
            it is not known.
        correction: the reason of a correction by hand; "" where there is none.
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
        valid_to: last date of service, inclusive; None while it is open.
        begins: how this version came about: "added", "reworded", "rescoped",
            "redefined", "reused", "reinstated", or "changed" where the new wording
            is not held.
        long_description: CMS's wording; None where it is not held.
        short_description: CMS's short wording, cut at 28 characters.
        drug: the drug.
        billing_unit: what one unit stands for.
        scope: what the wording limits the code to.
        is_noc: whether it is a "not otherwise classified" code, which needs the
            drug named on the claim.
        source: where all this comes from.
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
        """Whether this version applies to a date of service."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def __str__(self) -> str:
        text = self.long_description or self.short_description or "(wording not held)"
        until = f"to {self.valid_to}" if self.valid_to else "on"
        return f"{self.code}  {text}  [{self.valid_from} {until}]"

    def __repr__(self) -> str:
        return f"<JCode {self}>"

    def _repr_html_(self) -> str:
        from ..display.html import html_facts  # few programs show a notebook

        facts = [
            ("long description", self.long_description or "not held"),
            ("short description", self.short_description or "not held"),
            ("in force", f"{self.valid_from} to {self.valid_to or 'now open'} ({self.begins})"),
            ("drug", self.drug.name or "none named"),
            ("brands", ", ".join(self.drug.brands)),
            ("one unit", str(self.billing_unit)),
            ("scope", str(self.scope)),
            ("seen in", self.source.releases),
        ]
        return html_facts(self.code, facts)
