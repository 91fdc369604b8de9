"""A code that another code migrates to, and the conversion of units to it."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from attrs import field, frozen

from ..amounts.amount import Amount
from ..amounts.arguments import is_given
from ..amounts.concentration import Concentration
from ..codes.code import JCode
from ..codes.successions import Succession
from ..errors import AmbiguousDose, IncompatibleUnits, NeedsDose, UnknownUnit
from ..units.conversions import span_of, whole_units
from ..units.from_dose import billing_units

__all__ = ["Dose", "Target"]

Dose = Amount | str | int

_WHY: Final = {
    "dose": "a unit may be any part of the amount, or something else",
    "concentration": "one of the units is a volume",
    "count": "one of the two codes counts things",
}
_NEEDED: Final = {
    "dose": "the dose",
    "concentration": "the concentration",
    "count": "a count of things, or the dose",
}
_FIX: Final = {
    "dose": "pass dose= to migrate()",
    "concentration": "pass dose= or concentration= to migrate()",
    "count": "pass dose= to migrate(), in what the new code counts or measures",
}


@frozen
class Target:
    """A code that replaces the old one on the other date.

    Attributes:
        version: the code version in force on that date.
        factor: how many of its units equal one old unit, exactly: the ratio of the two
            billing units; None if there is no such ratio.
        convert: "exact" if a count of old units gives one number, "range" if it
            gives several, otherwise what is needed: "dose", "concentration" or "count".
        takes: the products it is for, if several codes replace the old one.
        steps: the successions that lead to it, from the earlier date to the later.
        old: the version that is migrated.
        dose: the caller's dose; None if none was given.
        concentration: the caller's strength; None if none was given.
        component: the ingredient that the dose measures.
    """

    version: JCode
    factor: Fraction | None
    convert: str
    takes: tuple[str, ...]
    steps: tuple[Succession, ...]
    old: JCode = field(repr=False)
    dose: Dose | None = None
    concentration: Concentration | str | None = None
    component: str | None = None

    @property
    def code(self) -> str:
        """The code, such as "J9312"."""
        return self.version.code

    def units(self, units: int | None = None) -> int | tuple[int, int]:
        """The units of this code: for the dose, or for a count of old units.

        Args:
            units: how many units of the old code were billed or charted, a whole number
                of 1 or more; may be omitted if ``migrate`` was given the dose.

        Returns:
            One number if the dose is known or the conversion is exact. Otherwise the
            fewest and the most units that the old count can be: 8 units of 100 mg are
            any dose above 700 and up to 800 mg.

        Raises:
            NeedsDose: a count is not enough; the text states what is needed.
            AmbiguousDose: the dose is not that many old units.
            BadAmount: the count is below 1 or not whole.

        >>> from datetime import date
        >>> from hcpcs_jcodes import migrate
        >>> rituximab = migrate("J9310", on=date(2018, 6, 1), to=date(2019, 6, 1)).targets[0]
        >>> rituximab.units(8)
        (71, 80)
        """
        count = whole_units(units) if is_given(units) else None
        if self.dose is not None:
            if count is not None:
                self._check(count)
            return self._of_dose(self.version)
        if count is None:
            raise NeedsDose(
                self.code,
                f"no units to convert to {self.code}: pass the old units, or dose= to migrate()",
            )
        if self.factor is None:
            raise NeedsDose(
                count,
                f"{count} x {self.old.code} ({self.old.billing_unit}) does not determine the units of "
                f"{self.code} ({self.version.billing_unit}): {_WHY[self.convert]}; "
                f"{_FIX[self.convert]}",
            )
        fewest, most = span_of(count, self.factor)
        return most if self.convert == "exact" else (fewest, most)

    def _of_dose(self, version: JCode) -> int:
        assert self.dose is not None
        return billing_units(
            version, self.dose, concentration=self.concentration, component=self.component
        )

    def _check(self, count: int) -> None:
        """Refuse a dose that does not equal the old count."""
        try:
            billed = self._of_dose(self.old)
        except (IncompatibleUnits, UnknownUnit):
            return  # the old unit measures something else, so only the dose counts
        if billed != count:
            raise AmbiguousDose(
                self.dose,
                f"{self.dose} is {billed} units of {self.old.code}, not {count}: correct the "
                "dose or the units",
            )

    def __str__(self) -> str:
        """The code with its unit, the products it is for, and how units convert."""
        parts = [f"{self.code} ({self.version.billing_unit})"]
        if self.takes:
            parts.append(f"for {', '.join(self.takes)}")
        if self.dose is not None:
            parts.append(f"{self.dose} = {self.units()} units")
        elif self.factor is None:
            parts.append(f"units need {_NEEDED[self.convert]}")
        elif self.factor == 1:
            parts.append("units unchanged")
        else:
            precision = "exactly" if self.convert == "exact" else "as a range"
            parts.append(f"units x {self.factor}, {precision}")
        return ", ".join(parts)
