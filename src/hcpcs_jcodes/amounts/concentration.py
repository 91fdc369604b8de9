"""Concentrations: how much drug is in a volume."""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen

from ..errors import BadAmount
from .amount import Amount
from .arguments import LONGEST_TEXT, is_given, shown

__all__ = ["Concentration", "read_concentration"]

_PER: Final = r"(?i)\s*/\s*|\s+per\s+"


@frozen(init=False)
class Concentration:
    """How much drug a volume contains, such as 50 mg/mL or 250 mg/5 mL.

    Args:
        text: an amount of drug, a slash or "per", and a volume.

    Raises:
        BadAmount: the text does not have that form.

    >>> Concentration("250 mg/5 mL").drug_in(Amount("20 mL"))
    Amount('1000 mg')
    """

    drug: Amount
    volume: Amount

    def __init__(self, text: str) -> None:
        given: object = text
        fits = isinstance(given, str) and len(given) <= 2 * LONGEST_TEXT
        parts = re.split(_PER, given) if fits else []  # type: ignore[call-overload]
        if len(parts) != 2:
            raise BadAmount(
                text,
                f"{shown(text)} is not a concentration: write it as the label does, drug per volume, in the form mg/mL",
            )
        above, below = parts
        try:
            drug = Amount(above)
            volume = Amount(below if below[:1].isdigit() or below[:1] == "." else f"1 {below}")
        except BadAmount as error:
            raise BadAmount(text, f"{shown(text)} is not a concentration: {error.reason}") from None
        if volume.dimension != "volume" or drug.dimension == "volume" or not drug or not volume:
            raise BadAmount(
                text,
                f"{shown(text)} is not an amount of drug in a volume: write it as the label does, in the form mg/mL",
            )
        self.__attrs_init__(drug, volume)

    def drug_in(self, volume: Amount) -> Amount:
        """The amount of drug in a volume.

        Raises:
            IncompatibleUnits: it is not a volume.
            BadAmount: it is not an amount at all.
        """
        return self.drug * _amount(volume).ratio_to(self.volume)

    def volume_of(self, drug: Amount) -> Amount:
        """The volume that contains an amount of drug.

        Raises:
            IncompatibleUnits: the drug is measured in something else.
            BadAmount: it is not an amount at all.
        """
        return self.volume * _amount(drug).ratio_to(self.drug)

    def __str__(self) -> str:
        return f"{self.drug}/{self.volume}"


def _amount(value: object) -> Amount:
    return value if isinstance(value, Amount) else Amount(value)  # type: ignore[arg-type]


def read_concentration(given: object) -> Concentration | None:
    """The concentration, also from its text; None if none was given.

    Raises:
        BadAmount: it is not a concentration.

    >>> str(read_concentration("50 mg/mL"))
    '50 mg/1 mL'
    """
    if isinstance(given, Concentration):
        return given
    if not is_given(given):
        return None
    return Concentration(given)  # type: ignore[arg-type]
