"""The fixed words of the library, each listed once.

A ``Literal`` lets a type checker catch a typo; the tuple beside it lists the same words for a
program, such as a drop-down list.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

__all__ = [
    "ADMINISTRATION_SETTINGS",
    "BASES",
    "CONTAINERS",
    "FAMILIES",
    "MIGRATION_KINDS",
    "OUTCOMES",
    "QUALIFIERS",
    "ROUTES",
    "SETTINGS",
    "SIDES",
    "TECHNIQUES",
    "UNIT_KINDS",
    "AdministrationSetting",
    "Basis",
    "Container",
    "Family",
    "MigrationKind",
    "Outcome",
    "Qualifier",
    "Route",
    "Setting",
    "Side",
    "Technique",
    "UnitKind",
]

Setting = Literal["professional", "facility", "supplier"]
SETTINGS: Final[tuple[Setting, ...]] = get_args(Setting)
"""Who bills: practitioners, outpatient hospitals, or DME suppliers."""

AdministrationSetting = Literal["professional", "facility"]
ADMINISTRATION_SETTINGS: Final[tuple[AdministrationSetting, ...]] = get_args(AdministrationSetting)
"""Where drugs are administered; a DME supplier administers none."""

Container = Literal["single-dose", "single-use", "multi-dose", "bulk"]
CONTAINERS: Final[tuple[Container, ...]] = get_args(Container)
"""The kind of container, as its label states it."""

Qualifier = Literal["UN", "ML", "GR", "F2", "ME"]
QUALIFIERS: Final[tuple[Qualifier, ...]] = get_args(Qualifier)
"""The unit of measure of an NDC quantity: each, milliliter, gram, international unit, milligram."""

Route = Literal[
    "buccal",
    "catheter clearance",
    "endotracheal",
    "enteral",
    "epidural",
    "extracorporeal",
    "hepatic arterial",
    "infiltration",
    "inhalation",
    "intra-arterial",
    "intra-articular",
    "intracameral",
    "intracameral implant",
    "intracavernosal",
    "intracoronary",
    "intradermal",
    "intradetrusor",
    "intralesional",
    "intramuscular",
    "intraocular",
    "intraosseous",
    "intraperitoneal",
    "intrapleural",
    "intrathecal",
    "intrauterine",
    "intravenous",
    "intraventricular",
    "intravesical",
    "intravitreal",
    "intravitreal implant",
    "lacrimal insert",
    "nasal",
    "none",
    "ophthalmic",
    "oral",
    "otic",
    "perineural",
    "pyelocalyceal",
    "rectal",
    "retrobulbar",
    "sinus implant",
    "subconjunctival",
    "subcutaneous",
    "subdermal implant",
    "subretinal",
    "suprachoroidal",
    "surgical site",
    "topical",
    "transdermal",
    "urethral",
    "vaginal",
]
ROUTES: Final[tuple[Route, ...]] = get_args(Route)
"""The routes of administration that the rules cover; "none" if nothing goes into the body."""

Technique = Literal[
    "infusion",
    "push",
    "pump",
    "injection",
    "on-body injector",
    "flush",
    "carrier",
    "procedure",
    "refill",
    "access",
    "visit",
    "unlisted",
    "none",
]
TECHNIQUES: Final[tuple[Technique, ...]] = get_args(Technique)
"""How a drug is given, as it is charted."""

Family = Literal["complex", "hormonal", "therapeutic", "hydration"]
FAMILIES: Final[tuple[Family, ...]] = get_args(Family)
"""The families of administration codes."""

Side = Literal["right", "left"]
SIDES: Final[tuple[Side, ...]] = get_args(Side)
"""The sides of the body."""

Outcome = Literal[
    "accepted", "refused", "reported", "needs_documentation", "not_reported", "not_checked"
]
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
"""The outcomes for a pair of codes, an event or a line."""

UnitKind = Literal["measured", "up_to", "counted", "banded", "unspecified", "unknown"]
UNIT_KINDS: Final[tuple[UnitKind, ...]] = get_args(UnitKind)
"""The kinds of billing units."""

MigrationKind = Literal[
    "unchanged",
    "reworded",
    "rescoped",
    "replaced",
    "split",
    "merged",
    "redefined",
    "reused",
    "reinstated",
    "ended",
    "added",
]
MIGRATION_KINDS: Final[tuple[MigrationKind, ...]] = get_args(MigrationKind)
"""What happened to a code between two dates."""

Basis = Literal["of the quarter", "same before and after", "nearest"]
BASES: Final[tuple[Basis, ...]] = get_args(Basis)
"""How an answer from a quarterly table rests on it: the quarter of the date is included; the
included quarters before and after it say the same; the nearest was taken on request."""
