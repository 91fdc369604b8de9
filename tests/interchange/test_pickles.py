"""What ships pickles as a reference, which is checked when it is loaded."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from typing import Any

import pytest
from attrs import evolve

from hcpcs_jcodes import FingerprintChanged, Payer, codeset
from hcpcs_jcodes.codes.ledger import reference_of, version_referred
from hcpcs_jcodes.payers.named import payer_named
from hcpcs_jcodes.payers.payer import payer_referred, reference_of_payer
from tests.bills import single_dose
from tests.interchange.examples import every_example, examples
from tests.strategies import code_with, packaged_versions


def loaded(obj: Any, protocol: int = pickle.DEFAULT_PROTOCOL) -> Any:
    return pickle.loads(pickle.dumps(obj, protocol))  # noqa: S301 - our own bytes


def changed(payer: Payer, **change: Any) -> Payer:
    """A payer with another rule; its publications stay."""
    return evolve(payer, **{"sources": payer.sources, **change})


def test_every_object_pickles() -> None:
    for each in every_example():
        assert loaded(each) == each


def test_a_bill_pickles_in_a_kilobyte_and_a_half() -> None:
    """Its code and its payer were most of nine."""
    billed = single_dose("J9312", "715 mg", opened=["500 mg", "3 x 100 mg"])
    assert len(pickle.dumps(billed)) < 1700
    assert loaded(billed) == billed
    assert str(loaded(billed)) == str(billed)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_what_ships_is_the_same_object_again(protocol: int) -> None:
    rituximab, medicare = codeset(2025)["J9312"], payer_named("medicare")
    assert loaded(rituximab, protocol) is rituximab
    assert loaded(medicare, protocol) is medicare
    assert copy.copy(rituximab) is rituximab
    assert copy.deepcopy(medicare) is medicare


@pytest.mark.parametrize("name", ["medicare", "medicare_advantage", "medicaid", "commercial"])
def test_a_payer_that_ships_pickles_as_its_name(name: str) -> None:
    """Its rows are kilobytes, which the reader has too."""
    payer = payer_named(name)
    assert loaded(payer) is payer
    assert len(pickle.dumps(payer)) < 150
    assert payer_referred(name, payer.fingerprint) is payer


def test_every_version_that_ships_is_found_by_its_reference() -> None:
    for version in packaged_versions():
        reference = reference_of(version)
        assert reference is not None
        assert version_referred(*reference) is version


def test_a_version_that_does_not_ship_is_pickled_whole() -> None:
    """Nor does one of which a part was changed, though it equals the one that ships."""
    rituximab = codeset(2025)["J9312"]
    no_code: Any = {"code": 5}
    unseen = evolve(rituximab, source=evolve(rituximab.source, releases="2030Q1"))
    assert unseen == rituximab
    for version in (
        unseen,
        evolve(rituximab, long_description="x"),
        evolve(rituximab, code="?"),
        code_with("10 mg"),
        evolve(rituximab, **no_code),
    ):
        assert reference_of(version) is None
        assert loaded(version) == version
        assert loaded(version).source == version.source


def test_a_payer_that_does_not_ship_is_pickled_whole() -> None:
    medicare = payer_named("medicare")
    for payer in (
        Payer(name="Plan X"),
        Payer(name="medicare"),
        changed(medicare, line_limit=5),
        changed(medicare, sources={}),
    ):
        assert reference_of_payer(payer) is None
        assert loaded(payer) == payer
        assert loaded(payer).sources == payer.sources


def test_a_last_day_that_is_added_later_changes_no_reference() -> None:
    """What is stored while a code is open is loaded when it has ended."""
    reference = reference_of(codeset(2025)["J9312"])
    assert reference is not None
    assert reference[2] == "a3b10eddec86a7ed"


def test_what_was_corrected_since_is_refused() -> None:
    code = reference_of(codeset(2025)["J9312"])
    payer = reference_of_payer(payer_named("medicare"))
    assert code is not None
    assert payer is not None
    with pytest.raises(FingerprintChanged, match="stored with other facts"):
        version_referred(*code[:2], "0" * 16)
    with pytest.raises(FingerprintChanged, match="stored with other rules"):
        payer_referred(payer[0], "0" * 16)
    with pytest.raises(FingerprintChanged, match=r"'medicade' was stored .*: it is not included"):
        payer_referred("medicade", payer[1])


@pytest.mark.parametrize(
    "change",
    [
        {"line_limit": 998},
        {"discarded_from": None},
        {"zero_discarded_from": None},
        {"repeat_modifier": "59"},
        {"over_limit_modifier": "76"},
        {"scope": ()},
        {"cms_mue": False},
    ],
)
def test_every_rule_of_a_payer_counts_in_its_fingerprint(
    change: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if a later version shipped it so."""
    medicare = payer_named("medicare")
    reference = reference_of_payer(medicare)
    assert reference is not None
    later = changed(medicare, **change)
    monkeypatch.setattr("hcpcs_jcodes.payers.payer.shipped_payers", lambda: {"medicare": later})
    with pytest.raises(FingerprintChanged):
        payer_referred(*reference)
    corrected = changed(medicare, sources={"decimals": "another page"})
    monkeypatch.setattr("hcpcs_jcodes.payers.payer.shipped_payers", lambda: {"medicare": corrected})
    assert payer_referred(*reference) is corrected


def test_another_process_loads_it() -> None:
    """Which has imported nothing of the library before."""
    program = "import pickle, sys; print(pickle.load(sys.stdin.buffer).lines[1])"
    billed = examples()["bill"][1]
    answer = subprocess.run(
        [sys.executable, "-c", program], input=pickle.dumps(billed), capture_output=True, check=True
    )
    assert answer.stdout.decode().strip() == str(billed.lines[1])
