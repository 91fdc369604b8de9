"""NDC quantities: how much of a package a claim line reports, in the package's unit of measure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

from attrs import frozen

from ..amounts.amount import Amount, decimal_text, exact_ratio, printed_ratio, refused_float
from ..amounts.arguments import LONGEST_TEXT, shown, whole_number
from ..amounts.concentration import Concentration, read_concentration
from ..amounts.measures import COUNTED
from ..errors import BadAmount, BadClaimLine, IncompatibleUnits
from ..words import QUALIFIERS

__all__ = ["NdcQuantity"]

_WORDS: Final[Mapping[str, str]] = {
    "UN": "each",
    "ML": "milliliter",
    "GR": "gram",
    "F2": "international unit",
    "ME": "milligram",
}
_SYMBOLS: Final = {"ML": "mL", "GR": "g", "ME": "mg"}
_MEASURED: Final = {
    "UN": COUNTED,
    "ML": frozenset({"volume"}),
    "GR": frozenset({"mass"}),
    "ME": frozenset({"mass"}),
    # a plain unit is the unit on the product's own label
    "F2": frozenset({"international units", "units"}),
}
_WORDED: Final = ", ".join(f"{symbol} ({word})" for symbol, word in _WORDS.items())
# how NCPDP, hospitals and UCUM write the same units of measure
_ALSO_WRITTEN: Final[Mapping[str, str]] = {
    "EA": "UN",
    "EACH": "UN",
    "GM": "GR",
    "G": "GR",
    "MG": "ME",
    "IU": "F2",
    "[IU]": "F2",
}
_QUANTITY: Final = (
    r"(?i)\s*(?P<before>" + "|".join((*QUALIFIERS, "EA", "GM")) + r")?\s*"
    r"(?P<number>[0-9]{1,40}(?:\.[0-9]{0,40}|/(?P<below>[1-9][0-9]{0,39}))?|\.[0-9]{1,40})"
    r"\s*(?P<after>[A-Z][A-Z0-9]*|\[IU\])?\s*"
)
# type R of X12 has room for 15 digits, the paper form for 8 before the point and 3 after it
_MOST: Final = 10**15
_MOST_ON_PAPER: Final = 10**8
# as NdcQuantity prints a ratio of two numbers of 40 digits
_LONGEST: Final = LONGEST_TEXT + 20
_PLACES: Final = 3
_MOST_PLACES: Final = 6


@frozen(init=False, repr=False)
class NdcQuantity:
    """The quantity of an NDC on a claim line, as opposed to the units of its HCPCS code.

    Args:
        quantity: a text with its qualifier (``"ML10"``, ``"10 ML"``), or a number
            above 0 as int, Decimal, Fraction or text.
        qualifier: the unit of measure, if the text does not include it: UN (each,
            as for vials of powder), ML (milliliter, for liquids), GR (gram, for
            creams and powders), F2 (international unit, for clotting factors) or ME
            (milligram, which several payers refuse: no NDC is measured in it). EA and
            GM, as NCPDP has them, are UN and GR.

    Attributes:
        quantity: the exact number.
        qualifier: the unit of measure, in capitals.

    Raises:
        BadClaimLine: not a number above 0, a float, more than 15 digits, or not a
            known qualifier.

    Source: NUCC 1500 instructions, item 24; X12 RFI 1924 and RFI 2151; NCPDP, Billing Unit
    Standard (EA, GM and ML).

    >>> NdcQuantity("ML10") == NdcQuantity(10, "ML")
    True
    """

    quantity: Fraction
    qualifier: str

    def __init__(
        self, quantity: str | int | Decimal | Fraction, qualifier: str | None = None
    ) -> None:
        if isinstance(quantity, str):
            number, named = _parsed(quantity, qualifier)
        else:
            number, named = _number(quantity, qualifier), qualifier
        symbol = named[:_LONGEST].strip().upper() if isinstance(named, str) else ""
        symbol = _ALSO_WRITTEN.get(symbol, symbol)
        if symbol not in _WORDS:
            raise BadClaimLine(
                quantity if qualifier is None else qualifier,
                f"{shown(quantity)} has no qualifier: pass one of {_WORDED}"
                if named is None
                else f"{shown(named)} is not a unit of measure for an NDC; use one of {_WORDED}",
            )
        if not 0 < number < _MOST:
            raise BadClaimLine(
                quantity,
                f"{shown(quantity)} is not an NDC quantity: it must be more than 0 and have at most 15 "
                "digits before the point",
            )
        self.__attrs_init__(number, symbol)

    @classmethod
    def of_dose(
        cls,
        dose: Amount | str,
        qualifier: str,
        *,
        concentration: Concentration | str | None = None,
    ) -> NdcQuantity:
        """The quantity of a dose from the label alone, for any product.

        Args:
            dose: the dose, as an Amount or a text with its unit.
            qualifier: the unit of measure to report.
            concentration: the strength on the label, if only one of the dose and
                the qualifier is a volume.

        Raises:
            IncompatibleUnits: the dose cannot be reported in that unit of measure.
            BadClaimLine: there is no such qualifier, or the dose is zero.
            BadAmount: the dose or the concentration cannot be read.

        Source: Texas Medicaid Provider Procedures Manual, December 2016, 9.2.39.

        >>> NdcQuantity.of_dose("220 mg", "ML", concentration="440 mg/20 mL")
        NdcQuantity('10 ML')
        """
        measure = cls(1, qualifier).qualifier
        amount = dose if isinstance(dose, Amount) else Amount(dose)
        equivalents = [amount]
        strength = read_concentration(concentration)
        if strength is not None:
            if amount.dimension == "volume":
                equivalents.append(strength.drug_in(amount))
            elif amount.dimension == strength.drug.dimension:
                equivalents.append(strength.volume_of(amount))
        for each in equivalents:
            if each.dimension in _MEASURED[measure]:
                symbol = _SYMBOLS.get(measure)
                return cls(each.value if symbol is None else each.to(symbol).value, measure)
        raise IncompatibleUnits(
            str(amount),
            f"{amount} is an amount of {amount.dimension} and cannot be reported as {measure} "
            f"({_WORDS[measure]}): pass the strength on the label with "
            "concentration=, or another qualifier",
        )

    def is_exact(self, places: int = _PLACES) -> bool:
        """Whether the quantity fits in this many decimal places without rounding."""
        return not Fraction(10) ** _checked(places) * self.quantity % 1

    def decimal(self, places: int = _PLACES) -> Decimal:
        """The quantity as a decimal number, as in X12: no trailing zeros or decimal point.

        Args:
            places: decimal places, 0 to 6; further places are rounded half up
                (see ``is_exact``).

        Raises:
            BadClaimLine: nothing is left after rounding, or places is out of range.

        >>> str(NdcQuantity("400/3 ML").decimal())
        '133.333'
        """
        places = _checked(places)
        scaled = (self.quantity * 10**places * 2 + 1) // 2
        if not scaled:
            raise BadClaimLine(
                str(self),
                f"{self} rounds to 0 at {places} decimal places: use a smaller unit of measure, "
                "such as ME for GR",
            )
        return Decimal(decimal_text(Fraction(scaled, 10**places)))

    @property
    def on_paper(self) -> str:
        """The quantity as on the paper form, such as "ML10", with at most 8 digits before and 3 after the point.

        Raises:
            BadClaimLine: it does not fit.
        """
        number = self.decimal()
        if number >= _MOST_ON_PAPER:
            raise BadClaimLine(
                str(self),
                f"{self} has more than 8 digits before the point, more than the paper form has "
                "room for: report it on more than one line",
            )
        return f"{self.qualifier}{number}"

    def __str__(self) -> str:
        return f"{decimal_text(self.quantity)} {self.qualifier}"

    def __repr__(self) -> str:
        return f"NdcQuantity({str(self)!r})"


def _checked(places: object) -> int:
    number = whole_number(places)
    if number is None or not 0 <= number <= _MOST_PLACES:
        raise BadClaimLine(
            places, f"{shown(places)} decimal places: pass a whole number from 0 to {_MOST_PLACES}"
        )
    return number


def _parsed(text: str, qualifier: str | None) -> tuple[Fraction, str | None]:
    """The number and the qualifier in a text, or the qualifier passed with it."""
    match = re.fullmatch(_QUANTITY, text) if len(text) <= _LONGEST else None
    if match is None:
        raise BadClaimLine(
            text,
            f"{shown(text)} is not an NDC quantity; write it as '10 ML' or 'ML10', "
            "without commas and signs",
        )
    named = [each for each in (match["before"], match["after"], qualifier) if each is not None]
    if len(named) > 1:
        raise BadClaimLine(
            text, f"{shown(text)} has more than one unit of measure: pass one, such as '10 ML'"
        )
    number = match["number"]
    below = match["below"]
    ratio = printed_ratio(number.partition("/")[0], below) if below else Fraction(number)
    if ratio is None:
        raise BadClaimLine(
            text, f"{shown(text)} is two numbers: pass the one quantity, such as '10 ML'"
        )
    return ratio, named[0] if named else None


def _number(value: object, qualifier: str | None) -> Fraction:
    if isinstance(value, float):
        unit = qualifier if isinstance(qualifier, str) else "ML"
        raise refused_float(value, unit)
    try:
        return Fraction(*exact_ratio(value, ""))
    except BadAmount as error:
        raise BadClaimLine(value, error.reason) from None
