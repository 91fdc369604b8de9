"""What a pinning tool relies on: the meaning of a year never changes unseen."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from hcpcs_jcodes import codeset

# A change here is a correction of shipped facts: list it in CHANGELOG.md under
# "Corrected data" with the code, the column, the old and the new value.
FINGERPRINTS = {
    2011: "a821f38d86e97fc174a8309beb253ef6739f68b8e64ceb1fe6519cc69d8c0269",
    2012: "9a103a38e4a9a187832242ec27e4dd4fb64497d200861c6f3d6c00c7a688b91d",
    2013: "c0960ea5f23d2bfe8ef741664e140bcb788ed02f99b8ba20638afb292c7355ae",
    2014: "e976ec42ad99a512ec807278fe4de0e362961cc579f1dfefb0c7e05d1fce7636",
    2015: "c782a6e371f01335547ff2439970c52e5bc87d87935f7493624fd3e6f62d15e9",
    2016: "95ea4a5dde71406e85ccfc62f38b7ec6237804871976cebf45eb5bc97ebf8de4",
    2017: "fe06f75f472ce345e85067af3a28c80158fc17d4a8d38b335f1cd7352d22995b",
    2018: "457a0cce2e84685c41b5e88263ed94b57d70f77c5d06c36aecb24bbf4c451aae",
    2019: "212bcb3626dafa11c244d1dc1aaa1144f300488e97c2ddb56af6ce871f4ba551",
    2020: "e81be3fbce8efdc1cbebb59b8b180233f52385d87b9819944e679528f7cfc961",
    2021: "0e2ac0784edd2ea0b63b9daf143012e7abba8b2f411202da116629c2c9faecd0",
    2022: "5a721309d3d11422f56e2cc50e6b2f3fb675c4c5223084d85906f6f91a695ddb",
    2023: "26819991a51d30c2d4c1577115d08b292c05b3c3ca53eca0aa4d5cef1416b339",
    2024: "db5a06f29b32cd397f8f22559858c5d63b94223586258c3bee6f9b157c1d27c8",
    2025: "caafacc7f423f5f8e0d726bb9acdd4ef57e5d20498a9b2a95b772869e987c2c8",
    2026: "e60bd7049cc7251b1cbea459dba307e82325e8fb624a8e18a8028bde97e0ff28",
}


@pytest.mark.parametrize("year", sorted(FINGERPRINTS))
def test_the_meaning_of_a_year_is_pinned(year: int) -> None:
    """A year answers as it did when its fingerprint was pinned."""
    assert codeset(year).fingerprint == FINGERPRINTS[year]


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_a_fingerprint_does_not_depend_on_the_hash_seed(seed: str) -> None:
    """Another process with another hash seed reads the same fingerprint."""
    program = "from hcpcs_jcodes import codeset; print(codeset(2023).fingerprint)"
    answer = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == FINGERPRINTS[2023]
