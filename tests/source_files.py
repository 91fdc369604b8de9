"""Hand-made files beside the releases, in the layouts of their publications, and their list."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

__all__ = ["CROSSWALK", "SOURCE_FILES", "TABLES_BESIDE", "place_source_files"]

CROSSWALK = (
    "_2025_CODE,Short Description,LABELER NAME,NDC2,Drug Name,HCPCS dosage,PKG SIZE,PKG QTY,"
    "BILLUNITS,BILLUNITSPKG\n"
)
_ATTRIBUTES = "ndc11,product_name,nonproprietary,dosage_form,package_description,strength,source\n"
_LIMITS = "code,mue_units,mai,rationale\nJ1745,150,3,Prescribing Information\n"

SOURCE_FILES = {
    ("fda attributes", "2019-2025"): _ATTRIBUTES,
    ("mue dme supplier", "2025Q2"): _LIMITS,
    ("mue outpatient hospital", "2025Q2"): _LIMITS,
    ("mue practitioner", "2025Q2"): _LIMITS,
    ("ndc crosswalk", "2025Q2"): CROSSWALK,
    ("opps status indicators", "2025Q2"): "quarter,code,status_indicator\n2025-04,J1745,K\n",
    ("single-dose codes", "2025-06-20"): "code\nJ1745\n",
    ("table of drugs", "2019Q1"): f"A\n\n{'Anolol':45}{'10 mg':25}{'IV':12}J0009\n",
}
"""The least of each file, under its kind and period."""

TABLES_BESIDE = (
    "mue",
    "names",
    "ndc",
    "ndc_strength_differences",
    "single_dose_codes",
    "status_indicators",
)
"""The tables that a build makes of them."""


def place_source_files(
    sources: Path, data: Path, contents: Mapping[tuple[str, str], str] | None = None
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
    (data / "source_files.csv").write_text(listed, "utf-8")
