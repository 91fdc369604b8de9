"""Doses by weight or body surface area, and their rounding to container sizes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from ..amounts.amount import Amount
from ..amounts.arguments import LONGEST_TEXT, is_given, shown
from ..errors import BadAmount, IncompatibleUnits
from .containers import read_containers
from .totals import nearest_total

__all__ = ["dose_for"]

_PER: Final = re.compile(r"\s*/\s*|\s+per\s+", re.IGNORECASE)
# the lightest infant that has survived weighed 212 g and the heaviest person 635 kg, whose body
# surface by the formula of Mosteller is about 5.7 m2; a decimal comma read as one of thousands
# lies far outside
_SMALLEST: Final = {"weight": Amount("0.2 kg"), "surface": Amount("0.04 m2")}
_LARGEST: Final = {"weight": Amount("650 kg"), "surface": Amount("6 m2")}
_PERCENT: Final = re.compile(r"\s*(?P<number>[0-9]{1,2}(?:\.[0-9]{1,3})?)\s*(?:%|percent)\s*")


def dose_for(
    per: str,
    *,
    weight: Amount | str | None = None,
    surface: Amount | str | None = None,
    round_to: Iterable[Amount | str] | None = None,
    within: str | None = None,
) -> Amount:
    """The dose of a patient, from a dose per kilogram or per square meter.

    Args:
        per: the ordered dose, such as ``"6 mg/kg"`` or ``"375 mg/m2"``.
        weight: the weight, such as ``"42.7 kg"`` or ``"94 lb"``, from 0.2 to 650 kg.
        surface: the body surface area, such as ``"1.91 m2"``, from 0.04 to 6 m2.
        round_to: container sizes; the dose is rounded to their nearest total, at
            least one container, and if two are equally near, to the smaller. None for
            no rounding.
        within: round only if that changes the dose by at most this much, such
            as ``"10%"``; otherwise the dose is not rounded.

    Returns:
        The dose, exact.

    Raises:
        BadAmount: a text cannot be read, an amount is zero, the weight or surface is not one
            of a person, or rounding without ``within`` would more than double the dose.
        IncompatibleUnits: the dose is per weight and the surface was given, or
            the reverse, or a container is measured in another dimension.

    Rounding a dose is the prescriber's decision, so the default is no rounding.
    The Hematology/Oncology Pharmacy Association (2018) recommends rounding cancer
    drugs to a vial size within 10 percent.

    >>> dose_for("375 mg/m2", surface="1.91 m2")
    Amount('716.25 mg')
    >>> dose_for("375 mg/m2", surface="1.91 m2", round_to=["100 mg"], within="10%")
    Amount('700 mg')
    """
    drug, basis = _halves(per)
    if is_given(weight) == is_given(surface):
        raise BadAmount(per, f"{shown(per)}: pass the weight= or the surface= of the patient")
    name, dimension = ("surface", "area") if is_given(surface) else ("weight", "mass")
    patient = _patient(name, surface if is_given(surface) else weight)
    if patient.dimension != dimension or basis.dimension != dimension:
        raise IncompatibleUnits(
            str(patient),
            f"{per} and a {name} of {patient}: one is an amount of {basis.dimension}, "
            f"the other of {patient.dimension}",
        )
    if not (drug and basis and patient):
        raise BadAmount(per, f"{per} for {patient}: none of these may be zero")
    if not _SMALLEST[name] <= patient <= _LARGEST[name]:
        raise BadAmount(
            str(patient),
            f"{patient} is not the {name} of a person, which is {_SMALLEST[name]} to "
            f"{_LARGEST[name]}: check the decimal point and the unit",
        )
    dose = drug * patient.ratio_to(basis)
    if not is_given(round_to):
        if is_given(within):
            raise BadAmount(
                within, f"within={shown(within)} without round_to=: pass the vial sizes"
            )
        return dose
    rounded = nearest_total(dose, read_containers(round_to, "round_to"))  # type: ignore[arg-type]
    ratio = rounded.ratio_to(dose)
    if is_given(within):
        return dose if abs(ratio - 1) > _share(within) else rounded
    if ratio > 2:  # only a dose below the smallest container can be this far from every total
        raise BadAmount(
            str(dose),
            f"{dose} is less than half of {rounded}, the smallest container: pass within='10%' to "
            "round only a dose that is near, or omit round_to=",
        )
    return rounded


def _halves(per: object) -> tuple[Amount, Amount]:
    """The amount of drug, and the weight or surface area that it is per."""
    parts = _PER.split(per) if isinstance(per, str) and len(per) <= 2 * LONGEST_TEXT else ()
    if len(parts) != 2:
        raise BadAmount(
            per, f"{shown(per)} is not a dose per patient: write it in the form mg/kg or mg/m2"
        )
    drug, basis = parts
    try:
        return Amount(drug), Amount(basis if basis[:1].isdigit() else f"1 {basis}")
    except BadAmount as error:
        raise BadAmount(
            per,
            f"{shown(per)} is not a dose per patient, in the form mg/kg or mg/m2: {error.reason}",
        ) from None


_UNITS: Final = {"weight": "kg", "surface": "m2"}


def _patient(name: str, value: object) -> Amount:
    """The weight or surface area; the error for one without a unit names one."""
    if isinstance(value, Amount):
        return value
    if isinstance(value, str) and value.strip(" 0123456789.,"):
        return Amount(value)
    raise BadAmount(
        value,
        f"{shown(value)} is not a {name}: write it with its unit, such as {_UNITS[name]}",
    )


def _share(within: object) -> Fraction:
    text = within if isinstance(within, str) and len(within) <= LONGEST_TEXT else ""
    match = _PERCENT.fullmatch(text)
    if match is None:
        raise BadAmount(within, f"{shown(within)} is not a percentage: write it as '10%'")
    return Fraction(match["number"]) / 100
