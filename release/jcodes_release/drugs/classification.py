"""How each drug is given (routes), and the classes that matter for billing it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from attrs import frozen

from hcpcs_jcodes.tables import LIST_SEPARATOR

from ..readers.table_of_drugs import DrugEntry

__all__ = [
    "CLASSIFICATION_COLUMNS",
    "Classified",
    "Listings",
    "classification_rows",
]

CLASSIFICATION_COLUMNS = (
    "code",
    "valid_from",
    "routes",
    "routes_evidence",
    "classes",
    "classes_evidence",
)
# the FDA's word for a route, and ours; "" for a word that is of no use here
_FDA_ROUTES: Final = {
    "im": "intramuscular",
    "intrabronchial": "inhalation",
    "intracanalicular": "lacrimal insert",
    "intracaudal": "epidural",
    "intracavernous": "intracavernosal",
    "intramedullary": "intraosseous",
    "intrasinal": "sinus implant",
    "intrasynovial": "intra-articular",
    "iv": "intravenous",
    "parenteral": "",
    "respiratory (inhalation)": "inhalation",
    "soft tissue": "infiltration",
    "subarachnoid": "intrathecal",
}
# the letters of the Table of Drugs; "OTH" and "VAR" do not name a route
_TABLE_ROUTES: Final = {
    "EPIDURAL": "epidural",
    "IA": "intra-arterial",
    "IM": "intramuscular",
    "INH": "inhalation",
    "IT": "intrathecal",
    "IV": "intravenous",
    "OPHTHALMIC": "ophthalmic",
    "ORAL": "oral",
    "SC": "subcutaneous",
}
# the last edition included
_TABLE_UNTIL: Final = "2019-12-31"
# the FDA's packages are those of the crosswalks, which begin then
_PACKAGES_FROM: Final = "2024-01-01"
# NCI's categories that support a class
_CANMED: Final = {
    "antineoplastic": ("Chemotherapy", "Immunotherapy"),
    "biologic response modifier": ("Immunotherapy",),
    "hormonal antineoplastic": ("Hormonal Therapy",),
    "supportive care": ("Ancillary Therapy",),
}

# how the FDA writes an established pharmacologic class among others
_FDA_CLASS: Final = re.compile(r"([^,\[\]]+(?:, [^,\[\]]+)*) \[EPC\]")
# classes that state how a drug is billed, not what it is
_NOT_PHARMACOLOGIC: Final = frozenset(
    {"device or implant", "dme only", "diagnostic", "oral", "not otherwise classified", "unknown"}
)

Row = Mapping[str, str]


@frozen
class Classified:
    """The rows of ``classifications.csv``, and what a person must look at.

    Attributes:
        rows: one a version, with the evidence of each route and class.
        remarks: versions that have not been classified and are "unknown", those in force that
            nobody has looked at, decisions about versions that do not exist, and classes that
            the FDA contradicts without the note naming the FDA's class.
        problems: decisions that contradict the wording, or name a class that is not valid.
    """

    rows: Sequence[tuple[str, ...]]
    remarks: Sequence[str]
    problems: Sequence[str]


@frozen
class Listings:
    """What other publications list about drugs.

    Attributes:
        packages: the FDA's attributes by NDC.
        fda_classes: the rows of ``fda_classes.csv``.
        canmed: NCI's list of cancer drugs by code.
        drugs: the entries of CMS's Tables of Drugs.
    """

    packages: Sequence[Row]
    fda_classes: Sequence[Row]
    canmed: Sequence[Row]
    drugs: Sequence[DrugEntry]


def classification_rows(
    codes: Iterable[Row],
    curated: Iterable[Row],
    listings: Listings,
    known_classes: Iterable[str],
) -> Classified:
    """The routes and classes of every version.

    A version that nobody decided about has what all others of its substance have: see
    `_derived`.

    A route that the wording sets is the only one, unless it is "parenteral", which only
    excludes giving it by mouth. Otherwise the routes are those of the FDA's packages and
    those that a person curated from the labels, without those that the person rejected
    with a reason. The Table of Drugs lists drugs by name only: it supports a route but
    never adds one.

    Args:
        codes: the rows of ``codes.csv``.
        curated: the rows of ``curated_classifications.csv``.
        listings: what other publications list about drugs.
        known_classes: the classes of ``drug_classes.csv``.
    """
    known = frozenset(known_classes)
    ours = {row["fda_class"]: _listed(row["class"]) for row in listings.fda_classes}
    pharmacologic = _fda_classes_by_code(listings.packages)
    by_package = _routes_by_code(listings.packages)
    by_table: dict[str, set[str]] = {}
    for entry in listings.drugs:
        for code in entry.codes:
            by_table.setdefault(code, set()).update(
                _TABLE_ROUTES.get(at, "") for at in entry.routes
            )
    listed: dict[str, list[Row]] = {}
    for row in listings.canmed:
        listed.setdefault(row["HCPCS"], []).append(row)
    decided, remarks = _decisions([*codes], curated)
    rows = []
    problems = []
    for version, decision, basis in decided:
        code, since = version["code"], version["valid_from"]
        current = _is_current(version)
        routes = _routes(
            version,
            decision,
            basis,
            by_package.get(code, set()) if current else set(),
            by_table.get(code, set()) if since <= _TABLE_UNTIL else set(),
        )
        classes = _listed(decision["classes"])
        strangers = set(classes) - known
        if not routes or not classes or strangers:
            problems.append(
                f"{code} from {since}: the curated routes contradict the wording, or these "
                f"are not classes: {sorted(strangers)}"
            )
            continue
        fda_classes = {
            name: ours[name]
            for drug, name in pharmacologic.get(code, ())
            if current and name in ours and _is_drug(version, drug)
        }
        for name, meant in fda_classes.items():
            billed = {*classes} - _NOT_PHARMACOLOGIC
            if billed and billed.isdisjoint(meant) and name not in decision["note"]:
                remarks.append(
                    f"{code} from {since} is {', '.join(classes)}; the FDA lists it as {name}: correct "
                    "the class, or name the FDA's class in the note"
                )
        rows.append(
            (
                code,
                since,
                LIST_SEPARATOR.join(routes),
                LIST_SEPARATOR.join(routes.values()),
                LIST_SEPARATOR.join(classes),
                LIST_SEPARATOR.join(
                    _class_evidence(name, version, basis, listed.get(code, ()), fda_classes)
                    for name in classes
                ),
            )
        )
    return Classified(sorted(rows), remarks, problems)


def _listed(text: str) -> list[str]:
    return text.split(LIST_SEPARATOR) if text else []


def _is_current(version: Row) -> bool:
    """Whether the FDA's packages of today may be those of a version."""
    return not version["valid_to"] or version["valid_to"] >= _PACKAGES_FROM


def _decisions(
    versions: Sequence[Row], curated: Iterable[Row]
) -> tuple[list[tuple[Row, Row, str]], list[str]]:
    """Each version with the decision about it and what that rests on; and the remarks."""
    decided = {(row["code"], row["valid_from"]): row for row in curated}
    relatives: dict[str, list[tuple[Row, Row]]] = {}
    open_versions = []
    found = []
    for version in versions:
        decision = decided.pop((version["code"], version["valid_from"]), None)
        if decision is None:
            open_versions.append(version)
            continue
        found.append((version, decision, "curated"))
        relatives.setdefault(version["substance"], []).append((version, decision))
    remarks = []
    for version in open_versions:
        substance = version["substance"]
        decision, basis = _derived(version, relatives.get(substance, ()) if substance else ())
        if decision is not None:
            found.append((version, decision, basis))
        if decision is None or _is_current(version):
            named = f"{version['code']} from {version['valid_from']}"
            remarks.append(f"not classified: {named}{basis and f', {basis}'}")
    remarks += [f"classified, but no such version: {code} from {since}" for code, since in decided]
    return found, remarks


def _derived(version: Row, relatives: Iterable[tuple[Row, Row]]) -> tuple[Row | None, str]:
    """The decision that all others of its substance share, and whence it is.

    Those of the same code count first. Of another code only those count whose routes the wording
    of this one allows, or whose wording names none where this one names none: what is swallowed
    or inhaled is another matter than what is injected. If they differ, a person must decide.

    Args:
        version: the version that nobody decided about.
        relatives: the versions of its substance with their decisions.
    """
    worded = _worded(version)
    alike = [
        (other, decision)
        for other, decision in relatives
        if (worded & _given_by(other, decision) if worded else _is_alike(version, other))
    ]
    own = [pair for pair in alike if pair[0]["code"] == version["code"]]
    settled = {
        (
            "unknown" if worded else LIST_SEPARATOR.join(sorted(_given_by(other, decision))),
            decision["classes"],
        )
        for other, decision in own or alike
    }
    if len(settled) != 1:
        return None, ""
    ((routes, classes),) = settled
    began = date.fromisoformat(version["valid_from"])
    nearest, _ = min(
        own or alike,
        key=lambda pair: (
            abs(date.fromisoformat(pair[0]["valid_from"]) - began),
            pair[0]["code"],
        ),
    )
    return (
        {"routes": routes, "classes": classes, "rejects": "", "note": ""},
        f"derived from {nearest['code']}",
    )


def _is_alike(version: Row, other: Row) -> bool:
    """Whether another version may be given as one whose wording names no route."""
    return other["code"] == version["code"] or not _worded(other)


def _given_by(version: Row, decision: Row) -> set[str]:
    return _worded(version) or {*_listed(decision["routes"])}


def _worded(version: Row) -> set[str]:
    """The routes that the wording sets; "parenteral" sets none."""
    return {*_listed(version["routes"])} - {"parenteral"}


def _routes_by_code(packages: Iterable[Row]) -> dict[str, set[str]]:
    """The routes under which the FDA lists the packages of each code, in our words."""
    found: dict[str, set[str]] = {}
    for row in packages:
        for text in re.split("[;,]", row["route"]):
            word = text.strip().lower()
            route = _FDA_ROUTES.get(word, word)
            if route:
                found.setdefault(row["hcpcs"], set()).add(route)
    return found


def _routes(
    version: Row, decision: Row, basis: str, by_package: set[str], by_table: set[str]
) -> dict[str, str]:
    """The routes with their evidence; empty if a decision contradicts the wording."""
    worded = _listed(version["routes"])
    curated = _listed(decision["routes"])
    if worded and worded != ["parenteral"]:
        fitting = curated == ["unknown"] or set(curated) <= set(worded)
        return dict.fromkeys(sorted(worded), "wording") if fitting else {}
    labeled = by_package - set(_listed(decision["rejects"]))
    if labeled and curated == ["unknown"]:
        curated = []
    return {
        route: ", ".join(
            name
            for name, listed in (
                ("FDA", route in labeled),
                ("Table of Drugs", route in by_table),
                (basis, route in curated),
            )
            if listed
        )
        for route in sorted({*curated, *labeled})
    }


def _fda_classes_by_code(packages: Iterable[Row]) -> dict[str, list[tuple[str, str]]]:
    """The drugs of each code's packages, with their classes in the FDA's words."""
    found: dict[str, dict[tuple[str, str], None]] = {}
    for row in packages:
        for name in _FDA_CLASS.findall(row["pharm_classes"]):
            found.setdefault(row["hcpcs"], {})[row["nonproprietary"], name.strip()] = None
    return {code: list(listed) for code, listed in found.items()}


def _is_drug(version: Row, name: str) -> bool:
    """Whether a name is that of the version's drug, judging by the first word of each."""
    drug = version["drug"].casefold().split(" ")[0].split("-")[0]
    return bool(drug) and drug in name.casefold()


def _class_evidence(
    name: str,
    version: Row,
    basis: str,
    listed: Iterable[Row],
    fda_classes: Mapping[str, Sequence[str]],
) -> str:
    """The evidence: whence the class is, with NCI's list and the FDA if they class the drug so."""
    canmed = any(
        _is_drug(version, row["Generic Name"])
        and any(category in row["SEER*Rx Category"] for category in _CANMED.get(name, ()))
        for row in listed
    )
    fda = any(name in meant for meant in fda_classes.values())
    sources = (("CanMED", canmed), ("FDA", fda), (basis, True))
    return ", ".join(source for source, supports in sources if supports)
