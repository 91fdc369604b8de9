"""Places of service: all of them, and who reports the administration of drugs there."""

from __future__ import annotations

import pytest

from hcpcs_jcodes import SETTINGS, BadClaimLine
from hcpcs_jcodes.claims.fields import checked_place_of_service
from hcpcs_jcodes.claims.places import facility_places, place_of
from hcpcs_jcodes.words import Setting

from ..shipped import table_rows

PLACES = {row["code"]: row for row in table_rows("places_of_service")}
NOT_SETTLED = "02 05 06 07 08 18 26 31 34 41 42 50 51 52 53 56 61 62 65 66 72"


def test_cms_assigns_fifty_two_places_of_service() -> None:
    """01 to 27, 31 to 34, 41 and 42, 49 to 58, 60 to 62, 65 and 66, 71 and 72, 81 and 99."""
    ranges = [
        (1, 27),
        (31, 34),
        (41, 42),
        (49, 58),
        (60, 62),
        (65, 66),
        (71, 72),
        (81, 81),
        (99, 99),
    ]
    listed = [f"{code:02}" for first, last in ranges for code in range(first, last + 1)]
    assert list(PLACES) == listed
    assert len(PLACES) == 52


def test_a_practitioner_reports_no_administration_in_five_places() -> None:
    """Hospital departments off and on campus, inpatient, emergency room, and surgical center."""
    assert facility_places() == ("19", "21", "22", "23", "24")


@pytest.mark.parametrize("code", PLACES)
def test_every_place_is_a_fact_with_its_source(code: str) -> None:
    """What only the facility reports was read in the NCCI manual; the rest is curated."""
    row = PLACES[code]
    assert checked_place_of_service(code) == code
    if code in facility_places():
        setting, source, evidence = "facility", "NCCI Policy Manual, ch. XI.B", "read"
    elif code in NOT_SETTLED.split():
        setting, source, evidence = "", "CMS, place of service code set", "curated"
    else:
        setting, source, evidence = "professional", "IOM 100-04, ch. 26 §10.5", "curated"
    assert (row["setting"], row["evidence"]) == (setting, evidence)
    assert row["source"].startswith(source)


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("11", "office"),
        ("12", "home"),
        ("19", "off campus"),
        ("20", "urgent care"),
        ("21", "inpatient"),
        ("22", "on campus"),
        ("23", "emergency room"),
        ("24", "surgical center"),
        ("25", "birthing"),
        ("31", "skilled nursing"),
        ("49", "independent clinic"),
        ("65", "ESRD"),
    ],
)
def test_a_place_has_the_number_that_cms_gives_it(code: str, word: str) -> None:
    """The hospital's departments have 19 and 22, with urgent care and inpatient between them."""
    assert word in PLACES[code]["place"]


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("place", [None, "11", "22", "24"])
def test_the_place_of_a_surgical_center_is_its_own(setting: Setting, place: str | None) -> None:
    """24, given or not; every other setting has the place that was given."""
    if setting != "asc":
        assert place_of(setting, place) == place
    elif place in {None, "24"}:
        assert place_of(setting, place) == "24"
    else:
        with pytest.raises(BadClaimLine, match="is not the place of service of a surgical center"):
            place_of(setting, place)


def test_a_place_that_is_none_is_refused_in_every_setting() -> None:
    for setting in SETTINGS:
        with pytest.raises(BadClaimLine, match="'1' is not a place of service"):
            place_of(setting, "1")
