"""Clean claims of many kinds: those of an infusion center's file, and others by hand."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final, NamedTuple

from hcpcs_jcodes import Administration, Claim, Payer, Rounding, build_claim
from tests.charts import at
from tests.infusions import RITUXIMAB, USED_UP, infused, pushed

_FILE: Final = Path(__file__).parents[2] / "docs" / "infusion-center.csv"
_GIVEN: Final[dict[str, tuple[Any, Any]]] = {
    "IVPB": ("IV", "infusion"),
    "IVP": ("IV", "push"),
    "KVO": ("IV", "carrier"),
    "PUMP": ("IV", "pump"),
    "FLUSH": ("IV", "flush"),
    "SQ": ("SQ", "injection"),
    "IM": ("IM", "injection"),
}
_FORMULARY: Final[dict[str, tuple[Any, str]]] = {
    "0.9% NaCl": ("hydration", "J7030"),
    "Yartemlea": ("therapeutic", "J3590"),
}
_BIOLOGICS: Final = ("J1745", "Q5103", "J2350", "J3380", "J3358", "J1300", "J1299")
_FAMILIES: Final = {**dict.fromkeys(_BIOLOGICS, "complex"), "J0897": "therapeutic"}
MEDICARE: Final = Payer.medicare().replace(families=_FAMILIES)
PLAN: Final = Payer.commercial().replace(
    name="Plan X",
    families=_FAMILIES,
    rounding=Rounding.HUNDREDTHS,
    cms_mue=True,
    cms_edits=True,
    discarded_from="not used",
    zero_discarded_from="not used",
)


class Clean(NamedTuple):
    """A claim that an office would send as it is."""

    name: str
    claim: Claim
    payer: Payer


def _event(row: dict[str, str]) -> Administration:
    route, technique = _GIVEN[row["rte"]]
    family, code = _FORMULARY.get(row["med"], ("", ""))
    return Administration(
        row["med"],
        route,
        technique,
        f"{row['dos']} {row['beg']}",
        f"{row['dos']} {row['end']}" if row["end"] else None,
        family,
        code=code,
        dose=row["dose"] or None,
        opened=row["vials"].split(" + ") if row["vials"] else None,
        container=row["pkg"].replace("PFS", "single-dose") or None,  # type: ignore[arg-type]
        ndc=row["ndc"] or None,
    )


def _of_center() -> Iterator[Clean]:
    with _FILE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for visit, each in groupby(rows, lambda row: row["visit"]):
        chart = [_event(row) for row in each]
        for payer, setting in (
            (MEDICARE, "professional"),
            (MEDICARE, "facility"),
            (PLAN, "professional"),
            (PLAN, "facility"),
        ):
            claim = build_claim(
                chart,
                payer=payer,
                setting=setting,  # type: ignore[arg-type]
                place_of_service="11" if setting == "professional" else "22",
                nearest=True,
            )
            yield Clean(f"visit {visit}, {payer.name}, {setting}", claim, payer)


def _shot(drug: str, dose: str, route: Any = "intramuscular", **more: Any) -> Administration:
    return Administration(drug, route, "injection", at(9), dose=dose, **more)


_SINGLE: Final[dict[str, Any]] = {"container": "single-dose"}
_CHARTS: Final[dict[str, list[Administration]]] = {
    "rituximab with JW": [infused("J9312", hours=4, **RITUXIMAB)],
    "infliximab used up": [infused("J1745", "300 mg", hours=2, **USED_UP)],
    "biosimilar by brand": [infused("Inflectra", "300 mg", hours=2, **USED_UP)],
    "antiemetic before chemotherapy": [
        pushed("J2405", "8 mg", opened=["2 x 4 mg"], **_SINGLE),
        infused("J9000", "90 mg", opened=["50 mg", "2 x 20 mg"], **_SINGLE),
    ],
    "antibiotic into a muscle": [_shot("J0696", "1 g", opened=["1 g"], **_SINGLE)],
    "from a multi-dose vial": [_shot("J3420", "1000 mcg", container="multi-dose")],
    "denosumab": [_shot("J0897", "60 mg", "subcutaneous", opened=["60 mg"], **_SINGLE)],
    "iron": [infused("J1756", "200 mg", opened=["2 x 100 mg"], **_SINGLE)],
    "methotrexate below the skin": [
        _shot("J9250", "15 mg", "subcutaneous", container="multi-dose")
    ],
    "pembrolizumab": [infused("J9271", "200 mg", opened=["2 x 100 mg"], **_SINGLE)],
}


def _by_hand() -> Iterator[Clean]:
    for name, chart in _CHARTS.items():
        for payer, setting in ((MEDICARE, "professional"), (MEDICARE, "facility")):
            claim = build_claim(
                chart,
                payer=payer,
                setting=setting,  # type: ignore[arg-type]
                place_of_service="11" if setting == "professional" else None,
                nearest=True,
            )
            yield Clean(f"{name}, {setting}", claim, payer)


@cache
def clean_claims() -> tuple[Clean, ...]:
    """Those with nothing to settle or to look at again."""
    return tuple(
        each
        for each in (*_of_center(), *_by_hand())
        if each.claim.ready
        and all(question.severity == "note" for question in each.claim.questions)
    )
