"""The rows of the tables and how they are written: sorted, stable, byte for byte the same."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any
from zlib import crc32

from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.codes.rows import CODE_COLUMNS
from hcpcs_jcodes.tables import LIST_SEPARATOR

from .drugs.names import Name
from .folders import Folders
from .releases.evidence import cell_text
from .releases.ledger import ReleaseException
from .releases.records import Release
from .runs import runs
from .wordings.descriptors import Term
from .wordings.versions import HandCorrection, Reviewed, Version

__all__ = [
    "CHECKSUMS",
    "NAME_COLUMNS",
    "checksum_text",
    "code_rows",
    "name_rows",
    "read_reviewed",
    "sealed_descriptor",
    "sealed_hash",
    "table_text",
]

CHECKSUMS = "checksums"
CHECKSUM_COLUMNS = ("table", "crc32")
NAME_COLUMNS = ("code", "use", "name", "kind", "first", "last", "source")


def read_reviewed(folders: Folders) -> Reviewed:
    """The decisions of people that are recorded in the ledger."""
    return Reviewed(
        vocabulary={
            row["term"]: Term(row["kind"], row["value"]) for row in folders.rows("vocabulary")
        },
        exceptions=[ReleaseException(**row) for row in folders.rows("release_exceptions")],
        hand_corrections=[HandCorrection(**row) for row in folders.rows("hand_corrections")],
        related={row["code"]: row["reason"] for row in folders.rows("related_codes")},
    )


def _components(components: Iterable[tuple[str, Amount]]) -> str:
    return LIST_SEPARATOR.join(f"{name} = {amount}" for name, amount in components)


def _ranges(releases: Sequence[Release], included: Sequence[Release]) -> str:
    """Releases as ranges among those included: "2011Q1-2013Q1 2017Q1"."""
    order = {release: position for position, release in enumerate(included)}
    ranges = runs(releases, lambda before, after: order[after] == order[before] + 1)
    return " ".join("-".join(dict.fromkeys((span[0].name, span[-1].name))) for span in ranges)


def code_rows(
    versions: Mapping[str, Sequence[Version]], included: Sequence[Release]
) -> list[tuple[str, ...]]:
    """The rows of ``codes.csv``."""
    rows = []
    for listed in versions.values():
        for version in listed:
            wording, description, unit = version.wording, version.description, version.unit
            cells: dict[str, object] = {
                "code": wording.code,
                "valid_from": wording.valid_from,
                "valid_to": wording.valid_to,
                "begins": version.begins,
                "starts": wording.starts,
                "ends": wording.ends,
                "not_before": wording.not_before,
                "use": wording.use,
                "related_by": version.related_by,
                "long_description": wording.long_description,
                "short_description": wording.short_description,
                "drug": description.name,
                "substance": description.substance,
                "synonyms": description.synonyms,
                "labelers": description.scope.labelers,
                "brands": description.scope.brands,
                "routes": description.scope.routes,
                "indications": description.scope.indications,
                "exclusions": description.scope.exclusions,
                "forms": description.scope.forms,
                "not_equivalent_to": description.scope.not_equivalent_to,
                "unit_kind": unit.kind,
                "unit_amount": unit.amount,
                "unit_components": _components(unit.components),
                "unit_counted": unit.counted,
                "unit_above": unit.above,
                "unit_at_most": unit.at_most,
                "unit_of": unit.of,
                "unit_equivalent": unit.equivalent,
                "unit_limit": unit.limit,
                "unit_source": version.unit_source,
                "is_noc": description.is_noc,
                "releases": _ranges(wording.releases, included),
                "correction": version.correction,
            }
            rows.append(tuple(cell_text(cells[name], LIST_SEPARATOR) for name in CODE_COLUMNS))
    return sorted(rows)


def name_rows(
    names: Iterable[Name], versions: Mapping[str, Sequence[Version]]
) -> list[tuple[str, ...]]:
    """The rows of ``names.csv``: each name with the use of its code that it belongs to.

    A name is evidence for the use in force in the period its source covers: a number
    that was reassigned to another drug does not inherit the names of the first.
    """
    rows = []
    for name in names:
        for use in dict.fromkeys(
            version.wording.use
            for version in versions.get(name.code, ())
            if version.wording.meets(name.first, name.last)
        ):
            cells = (name.code, use, name.name, name.kind, name.first, name.last, name.source)
            rows.append(tuple(str(cell) for cell in cells))
    return sorted(rows)


def table_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as CSV with Unix line endings."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return file.getvalue()


def checksum_text(tables: Mapping[str, str]) -> str:
    """The table of checksums, which the library compares with a table before it reads it.

    Its last line is the checksum of its other lines.

    Args:
        tables: the texts of the tables that ship.
    """
    rows = [(name, _crc32(text)) for name, text in sorted(tables.items()) if name != CHECKSUMS]
    text = table_text(CHECKSUM_COLUMNS, rows)
    return f"{text}{CHECKSUMS},{_crc32(text)}\n"


def _crc32(text: str) -> str:
    return f"{crc32(text.encode()):08x}"


_FILES_AT_CMS = (
    "https://www.cms.gov/medicare/coding-billing/"
    "healthcare-common-procedure-system/quarterly-update"
)
_MONTHS = {"1": "January", "2": "April", "3": "July", "4": "October"}


def _release_source(row: Mapping[str, str]) -> dict[str, str]:
    name = row["release"]
    month = f"{_MONTHS[name[5]]} {name[:4]}"
    return {
        "title": f"CMS, HCPCS Level II alphanumeric file, {month}: {row['source_file']}",
        "path": _FILES_AT_CMS,
        "release": name,
        "sha256": row["sha256"],
    }


def _file_source(row: Mapping[str, str]) -> dict[str, str]:
    return {"title": row["title"], "period": row["period"], "sha256": row["sha256"]}


# a source of the descriptor with one of these is built from a table; others are kept
_SEALED = {"release", "period"}


def _sources(
    sources: Iterable[Mapping[str, str]], tables: Mapping[str, str]
) -> list[Mapping[str, str]]:
    releases = csv.DictReader(tables["releases"].splitlines())
    files = csv.DictReader(tables["source_files"].splitlines())
    others = [source for source in sources if not source.keys() & _SEALED]
    return [*map(_release_source, releases), *map(_file_source, files), *others]


def sealed_descriptor(descriptor: Mapping[str, Any], tables: Mapping[str, str]) -> str:
    """The descriptor with its sources, and size and sha256 of every table, updated.

    A descriptor without sources stays without them.
    """
    resources = []
    for resource in descriptor["resources"]:
        content = tables[resource["name"]].encode()
        resources.append(resource | {"bytes": len(content), "hash": sealed_hash(content)})
    sealed = dict(descriptor) | {"resources": resources}
    if "sources" in descriptor:
        sealed["sources"] = _sources(descriptor["sources"], tables)
    return json.dumps(sealed, indent=2, ensure_ascii=False) + "\n"


def sealed_hash(content: bytes) -> str:
    """The hash of a table as its descriptor writes it."""
    return f"sha256:{sha256(content).hexdigest()}"
