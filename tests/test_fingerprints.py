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
    2018: "991e901137acf96f23f389311fcdac6157f90205807f37b671bc9c33e7dbc702",
    2019: "967ce07b837696351ddb2d0ca5a439f04b6824e83a2584ecad0a52b038bc372d",
    2020: "b066cbdcb82490f2d556fa58fad10092b754e45a43746eac1218e2d2a58cf0e4",
    2021: "b17e2f2f26476d317e4b995e709d8619e0d43679398ee819a730ec7622632325",
    2022: "cbe051d26182cb8891e64becfc313c4bbd05830eec2eeb1f74b28ecd89ee5931",
    2023: "fa6b8270a550812ff31fd3037f47eac7f1beb3a00e8d507115a5f4809f524107",
    2024: "6e5cd63a3c98ccf3b69dce62653cc2edac610a19c1232d99dcf937adb29c4c62",
    2025: "7d5062a595b2613b042abc35af462c2ba762952b0f8f41bd5ef8a3c32b081702",
    2026: "f3c8e3bf74ed9c34307fa055859b130227a44cad37de89ff9b9a8774196c85c1",
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
