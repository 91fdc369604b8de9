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
    2011: "2fa851153b6b9c73e85b2d1823710a8d206b59380138acb7d7445b881e18dfda",
    2012: "2bcb9c3b62a5b11a363c89b9e9a7d8548c23da11ad43301ba8666b7bb6f68f71",
    2013: "19c4c89a053857a6c12b08decc00bbd404d2fbac79a13a1c2e81be655257e566",
    2014: "16a766b96aa732fd408c524713f09e0499dfbb317cf99ff42e257d2838a3c57d",
    2015: "eaf3bb041d100d798dfc2d63e4b9a12c107635d8a5e3ece8724b3ec369c74e80",
    2016: "a9a86240ff4fa8d9b96dafc3c21eb4192b57ff2079ddb2578a5d4e2fa04aa12a",
    2017: "78c44da189868d42038329e2f7d96f1851c00a3ade5801084fc9445470390f95",
    2018: "005456358ec9f9f1924333e035b3a27291050b92c5e55cedc609660b90df54f3",
    2019: "28b6ac667ce7262048381613295e543a28ab26d1053ba50023fd05c959e1a395",
    2020: "086ef81f9be179b695842d3469e4494deb6f369ab9d58c16683a968c90fa44a8",
    2021: "d079942196dabc45050a053c838af0444c81979fb635ca850626650b51c6cfb9",
    2022: "61b563255b893babd106768a36119dfa42a3d56af2c5384b6a6d3e8debb97897",
    2023: "289494ce9c4341cde80401ba46113e65de3a0d5634688a4658a0d70f9b8baa62",
    2024: "8e8d923aa9e3d0b7bc6e59642e8f2f63a834452c57bf959597b60d9971002dc0",
    2025: "7e60793864e0a5ccb1a29405c9f82466dd34ec93ad06c9f8d02bbf7b0b41c85c",
    2026: "1138115d4529b5de329c4cb1cf0a8391418eeb0c186184c4887fcd962a9c0c3e",
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
