"""From sources to tables: a full build."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

from attrs import evolve

from hcpcs_jcodes.codes.fingerprints import FINGERPRINT_COLUMNS
from hcpcs_jcodes.codes.rows import CODE_COLUMNS
from hcpcs_jcodes.ndc.crosswalk import PACKAGE_COLUMNS

from .coverage import COVERAGE_COLUMNS, coverage_rows
from .datapackage import (
    NAME_COLUMNS,
    code_rows,
    name_rows,
    read_reviewed,
    sealed_hash,
    table_text,
)
from .drugs.classification import CLASSIFICATION_COLUMNS, Classified, Listings, classification_rows
from .drugs.names import Name, collect_names
from .drugs.spending import weighed_names
from .edits.ncci import ncci_tables
from .edits.tables import edit_tables
from .fingerprints import fingerprint_rows
from .folders import DESCRIPTOR, Folders, read_descriptor
from .manifest import read_source, source_files, source_rows
from .modifiers import MODIFIER_COLUMNS, modifier_rows, read_modifiers
from .ndc.labels import CONTAINER_COLUMNS, container_rows
from .ndc.tables import DIFFERENCE_COLUMNS, PackageTables, package_tables
from .readers.crosswalk import CrosswalkRow, read_crosswalk
from .readers.fields import decode
from .readers.table_of_drugs import read_table_of_drugs
from .releases.evidence import EVIDENCE_COLUMNS, Evidence, evidence_rows
from .releases.rbcs import contradictions
from .releases.records import Release, UnreadableSource
from .releases.sources import AddedFile, ReleaseFile, load_release
from .transitions.tables import transition_texts
from .wordings.versions import Version, versions_of
from .writing import Built

__all__ = [
    "assembled",
    "build",
    "check_whole",
    "read_sources",
    "rebuild_transitions",
]

Progress = Callable[[str], None]


def read_sources(
    sources: Path, folders: Folders, until: Release | None, progress: Progress
) -> tuple[Evidence, list[str]]:
    """The evidence of all releases that ``release_files.csv`` lists.

    Args:
        sources: the folder of CMS files, which has ``hcpcs/YYYY-MM/``.
        folders: the folders of tables, which include the list.
        until: the last release to read; None for all.
        progress: called with one line per release.

    Returns:
        The evidence, and the corrections that no rule covers.
    """
    files: dict[str, list[ReleaseFile]] = {}
    for row in folders.rows("release_files"):
        files.setdefault(row["release"], []).append(ReleaseFile(**row))
    evidence: Evidence = {}
    problems: list[str] = []
    for name in sorted(files):
        if until is not None and Release(name) > until:
            continue
        evidence[Release(name)], unread = load_release(sources / "hcpcs", files[name], progress)
        problems += unread
    return evidence, problems


def _crosswalks(
    sources: Path, folders: Folders, progress: Progress
) -> dict[str, Sequence[CrosswalkRow]]:
    """The rows of each quarter's crosswalk, by quarter."""
    crosswalks: dict[str, Sequence[CrosswalkRow]] = {}
    for entry in source_files(folders, "ndc crosswalk"):
        crosswalks[entry.period] = read_crosswalk(gzip.decompress(read_source(sources, entry)))
        progress(f"{entry.period}: {len(crosswalks[entry.period])} NDC rows")
    return crosswalks


def _other_quarters(crosswalks: Iterable[str], folders: Folders) -> list[str]:
    """The quarters that only one of ``ndc_quarters.csv`` and ``source_files.csv`` lists."""
    stated = {row["quarter"] for row in folders.rows("ndc_quarters")}
    return [
        f"ndc_quarters.csv or source_files.csv does not list the NDC crosswalk of {quarter}"
        for quarter in sorted(stated ^ set(crosswalks))
    ]


def _name_table(
    sources: Path,
    folders: Folders,
    versions: Mapping[str, Sequence[Version]],
    crosswalks: Mapping[str, Sequence[CrosswalkRow]],
) -> tuple[str, list[str]]:
    """``names.csv`` from what CMS prints and people decided, and remarks on what is left out."""
    tables = {}
    for entry in source_files(folders, "table of drugs"):
        text = decode(read_source(sources, entry))
        tables[entry.period[:4]] = read_table_of_drugs(text)[0]
    substances = {
        code: " ".join(
            dict.fromkeys(
                text
                for version in listed
                for text in (version.description.name, *version.description.synonyms)
            )
        )
        for code, listed in versions.items()
    }
    worded: dict[str, set[str]] = {}
    for code, listed in versions.items():
        for brand in chain.from_iterable(version.description.scope.brands for version in listed):
            worded.setdefault(brand.casefold(), set()).add(code)
    spending = {}
    remarks = []
    for entry in source_files(folders, "part b spending"):
        rows = source_rows(sources, entry)
        spending[entry.period], doubtful = weighed_names(rows, substances, worded)
        remarks += [f"name of another code: {pair} (part b spending)" for pair in doubtful]
    names, unresolved = collect_names(tables, crosswalks, substances, spending)
    remarks += [f"name without a code: {name}" for name in unresolved]
    names = _curated(names, folders.rows("curated_names"))
    return table_text(NAME_COLUMNS, name_rows(names, versions)), remarks


def _package_tables(
    sources: Path,
    folders: Folders,
    versions: Mapping[str, Sequence[Version]],
    crosswalks: Mapping[str, Sequence[CrosswalkRow]],
) -> PackageTables:
    """``ndc.csv`` and its list of differences, from the crosswalks and the FDA's attributes."""
    attributes = [
        row
        for entry in source_files(folders, "fda attributes")
        for row in source_rows(sources, entry)
    ]
    return package_tables(crosswalks, attributes, folders.rows("ndc_corrections"), versions)


def _classified(
    sources: Path,
    folders: Folders,
    versions: Mapping[str, Sequence[Version]],
    releases: Sequence[Release],
) -> Classified:
    """``classifications.csv``, from the decisions of people and the files beside the releases."""
    codes = (dict(zip(CODE_COLUMNS, row, strict=True)) for row in code_rows(versions, releases))
    packages, canmed = (
        [row for entry in source_files(folders, kind) for row in source_rows(sources, entry)]
        for kind in ("fda attributes", "canmed")
    )
    drugs = [
        drug
        for entry in source_files(folders, "table of drugs")
        for drug in read_table_of_drugs(decode(read_source(sources, entry)))[0]
    ]
    curated = folders.rows("curated_classifications")
    listings = Listings(packages, folders.rows("fda_classes"), canmed, drugs)
    known = [row["class"] for row in folders.rows("drug_classes")]
    return classification_rows(codes, curated, listings, known)


# decided by people; the build copies them
_REVIEWED = (
    "add_on_notes",
    "administration_rules",
    "administration_codes",
    "authorized_procedures",
    "bundled_services",
    "chargemaster_words",
    "charted_words",
    "code_shapes",
    "code_systems",
    "collisions",
    "containers",
    "coverage_grades",
    "corrections",
    "curated_classifications",
    "curated_modifiers",
    "curated_names",
    "denial_codes",
    "denials",
    "dialysis_signs",
    "drug_classes",
    "fda_classes",
    "hand_corrections",
    "modifier_rules",
    "narrative_codes",
    "ndc_corrections",
    "ndc_quarters",
    "noc_codes",
    "other_drug_names",
    "payer_scopes",
    "payers",
    "places_of_service",
    "related_codes",
    "remark_codes",
    "release_exceptions",
    "revenue_codes",
    "separating_modifiers",
    "source_files",
    "status_differences",
    "status_meanings",
    "transition_decisions",
    "unlisted_codes",
    "vocabulary",
)
# built from the files in source_files.csv; adding a release does not change them
_BESIDE = (
    "add_on_parents",
    "classifications",
    "modifiers",
    "mue",
    "names",
    "ncci_pairs",
    "ndc",
    "ndc_containers",
    "ndc_strength_differences",
    "payment_limits",
    "single_dose_codes",
    "status_indicators",
)
# what "add" and "transitions" copy, and only "build" makes again
_BUILT = {"codes", "evidence", *_BESIDE}
_RESTORE = "run build, which makes all tables again, or restore both folders with git"
# built from the tables themselves; unchanged while anything is undecided
_TRANSITIONS = ("transition_rejects", "transitions")
_RELEASE_COLUMNS = ("release", "grade", "related", "source_file", "sha256", "note")
_FILE_COLUMNS = ("release", "file", "role", "sha256")


def _curated(names: Iterable[Name], decisions: Iterable[Mapping[str, str]]) -> list[Name]:
    """The published names, without those that a person rejected, plus those a person added.

    Of a published name, a person may also decide the kind.
    """
    kept = {(name.code, name.name.casefold()): name for name in names}
    for row in decisions:
        key = row["code"], row["name"].casefold()
        published = kept.pop(key, None)
        if row["kind"] == "rejected":
            continue
        since = date.fromisoformat(row["since"])
        added = Name(row["code"], row["name"], row["kind"], since, since, "curated")
        kept[key] = evolve(published, kind=row["kind"]) if published else added
    return list(kept.values())


def _release_tables(
    folders: Folders, evidence: Evidence, new: Sequence[AddedFile] = (), grade: str = ""
) -> dict[str, str]:
    """The lists of releases and files, for the releases in the evidence."""
    names = {release.name for release in evidence}
    replaced = {file.release for file in new}
    lists = {}
    for table, columns in (("releases", _RELEASE_COLUMNS), ("release_files", _FILE_COLUMNS)):
        rows = [
            tuple(row[column] for column in columns)
            for row in folders.rows(table)
            if row["release"] in names - replaced
        ]
        for file in new:
            if table == "release_files":
                rows.append((file.release, file.name, file.role, file.sha256))
            elif file.role == "table":
                others = any(code[0] != "J" for code in evidence[Release(file.release)])
                related = "true" if others else ""
                rows.append((file.release, grade, related, file.name, file.sha256, ""))
        lists[table] = table_text(columns, sorted(rows))
    return lists


def assembled(
    evidence: Evidence,
    folders: Folders,
    beside: Mapping[str, str],
    new: Sequence[AddedFile] = (),
    grade: str = "",
) -> Built:
    """All tables; those of ``_BESIDE`` that are not given stay unchanged.

    An undecided succession does not hold up the table of codes: a person needs the
    report of the new release to decide it.
    """
    versions, problems = versions_of(evidence, read_reviewed(folders))
    kept = (*_REVIEWED, *_BESIDE, *_TRANSITIONS)
    tables = {name: folders.text(name) for name in kept if name not in beside}
    tables |= beside
    tables |= _release_tables(folders, evidence, new, grade)
    releases = sorted(evidence)
    codes = code_rows(versions, releases)
    tables["codes"] = table_text(CODE_COLUMNS, codes)
    published = folders.rows("fingerprints")
    corrections = folders.rows("corrections")
    version = read_descriptor(folders.data)["version"]
    made, unexplained = fingerprint_rows(codes, releases, published, corrections, version)
    tables["fingerprints"] = table_text(FINGERPRINT_COLUMNS, made)
    problems += unexplained
    included, ungraded = coverage_rows(tables)
    tables["coverage"] = table_text(COVERAGE_COLUMNS, included)
    problems += ungraded
    tables["evidence"] = table_text(EVIDENCE_COLUMNS, evidence_rows(evidence))
    followed, undecided = transition_texts(tables)
    if not undecided:
        tables |= followed
    return Built(tables, versions, problems, undecided=undecided)


def build(
    sources: Path, folders: Folders, progress: Progress, until: Release | None = None
) -> Built:
    """Build every table from the sources; nothing is written.

    Args:
        sources: the folder of CMS files.
        folders: the folders of tables, whose reviewed tables are read.
        progress: called with one line per source.
        until: the last release to include; None for all.
    """
    evidence, problems = read_sources(sources, folders, until, progress)
    versions, _ = versions_of(evidence, read_reviewed(folders))
    crosswalks = _crosswalks(sources, folders, progress)
    names, without_code = _name_table(sources, folders, versions, crosswalks)
    packages = _package_tables(sources, folders, versions, crosswalks)
    beside = {
        "names": names,
        "ndc": table_text(PACKAGE_COLUMNS, packages.packages),
        "ndc_strength_differences": table_text(DIFFERENCE_COLUMNS, packages.differences),
    }
    drugs = {*versions, *(code for _, code, *_ in packages.packages)}
    edits, without_edit = edit_tables(sources, folders, drugs)
    administration, without_order = ncci_tables(sources, folders)
    beside |= edits | administration
    classified = _classified(sources, folders, versions, sorted(evidence))
    attributes = (
        row
        for entry in source_files(folders, "fda attributes")
        for row in source_rows(sources, entry)
    )
    beside["ndc_containers"] = table_text(CONTAINER_COLUMNS, container_rows(attributes))
    beside["classifications"] = table_text(CLASSIFICATION_COLUMNS, classified.rows)
    modifiers = read_modifiers(sources, folders, until)
    listed = modifier_rows(modifiers, folders.rows("curated_modifiers"))
    beside["modifiers"] = table_text(MODIFIER_COLUMNS, listed)
    built = assembled(evidence, folders, beside)
    remarks = [
        *without_code,
        *packages.remarks,
        *without_edit,
        *without_order,
        *classified.remarks,
    ]
    problems += _other_quarters(crosswalks, folders)
    for entry in source_files(folders, "rbcs"):
        problems += contradictions(source_rows(sources, entry), versions)
    problems += [*packages.problems, *classified.problems, *built.problems]
    return evolve(built, problems=problems, remarks=remarks)


def rebuild_transitions(folders: Folders) -> Built:
    """Rebuild the successions of all codes from the other tables; nothing is written.

    Args:
        folders: the folders of tables.
    """
    tables = {name: path.read_text("utf-8") for name, path in folders.paths().items()}
    made, undecided = transition_texts(tables)
    return Built(tables | made, {}, undecided)


def check_whole(folders: Folders) -> None:
    """Refuse tables that an interrupted command, or an edit, left in an unknown state.

    Tables that people decide may differ from their seal: the next command seals them.

    Raises:
        UnreadableSource: a table that is built from sources is not the one that was sealed.
    """
    for path in folders.left_over():
        raise UnreadableSource(
            f"{path} was left by a command that was stopped while it wrote, and the tables may be "
            f"half replaced: {_RESTORE}, and delete it"
        )
    for folder in folders.both:
        for resource in read_descriptor(folder)["resources"]:
            path = folder / resource["path"]
            if resource["name"] not in _BUILT or "hash" not in resource:
                continue
            if not path.exists() or resource["hash"] != sealed_hash(path.read_bytes()):
                raise UnreadableSource(
                    f"{path} is not the table that {DESCRIPTOR} lists: it is missing, was edited, "
                    f"cut or half replaced: {_RESTORE}"
                )
