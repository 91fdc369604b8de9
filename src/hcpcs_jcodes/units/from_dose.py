"""From a dose to billing units: rounding, and nothing else."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final, Literal, overload

from ..amounts.amount import Amount, in_measure_of, refused_float
from ..amounts.arguments import is_given, shown, whole_number
from ..amounts.concentration import Concentration, read_concentration
from ..amounts.measures import COUNTED
from ..codes.code import BillingUnit, JCode
from ..codes.ledger import banded_siblings
from ..errors import AmbiguousDose, BadAmount, BadArgument, IncompatibleUnits, UnknownUnit
from .rounding import Rounding, Units, rounding_of

__all__ = [
    "PER_ADMINISTRATION",
    "amounts_of_one_unit",
    "billing_units",
    "exact_units",
    "not_a_version",
]

# more than any patient receives on one date: a larger count is a typing error
_CODE: Final = re.compile("[A-Z][0-9]{4}")
_MOST_THINGS: Final = 10**6
# one unit per administration, whatever the amount
PER_ADMINISTRATION: Final = frozenset({"dose", "treatment"})


@overload
def billing_units(
    code: JCode,
    dose: Amount | str | int,
    *,
    concentration: Concentration | str | None = None,
    component: str | None = None,
    rounding: Literal[Rounding.UP, Rounding.EXACT] = Rounding.UP,
) -> int: ...
@overload
def billing_units(
    code: JCode,
    dose: Amount | str | int,
    *,
    concentration: Concentration | str | None = None,
    component: str | None = None,
    rounding: Rounding,
) -> Units: ...
def billing_units(
    code: JCode,
    dose: Amount | str | int,
    *,
    concentration: Concentration | str | None = None,
    component: str | None = None,
    rounding: Rounding = Rounding.UP,
) -> Units:
    """The units to bill for a dose: the next whole number, at least 1.

    Args:
        code: the code version in force on the date of service.
        dose: everything given under this code on one date of service, as an
            Amount or a text with its unit. For a code that counts things (vials,
            implants), the number of them, such as ``"2 vials"`` or 2. For a code per
            dose or treatment, and for a code not otherwise classified (NOC), the dose
            of one administration, or the number of administrations.
        concentration: the strength, such as ``"50 mg/mL"``, if the dose is a
            volume and the code is billed by mass, or vice versa.
        component: which ingredient of a combination the dose is an amount of, if
            the code states several strengths.
        rounding: how a part of a unit is rounded; Medicare's rule by default.

    Returns:
        The number of billing units, 1 or more; a Decimal above zero if
        ``rounding`` keeps decimals.

    Raises:
        BadAmount: the dose is not an amount, is zero, or is not a whole number of
            units under ``Rounding.EXACT``.
        IncompatibleUnits: the dose and the billing unit measure different things.
        AmbiguousDose: the ingredient is not named, or the dose is outside the
            band of the code.
        UnknownUnit: the billing unit of this version is not known.
        BadArgument: the code is not a ``JCode`` but, say, its text.

    Source: Medicare Claims Processing Manual (IOM 100-04), ch. 17 §10; for codes
    per dose NCCI Policy Manual, ch. XII.

    >>> from hcpcs_jcodes import codeset
    >>> billing_units(codeset(2025)["J9312"], "715 mg")
    72
    """
    if not isinstance(code, JCode):
        raise not_a_version(code)
    if rounding is Rounding.UP:
        if isinstance(dose, str):
            dose = Amount(dose)
        if isinstance(dose, Amount) and component is concentration is None and dose.numerator:
            amount = code.billing_unit.amount
            if amount is not None and dose.unit.dimension == amount.unit.dimension:
                # nearly every dose is handled here: no Fraction is built
                return -(
                    -dose.numerator
                    * dose.unit.factor
                    * amount.denominator
                    // (dose.denominator * amount.numerator * amount.unit.factor)
                )
    units = exact_units(code, dose, concentration=concentration, component=component)
    return rounding_of(code, rounding).up(units)


def exact_units(
    code: JCode,
    dose: Amount | str | int,
    *,
    concentration: Concentration | str | None = None,
    component: str | None = None,
) -> Fraction:
    """How many billing units a dose is, before rounding.

    Doses under one code on one date are added up unrounded, and rounded once. The
    arguments and errors are those of :func:`billing_units`; for a code "up to"
    an amount it is the dose as a part of that amount.

    >>> from hcpcs_jcodes import codeset
    >>> exact_units(codeset(2025)["J9312"], "715 mg")
    Fraction(143, 2)
    """
    if not isinstance(code, JCode):
        raise not_a_version(code)
    unit = code.billing_unit
    if isinstance(dose, str):
        dose = Amount(dose)
    if not isinstance(dose, Amount):
        return Fraction(_count(code, unit, dose))
    if not dose.numerator:
        raise BadAmount(str(dose), f"a dose of {dose} is not billable: nothing was administered")
    if unit.kind in {"measured", "up_to"}:
        amount = unit.amount
        plain = concentration is None and component is None
        if plain and amount is not None and dose.unit.dimension == amount.unit.dimension:
            return dose.ratio_to(amount)  # nearly every dose
        return _measured(code, unit, dose, read_concentration(concentration), component)
    return Fraction(_whole(code, unit, dose))


def not_a_version(value: object) -> BadArgument:
    """The error for a value that is not a code version."""
    code = value if isinstance(value, str) and _CODE.fullmatch(value) else "J9312"
    return BadArgument(
        value,
        f"{shown(value)} is not a version of a code: pass a JCode, the one in force on the date "
        f"of service, such as codeset(2025)['{code}']",
    )


def _whole(code: JCode, unit: BillingUnit, dose: Amount) -> int:
    """The units of a code that is not billed by an amount."""
    match unit.kind:
        case "counted":
            if dose.unit.symbol == unit.counted:
                return _count(code, unit, dose.value)
            if unit.counted in PER_ADMINISTRATION and not _is_count(dose):
                return 1
            raise IncompatibleUnits(
                str(dose),
                f"{code.code} is billed per {unit.counted}, not by {dose.dimension} ({dose}): "
                f"pass the number, such as '1 {unit.counted}'",
            )
        case "banded":
            return _banded(code, unit, dose)
        case "unspecified":
            return _count(code, unit, dose.value) if _is_count(dose) else 1
        case _:
            raise UnknownUnit(
                code.code,
                f"the billing unit of {code.code} from {code.valid_from} is not known: "
                "look it up in CMS's file for that quarter",
            )


def _is_count(dose: Amount) -> bool:
    return dose.unit.dimension in COUNTED


def _measured(
    code: JCode,
    unit: BillingUnit,
    dose: Amount,
    concentration: Concentration | None,
    component: str | None,
) -> Fraction:
    wanted = amounts_of_one_unit(code, component, dose)
    for given in _as_given(dose, concentration):
        for amount in wanted:
            fitted = in_measure_of(given, amount)
            if fitted.unit.dimension == amount.unit.dimension:
                return fitted.ratio_to(amount)
    argument, hint = "dose", "give the dose in the unit of measure of the code"
    if "volume" in {dose.dimension, wanted[0].dimension} and concentration is None:
        argument = "concentration"
        hint = "pass the strength on the label with concentration="
    raise IncompatibleUnits(
        str(dose),
        f"{code.code} is billed per {unit}; {dose} is an amount of {dose.dimension}: {hint}",
        argument=argument,
    )


def amounts_of_one_unit(code: JCode, component: str | None, given: object) -> list[Amount]:
    """The amount of one unit, in each measure that the code states.

    Args:
        code: the code version.
        component: the ingredient of a combination.
        given: what was given, for texts.

    Raises:
        AmbiguousDose: the ingredient of a combination is not named, or there is none of
            that name.
    """
    unit = code.billing_unit
    if is_given(component):
        return _component(code, unit, component)
    if unit.amount is None:
        raise AmbiguousDose(
            str(given),
            f"{code.code} is a combination of {unit}: name the ingredient of the {given} with "
            f"component={unit.components[0][0]!r}",
            argument="component",
        )
    return [unit.amount] if unit.equivalent is None else [unit.amount, unit.equivalent]


def _as_given(dose: Amount, concentration: Concentration | None) -> list[Amount]:
    """The dose, and the same dose converted by its concentration."""
    if concentration is None:
        return [dose]
    if dose.dimension == "volume":
        return [dose, concentration.drug_in(dose)]
    if dose.dimension == concentration.drug.dimension:
        return [dose, concentration.volume_of(dose)]
    raise IncompatibleUnits(
        str(dose),
        f"{dose} cannot be converted by a concentration of {concentration}",
        argument="concentration",
    )


def _component(code: JCode, unit: BillingUnit, component: object) -> list[Amount]:
    """The amount of the ingredient that was named."""
    if not unit.components:
        raise AmbiguousDose(
            component,
            f"{code.code} has one strength, {unit}: omit component=",
            argument="component",
        )
    named = component.casefold().strip() if isinstance(component, str) else ""
    fitting = [amount for name, amount in unit.components if name == named] or [
        amount for name, amount in unit.components if named in name.split()
    ]
    if len(fitting) != 1:
        names = " or ".join(repr(name) for name, _ in unit.components)
        raise AmbiguousDose(
            component,
            f"{shown(component)} does not name one ingredient of {code.code}: pass component={names}",
            argument="component",
        )
    return fitting


def _banded(code: JCode, unit: BillingUnit, dose: Amount) -> int:
    """1 for a dose in the band; otherwise an error that names the code of the right band."""
    bound = unit.at_most or unit.above
    assert bound is not None
    if dose.unit.dimension != bound.unit.dimension:
        raise IncompatibleUnits(
            str(dose), f"{code.code} is for {unit}; {dose} is an amount of {dose.dimension}"
        )
    if _in_band(unit, dose):
        return 1
    others = dict.fromkeys(
        sibling.code for sibling in banded_siblings(code) if _in_band(sibling.billing_unit, dose)
    )
    right = f"bill {' or '.join(others)}" if others else "no code of this drug covers it"
    raise AmbiguousDose(
        str(dose), f"{code.code} is for {unit}; {dose} is outside that band: {right}"
    )


def _in_band(unit: BillingUnit, dose: Amount) -> bool:
    return (unit.above is None or dose > unit.above) and (
        unit.at_most is None or dose <= unit.at_most
    )


def _symbol(unit: BillingUnit) -> str:
    """The unit of measure in which a code counts; "" if it has none."""
    amount = unit.amount or unit.at_most or unit.above
    if amount is None and unit.components:
        amount = unit.components[0][1]
    return str(amount.unit) if amount else unit.counted or ""


def _count(code: JCode, unit: BillingUnit, number: object) -> int:
    """A number of things, for codes that count them."""
    if isinstance(number, float):
        raise refused_float(number, _symbol(unit), as_text=True)
    if not isinstance(number, Fraction):
        number, given = whole_number(number), number
    if number is None:
        such = f", such as {_symbol(unit)}" if _symbol(unit) else ""
        raise BadAmount(
            given,
            f"{shown(given)} is not a dose: pass a text with its unit{such}, or an Amount",
        )
    if number > _MOST_THINGS or number < -_MOST_THINGS:
        raise BadAmount(
            number,
            f"{shown(number)} is more than any patient receives on one date; pass the number given",
        )
    if unit.kind not in {"counted", "unspecified"}:
        symbol = _symbol(unit)
        fix = f"write '{number} {symbol}'" if symbol else "pass a text with its unit"
        raise BadAmount(number, f"{number} has no unit; {code.code} is billed per {unit}: {fix}")
    if number < 1 or number.denominator != 1:
        thing = unit.counted or "administration"
        raise BadAmount(
            number, f"{number} is not a valid count: pass a whole number, 1 {thing} or more"
        )
    return int(number)
