"""Revenue codes: which goes on a facility's line of a drug, or of its administration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, Literal, get_args

from attrs import frozen

from ..amounts.amount import Amount
from ..amounts.arguments import checked_flag, is_given, shown
from ..errors import BadClaimLine
from ..tables import read_table, texts_of
from ..words import FAMILIES, TECHNIQUES, Family, Technique
from .fields import checked_amount, checked_line_code

__all__ = ["administration_revenue_code", "revenue_code_of"]

Product = Literal["cell therapy", "gene therapy"]
Administered = Family | Literal["vaccine", "cell therapy"]
_PRODUCTS: Final[tuple[Product, ...]] = get_args(Product)
_FAMILIES: Final[tuple[str, ...]] = (*FAMILIES, "vaccine", "cell therapy")
_MANY_UNITS: Final = "10000"
_EPOETIN_BELOW: Final = "epoetin below 10000 units"
_EPOETIN_FROM: Final = "epoetin from 10000 units"


@frozen
class _RevenueCode:
    """One row of the table: a number and what it is for."""

    code: str
    kind: str
    codes: tuple[str, ...]
    families: tuple[str, ...]
    techniques: tuple[str, ...]


@cache
def _revenue_codes(used_for: str) -> tuple[_RevenueCode, ...]:
    rows = read_table("revenue_codes")
    next(rows)
    return tuple(
        _RevenueCode(code, kind, *map(texts_of, (codes, family, technique)))
        for code, of, kind, codes, family, technique, *_ in rows
        if of == used_for
    )


@cache
def _of_drugs() -> Mapping[str, _RevenueCode]:
    return {each.kind: each for each in _revenue_codes("drug")}


def revenue_code_of(
    code: str | None,
    *,
    administered: Amount | str | None = None,
    self_administered: bool = False,
    product: Product | None = None,
) -> str | None:
    """The revenue code of a facility's drug line.

    Args:
        code: the HCPCS or CPT code of the line; None for a drug that has none.
        administered: for epoetin for dialysis, the amount given, by which two codes differ.
        self_administered: whether the patient could take the drug without help.
        product: "cell therapy" or "gene therapy" if the drug is the product of one.

    Returns:
        Four digits; None if it depends on an amount that was not given.

    Raises:
        BadClaimLine: this is not a code, or not such a product.
        BadAmount: the amount is not valid; IncompatibleUnits: it is not in units.
        BadArgument: ``self_administered`` is neither True nor False.

    Source: `revenue_codes.csv`, which names the publication of each.

    >>> revenue_code_of("J9312"), revenue_code_of(None), revenue_code_of("Q2042", product="cell therapy")
    ('0636', '0250', '0891')
    >>> revenue_code_of("Q4081", administered="9999 units")
    '0634'
    """
    kinds = _of_drugs()
    amount = checked_amount(administered)
    if checked_flag(self_administered, "self_administered"):
        return kinds["self-administered"].code
    if is_given(product):
        return kinds[_word(product, _PRODUCTS, "product")].code
    if not is_given(code):
        return kinds["no HCPCS code"].code
    if checked_line_code(code) not in kinds[_EPOETIN_FROM].codes:
        return kinds["HCPCS code"].code
    if amount is None:
        return None
    many = amount.ratio_to(Amount(f"{_MANY_UNITS} {_unit_of(amount)}")) >= 1
    return kinds[_EPOETIN_FROM if many else _EPOETIN_BELOW].code


def _unit_of(amount: Amount) -> str:
    """Epoetin is charted in units or, which is the same for it, in international units."""
    return "IU" if amount.dimension == Amount("1 IU").dimension else "units"


def administration_revenue_code(family: Administered, technique: Technique) -> str | None:
    """The revenue code of a facility's line of an administration.

    Args:
        family: the family of the administration code, "vaccine", or "cell therapy" (of
            modified cells).
        technique: how it was given: "infusion", "push", "injection"; "none" if swallowed.

    Returns:
        Four digits; None if it depends on the department, as for most injections.

    Raises:
        BadClaimLine: this is not such a family or technique.

    Source: `revenue_codes.csv`, which names the publication of each.

    >>> administration_revenue_code("complex", "infusion")
    '0335'
    >>> print(administration_revenue_code("therapeutic", "injection"))
    None
    """
    of, by = _word(family, _FAMILIES, "family"), _word(technique, TECHNIQUES, "technique")
    found = (
        each.code
        for each in _revenue_codes("administration")
        if of in each.families and by in each.techniques
    )
    return next(found, None)


def _word(value: object, words: Sequence[str], name: str) -> str:
    if isinstance(value, str) and value in words:
        return value
    raise BadClaimLine(value, f"{name}={shown(value)} is not one of {', '.join(map(repr, words))}")
