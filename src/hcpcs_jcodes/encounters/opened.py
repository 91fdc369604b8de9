"""What a chart says of the vials: read when an administration is charted, never counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from ..amounts.amount import Amount
from ..amounts.arguments import checked_flag, is_given, shown
from ..amounts.concentration import Concentration, read_concentration
from ..amounts.rate import rate_in
from ..errors import BadAdministration, BadAmount
from ..ndc.numbers import Ndc, ProductNdc
from ..ndc.readings import ndc_or_product
from ..vials.containers import checked_container, labeled_total
from ..vials.products import Given, read_discarded, read_opened
from ..vials.spellings import word_meant
from ..words import ACQUIRED, WHY_STOPPED

__all__ = [
    "OF_ONE_PRODUCT",
    "READERS",
    "amount_or_rate",
    "any_amount",
    "any_concentration",
    "any_containers",
    "any_ndc",
    "any_products",
    "totals_of",
]


# --- what may be passed, for a type checker: it is read once the event is known ---------------


def any_containers(value: Iterable[Amount | str] | Amount | None) -> tuple[Amount, ...] | None:
    """Containers as they were passed."""
    return value  # type: ignore[return-value]


def any_amount(value: Amount | str | None) -> Amount | None:
    """An amount as it was passed."""
    return value  # type: ignore[return-value]


def any_ndc(value: Ndc | ProductNdc | str | None) -> Ndc | ProductNdc | None:
    """An NDC as it was passed."""
    return value  # type: ignore[return-value]


def any_concentration(value: Concentration | str | None) -> Concentration | None:
    """A concentration as it was passed."""
    return value  # type: ignore[return-value]


def any_products(value: Given | Iterable[Given] | None) -> tuple[Given, ...]:
    """Products as they were passed; none are an empty tuple."""
    return () if value is None else value  # type: ignore[return-value]


# --- how each is read -------------------------------------------------------------------------


def _ndc(value: object) -> Ndc | ProductNdc | None:
    return ndc_or_product(value) if is_given(value) else None  # type: ignore[arg-type]


def _products(value: object) -> tuple[Given, ...]:
    if isinstance(value, Given):
        return (value,)
    if not is_given(value):
        return ()
    if isinstance(value, tuple | list) and all(isinstance(each, Given) for each in value):
        return tuple(value)
    raise BadAmount(
        value,
        f"products={shown(value)} is not a list of Given: pass [Given('500 mg', ndc=...)]",
        argument="products",
    )


def _ordered(value: object) -> Amount | None:
    if not is_given(value):
        return None
    amount = value if isinstance(value, Amount) else Amount(value)  # type: ignore[arg-type]
    if not amount:
        raise BadAmount(
            value, f"ordered={shown(value)}: nothing was ordered: omit it", argument="ordered"
        )
    return amount


def _shared(value: object) -> bool | None:
    return checked_flag(value, "shared") if is_given(value) else None


def _word_of(name: str, words: Sequence[str]) -> Callable[[object], str | None]:
    def reading(value: object) -> str | None:
        if not is_given(value):
            return None
        word = word_meant(name, value, words)
        if word is None:
            listed = ", ".join(map(repr, words))
            raise BadAdministration(
                value, f"{name}={shown(value)} is not one of {listed}", argument=name
            )
        return word

    return reading


READERS: Final[Mapping[str, Callable[..., object]]] = {
    "opened": read_opened,
    "discarded": read_discarded,
    "container": checked_container,
    "ndc": _ndc,
    "concentration": read_concentration,
    "products": _products,
    "acquired": _word_of("acquired", ACQUIRED),
    "shared": _shared,
    "ordered": _ordered,
    "why_stopped": _word_of("why_stopped", WHY_STOPPED),
}
"""How each field is read; each raises an error of its own kind."""
OF_ONE_PRODUCT: Final = ("opened", "discarded", "container", "ndc", "concentration")


# --- the dose of several products ---------------------------------------------------------------


def totals_of(products: Sequence[Given]) -> tuple[Amount, ...]:
    """The doses of all products together: as charted, and as the amount of drug.

    Volumes of several strengths are not a volume of anything, so they count as the drug in them.

    Returns:
        The same total in each kind of measure in which it can be stated, as charted first; none
        if a dose is a count of doses or treatments.

    Raises:
        BadAmount: a dose is no amount, nothing was given of a product, or the doses are in
            kinds of measure that cannot be added.

    >>> totals_of([Given("500 mg"), Given("0.2 g")])
    (Amount('700 mg'),)
    """
    amounts: list[Amount] = []
    drugs: list[Amount] = []
    strengths = set()
    counted = False
    for product in products:
        strength = product.concentration
        strengths.add(strength)
        for dose in product.administered:
            if isinstance(dose, int):
                counted = True
                continue
            amount = dose if isinstance(dose, Amount) else Amount(dose)
            if not amount:
                raise BadAmount(
                    dose,
                    f"{amount} in products: nothing was given: leave it out",
                    argument="products",
                )
            is_volume = amount.dimension == "volume"
            amounts.append(amount)
            drugs.append(strength.drug_in(amount) if strength and is_volume else amount)
    if counted or not amounts:
        return ()
    volume = amounts[0].dimension == "volume"
    found = [amounts] if not (volume and len(strengths) > 1) else []
    totals = tuple(
        dict.fromkeys(
            labeled_total(each)
            for each in (*found, drugs)
            if len({amount.dimension for amount in each}) == 1
        )
    )
    if not totals:
        raise BadAmount(
            str(amounts[0]),
            "the doses in products cannot be added: chart them in one kind of measure, or volumes "
            "with the concentration= of each",
            argument="products",
        )
    return totals


def amount_or_rate(dose: object, minutes: int | None) -> Amount | str:
    """The amount that a text states, by itself or as a rate; a rate without its minutes.

    Raises:
        BadAmount, UnknownUnit: it states none.
    """
    rate = rate_in(dose) if isinstance(dose, str) else None
    if rate is None:
        return Amount(dose)  # type: ignore[arg-type]
    return str(dose) if minutes is None else rate.over(minutes)
