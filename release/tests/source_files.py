"""CMS's files if available, hand-made source files besides the releases, and our tables."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pytest

from jcodes_release.folders import DESCRIPTOR, Folders, read_descriptor

__all__ = [
    "CHECKOUT",
    "CMS",
    "CROSSWALK",
    "REVIEWED",
    "ROOT",
    "SOURCE_FILES",
    "SUCCESSIONS",
    "TABLES_BESIDE",
    "bytes_of",
    "copied_folders",
    "fda_row",
    "listed_crosswalks",
    "needs_cms",
    "place_folders",
    "place_source_files",
]

ROOT = Path(__file__).resolve().parents[2]
CHECKOUT = Folders(ROOT / "data", ROOT / "release" / "ledger")
CMS = ROOT.parent / "shared" / "cms"
needs_cms = pytest.mark.skipif(not CMS.is_dir(), reason="no sources")

CROSSWALK = (
    "_2025_CODE,Short Description,LABELER NAME,NDC2,Drug Name,HCPCS dosage,PKG SIZE,PKG QTY,"
    "BILLUNITS,BILLUNITSPKG\n"
)
_ATTRIBUTES = (
    "ndc11,product_name,nonproprietary,dosage_form,package_description,strength,source,hcpcs,route,"
    "dose_type,purple_book_dose_type,pharm_classes\n"
)
_LIMITS = "code,mue_units,mai,rationale\nJ1745,150,3,Prescribing Information\n"

_EDITOR = (
    "code,lo_version,hi_version,status_indicator,date_approved,date_terminated\n"
    "J1745,99,99,K,False,False\n"
)
_VERSIONS = "version,date_started,date_ended\n99,20250401,20250630\n"
_PAYMENT = "quarter,code,payment_limit,notes\n2025-04,J1745,30.523,\n"
_PAIRS = "column1,column2,modifier_indicator,rationale\n96413,96372,1,Misuse\n"

SOURCE_FILES = {
    ("add-on codes", "2025Q2"): "add_on_code,primary_code\n96415,96413\n",
    ("canmed", "2022"): "HCPCS,Generic Name,SEER*Rx Category\n",
    ("fda attributes", "2019-2025"): _ATTRIBUTES,
    ("ioce codes", "2025Q2"): _EDITOR,
    ("ioce versions", "2025Q2"): _VERSIONS,
    ("ioce add-on codes", "2025Q2-2025Q3"): "key,primary,from,to\n96415,96413,20190701,20360331\n",
    ("ioce pairs", "2025Q2-2025Q3"): "column1,column2,modifier_ok,from,to\n"
    "96413,96372,True,20190701,20360331\n",
    ("mue dme supplier", "2025Q2"): _LIMITS,
    ("mue outpatient hospital", "2025Q2"): _LIMITS,
    ("mue practitioner", "2025Q2"): _LIMITS,
    ("ncci pairs outpatient hospital", "2025Q2"): _PAIRS,
    ("ncci pairs practitioner", "2025Q2"): _PAIRS,
    ("ncci pairs practitioner unordered", "2025Q4"): _PAIRS,
    ("ndc crosswalk", "2025Q2"): CROSSWALK,
    ("opps status indicators", "2025Q2"): "quarter,code,status_indicator\n2025-04,J1745,K\n",
    ("payment limits", "2025Q2"): _PAYMENT,
    ("rbcs", "2024"): "code,date_added,date_ended\nJ9312,2019-01-01,9999-12-31\n",
    ("part b spending", "2023"): "code,description,brand,generic\nJ1745,,Remicade,Infliximab\n",
    ("single-dose codes", "2025-06-20"): "code\nJ1745\n",
    ("table of drugs", "2019Q1"): f"A\n\n{'Anolol':45}{'10 mg':25}{'IV':12}J0009\n",
}
"""The minimum of each file, by kind and period."""

SUCCESSIONS = {
    "transition_decisions": "code,until,to_code,since,decision,kind,split_by,takes,note,reason,"
    "evidence\n",
    "transition_rejects": "code,until,to_code,since,traces,rule,reason\n",
    "transitions": "code,until,to_code,since,kind,split_by,takes,factor,convert,gap_days,"
    "evidence,note\n",
}
"""The tables of successions before they have rows."""

REVIEWED = SUCCESSIONS | {
    "add_on_notes": "add_on,parent,settings,note,source\n",
    "administration_rules": "rule,codes,classes\n",
    "administration_codes": "first,last,idea,source\n",
    "curated_classifications": "code,valid_from,routes,classes,rejects,note\n",
    "chargemaster_words": "word,kind,meaning,source\n",
    "charted_words": "argument,written,word,source\n",
    "code_shapes": "shape,pattern,note,source\n",
    "code_systems": "rank,pattern,system,family,source\n",
    "corrections": "version,code,first,last,column,old,new,reason\n",
    "fingerprints": "period,version,begins_with\n",
    "collisions": "code,system,written,idea,evidence\n",
    "containers": "container,may_be_discarded\n",
    "coverage_grades": "table,of,quarters,grade,note\n"
    "add_on_parents,facility,2025Q2-2025Q3,C,\nadd_on_parents,professional,2025Q2,C,\n"
    "mue,facility,2025Q2,C,\nmue,professional,2025Q2,C,\nmue,supplier,2025Q2,C,\n"
    "ncci_pairs,facility,2025Q2-2025Q3,C,\nncci_pairs,professional,2025Q2; 2025Q4,C,\n"
    "payment_limits,,2025Q2,C,\nstatus_indicators,,2025Q2,C,\n",
    "curated_modifiers": "modifier,valid_from,valid_to,release,source\n",
    "curated_names": "code,name,kind,since,reason\n",
    "authorized_procedures": "code,procedure\n",
    "denial_codes": "carc\n",
    "remark_codes": "rarc\n",
    "bundled_services": "code\n",
    "denials": "error,carc\n",
    "separating_modifiers": "modifier,use\n",
    "modifier_rules": "need,modifiers\n",
    "dialysis_signs": "kind,first,last,means,source,evidence\n",
    "narrative_codes": "code,policy,source\n",
    "drug_classes": "class,decides\n",
    "fda_classes": "fda_class,class\n",
    "hand_corrections": "code,since,wording,field,value,reason\n",
    "ndc_corrections": "ndc,code,first,last,column,value,cms_value,verdict,evidence,reason\n",
    "ndc_quarters": "quarter,grade,lacks,note\n2025Q2,O,,\n",
    "noc_codes": "product,code\n",
    "other_drug_names": "name,source\n",
    "places_of_service": "code,place,setting,source,evidence\n",
    "payer_scopes": "payer\n",
    "payers": "payer\n",
    "related_codes": "code,reason\n",
    "release_exceptions": "release,code,field,value,reason\n",
    "revenue_codes": "code,used_for\n",
    "status_differences": "code,quarter,addendum_b,ioce,reason\n",
    "status_meanings": "indicator,meaning,paid_separately,source\n",
    "unlisted_codes": "code,drug,evidence\n",
    "vocabulary": "term,kind,value,evidence\n",
}
"""The tables that people decide or that hold successions, without rows."""

TABLES_BESIDE = (
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
"""The tables that a build makes of the source files."""


def place_folders(folder: Path) -> Folders:
    """Both folders without tables; their descriptors list ours, with their paths."""
    folders = Folders(folder / "data", folder / "ledger")
    for place, ours in zip(folders.both, CHECKOUT.both, strict=True):
        place.mkdir(parents=True)
        listed = read_descriptor(ours)
        descriptor: dict[str, object] = {"sources": []} if "sources" in listed else {}
        descriptor["version"] = "2025.2.0"
        descriptor["resources"] = [
            {"name": each["name"], "path": each["path"]} for each in listed["resources"]
        ]
        (place / DESCRIPTOR).write_text(json.dumps(descriptor), "utf-8")
    return folders


def copied_folders(folder: Path) -> Folders:
    """Both folders with everything that is in ours."""
    folders = Folders(folder / "data", folder / "ledger")
    for place, ours in zip(folders.both, CHECKOUT.both, strict=True):
        shutil.copytree(ours, place)
    return folders


def bytes_of(folders: Folders) -> dict[str, bytes]:
    """The content of every file of both folders."""
    return {
        f"{folder.name}/{path.name}": path.read_bytes()
        for folder in folders.both
        for path in folder.iterdir()
        if path.is_file()
    }


def fda_row(  # noqa: PLR0913 - one argument a column
    strength: str,
    package: str = "",
    form: str = "INJECTION, SOLUTION",
    *,
    ndc: str = "00001-0001-01",
    name: str = "Novumab",
    source: str = "NDC2019:11",
) -> dict[str, str]:
    """A row of the FDA's attributes."""
    return {
        "ndc11": ndc.replace("-", ""),
        "product_name": name,
        "nonproprietary": name.lower(),
        "dosage_form": form,
        "package_description": package,
        "strength": strength,
        "source": source,
    }


def place_source_files(
    sources: Path, folders: Folders, contents: Mapping[tuple[str, str], str] | None = None
) -> None:
    """Write the files, some with other contents, and the list that names them."""
    rows = []
    for (kind, period), text in sorted((SOURCE_FILES | dict(contents or {})).items()):
        content = text.encode()
        if kind == "ndc crosswalk":
            content = gzip.compress(content, mtime=0)
        name = f"{kind.replace(' ', '_')}_{period}"
        sources.mkdir(parents=True, exist_ok=True)
        (sources / name).write_bytes(content)
        rows.append(f"{kind},{period},{name},{sha256(content).hexdigest()},{kind} of {period}\n")
    listed = "kind,period,file,sha256,title\n" + "".join(rows)
    folders.paths()["source_files"].write_text(listed, "utf-8")


def listed_crosswalks() -> dict[str, Path]:
    """CMS's NDC crosswalks by quarter: those that the package is made of, and no newer ones."""
    rows = [row for row in CHECKOUT.rows("source_files") if row["kind"] == "ndc crosswalk"]
    return {row["period"]: CMS / row["file"] for row in rows}
