"""Charts with vials at random: real codes, with their packages, brands and names."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any, Final

from attrs import evolve, frozen

from hcpcs_jcodes import (
    ACQUIRED,
    Administration,
    Amount,
    Claim,
    JCodesError,
    Ndc,
    Payer,
    build_claim,
    codeset,
    resolve,
    sizes_of,
)

DAYS: Final = (date(2025, 8, 1), date(2024, 8, 1), date(2026, 10, 1))
_MOST_DRUGS: Final = 120
_FRACTIONS: Final = (1, 1, Fraction(3, 4), Fraction(99, 100), Fraction(1, 2), Fraction(7, 20))
_WAYS: Final = (
    ("intravenous", "infusion"),
    ("intravenous", "push"),
    ("subcutaneous", "injection"),
    ("intramuscular", "injection"),
)
COMMERCIAL: Final = Payer.commercial()
PAYERS: Final = (
    Payer.medicare(),
    Payer.medicare(),
    Payer.medicare_advantage(),
    COMMERCIAL,
    COMMERCIAL.replace(
        name="Acme",
        discarded_from="not used",
        zero_discarded_from="not used",
        repeat_modifier="76",
        over_limit_modifier="59",
        repeated_injection="each",
    ),
    Payer.medicaid(),
)


@frozen
class Drug:
    """A code with the packages of a quarter.

    Attributes:
        code: the code.
        names: its number, brands and names; each has this code alone on the date.
        packages: the amount of each container, and its NDC.
        family: one that the drug may be of.
        ways: routes with techniques by which it is given.
    """

    code: str
    names: tuple[str, ...]
    packages: tuple[tuple[Amount, Ndc], ...]
    family: str
    ways: tuple[tuple[str, str], ...]


@cache
def drugs(on: date) -> tuple[Drug, ...]:
    """Codes that are measured by weight or in units, of which the containers are known."""
    found = []
    for code, version in sorted(codeset(on).items()):
        unit = version.billing_unit
        if unit.kind != "measured" or version.is_noc or unit.components:
            continue
        try:
            sizes = sizes_of(code, on=on)
        except JCodesError:
            continue
        packages = tuple(
            (size, ndcs[0])
            for size, ndcs in sizes.items()
            if unit.amount is not None and size.dimension == unit.amount.dimension
        )
        if packages:
            family = "complex" if "antineoplastic" in version.drug.classes else "therapeutic"
            ways = tuple(way for way in _WAYS if way[0] in version.drug.routes)
            if ways:
                found.append(Drug(code, _names(code, on), packages, family, ways))
    random = Random(on.year)  # noqa: S311 - no secret
    return tuple(random.sample(found, _MOST_DRUGS))


def _names(code: str, on: date) -> tuple[str, ...]:
    version = codeset(on)[code]
    listed = (version.drug.name, *version.drug.brands)
    alone = (name for name in listed if name and resolve(name, on=on).code == code)
    return (code, *dict.fromkeys(alone))


def _event(random: Random, drug: Drug, start: datetime, *, known: bool) -> Administration:
    """A dose from some containers of one package; what is not known is left out at times."""
    size, ndc = random.choice(drug.packages)
    opened = [size] * random.randint(1, 4)
    dose = size * len(opened) * random.choice(_FRACTIONS)
    route, technique = random.choice(drug.ways)
    facts: dict[str, Any] = {
        "dose": dose,
        "opened": opened,
        "container": "single-dose",
        "ndc": random.choice([ndc, None]),
        "family": drug.family,
    }
    stop = start + timedelta(minutes=random.choice([16, 30, 60, 91]))
    if technique == "infusion":
        facts["stop"] = stop
    if technique == "push":
        facts["attended"] = True
    if not known:
        for name in ("opened", "container", "ndc", "family", "stop", "attended", "dose"):
            if name in facts and random.random() < 0.25:
                del facts[name]
    name = random.choice(drug.names)
    return Administration(name, route, technique, start, **facts)  # type: ignore[arg-type]


def chart(random: Random, *, number: int | None = None, known: bool = True) -> list[Administration]:
    """Some events of a day, some of them of the same drug, one after the other."""
    on = random.choice(DAYS)
    picked = random.sample(drugs(on), random.randint(1, 4))
    events = []
    clock = datetime.combine(on, time(7))
    for _ in range(number or random.randint(1, 6)):
        drug = random.choice(picked)
        events.append(_event(random, drug, clock, known=known))
        clock += timedelta(minutes=100)
    return events


def spoiled(random: Random, events: list[Administration]) -> list[Administration]:
    """The chart with what charts have: names that no code has, drug of others, doses not given."""
    found = []
    for event in events:
        roll = random.random()
        changed = event
        if roll < 0.1:
            name = random.choice(["zzqqx", "zzqqxmab", "JO129", "rituximab", "J0000", "abacavir"])
            changed = evolve(event, drug=name)
        elif roll < 0.2:
            changed = evolve(event, acquired=random.choice(ACQUIRED))
        elif roll < 0.25:
            changed = evolve(event, not_given="refused", stop=None)
        elif roll < 0.3:
            changed = Administration("heparin", "intravenous", "flush", event.start)
        elif roll < 0.35 and event.stop is not None:
            changed = evolve(event, stopped_early=True)
        elif roll < 0.4:
            changed = evolve(event, shared=True)
        elif roll < 0.45:
            changed = evolve(event, dose="10 mL")
        found.append(changed)
    return found


def facts(random: Random) -> dict[str, Any]:
    """A payer and a setting."""
    setting = random.choice(["professional", "facility"])
    place = random.choice(["11", "19", "31", None]) if setting == "professional" else None
    return {"payer": random.choice(PAYERS), "setting": setting, "place_of_service": place}


def claim_of_seed(seed: int) -> Claim:
    """The claim of the visit of eight events with this number."""
    events = chart(Random(seed), number=8)  # noqa: S311 - no secret
    return build_claim(events, payer="medicare", setting="facility")
