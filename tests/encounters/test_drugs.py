"""How the drug of an encounter decides its codes, and what stays open if it does not."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import (
    Administration,
    Amount,
    BadAdministration,
    IncompatibleUnits,
    bill,
    codeset,
    pair,
)

from ..charts import at, coded, iv, lines, push, saline, shot

DAY = at(8).date()
CODES = [*codeset(DAY), *codeset(DAY).related]
ROUTES_AND_TECHNIQUES = [
    ("intravenous", "infusion"),
    ("intravenous", "push"),
    ("intravenous", "pump"),
    ("subcutaneous", "injection"),
    ("subcutaneous", "infusion"),
    ("subcutaneous", "on-body injector"),
    ("intramuscular", "injection"),
    ("intramuscular", "procedure"),
    ("intra-articular", "procedure"),
    ("intravitreal", "procedure"),
    ("intrathecal", "procedure"),
    ("intravesical", "procedure"),
    ("intra-arterial", "push"),
    ("intra-arterial", "infusion"),
    ("inhalation", "procedure"),
    ("oral", "none"),
]


def charted(drug: str, route: Any, technique: Any, **more: object) -> Administration:
    """One administration of an hour, if it takes time; without a family."""
    stop = at(9) if technique == "infusion" else None
    return Administration(drug, route, technique, at(8), stop, **more)  # type: ignore[arg-type]


# --- what the drug settles ---------------------------------------------------------


@given(
    st.sampled_from(CODES),
    st.sampled_from(ROUTES_AND_TECHNIQUES),
    st.sampled_from(["professional", "facility"]),
)
def test_what_is_reported_for_a_code_is_what_pair_accepts(
    code: str, given_by: tuple[str, str], setting: Any
) -> None:
    route, technique = given_by
    side = "right" if route in {"intra-articular", "intravitreal"} else ""
    try:
        encounter = coded(charted(code, route, technique, side=side), setting=setting)
    except BadAdministration as error:
        assert str(error).startswith("event 1 (")  # noqa: PT017 - it may be refused
        return
    for line in encounter.lines:
        for cpt in filter(None, line.candidates or (line.code,)):
            outcome = pair(code, cpt, on=DAY, setting=setting, route=route).outcome  # type: ignore[arg-type]
            if line.outcome == "reported":
                assert outcome == "accepted", line
            else:
                assert outcome != "refused", line


@pytest.mark.parametrize(
    ("given_", "billed"),
    [
        (iv("pembrolizumab", at(8), at(9), ""), "96413"),
        (iv(" Keytruda ", at(8), at(9), ""), "96413"),
        (iv("cyclophosphamide", at(8), at(9), ""), "96413"),
        (push("Zofran", at(8), None, ""), "96374"),
        (shot("Fulvestrant", at(8), "", "intramuscular"), "96402"),
        (iv("J3475", at(8), at(9), "hydration"), "96360"),
        (iv("J3475", at(8), at(9), "therapeutic"), "96365"),
        (charted("J8501", "oral", "none"), ""),
        (charted("Q2041", "intravenous", "procedure"), "38228"),
        (charted("90380", "intramuscular", "injection", procedure="96381"), "96381"),
        (charted("J0278", "intravenous", "pump"), "C8957"),
        (charted("J9200", "hepatic arterial", "pump"), "96425"),
        (charted("J9200", "intra-arterial", "push"), "96420"),
        (Administration("J9200", "intra-arterial", "infusion", at(8), at(10)), "96422 96423"),
        (Administration("J9200", "intra-arterial", "infusion", at(8), at(8, 15)), "96420"),
    ],
)
def test_the_drug_decides_how_it_is_coded(given_: Administration, billed: str) -> None:
    assert lines(coded(given_)) == billed


@pytest.mark.parametrize("order", [1, -1])
def test_one_complex_drug_makes_the_bag_complex(order: int) -> None:
    drug, other = ("J9181", "J2405")[::order]
    assert lines(coded(iv(drug, at(8), at(9), "", also=(other,)))) == "96413"


def test_drugs_of_one_syringe_that_differ_leave_it_open() -> None:
    both = Administration("J9395", "intramuscular", "injection", at(8), also=("J3420",))
    assert lines(coded(both)) == "?96402|96372"
    assert "its drugs are billed under different codes: pass family=" in str(coded(both))


def test_a_drug_in_a_fluid_is_not_hydration() -> None:
    assert lines(coded(iv("J7030", at(8), at(9), "", also=("J0692",)))) == "96365"


def test_potassium_in_a_fluid_is_hydration_or_a_drug_by_its_purpose() -> None:
    wet = iv("J7030", at(8), at(9), "", also=("J3480",))
    assert lines(coded(wet)) == "?96365|96360"
    for code in ("96365", "96360"):
        assert pair("J3480", code, on=DAY, setting="facility").outcome == "needs_documentation"


# --- what stays open -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_", "billed", "says"),
    [
        (iv("J1745", at(8), at(10), ""), "?96413|96365 ?96415|96366", "complexity decides"),
        (iv("infliximab", at(8), at(9), ""), "?96413|96365", "complexity decides"),
        (shot("J0717", at(8), ""), "?96401|96372", "one payer lists the drug"),
        (shot("J1950", at(8), "", "intramuscular"), "?96402|96372", "document the diagnosis"),
        (shot("J3490", at(8), ""), "?96401|96402|96372", "the class of J3490 is not known"),
        (push("J2785", at(8), None, ""), "?96374", "part of a test"),
        (shot("J2405", at(8), ""), "?96372", "known routes are intramuscular, intravenous"),
        (iv("J0270", at(8), at(9), ""), "96365", ""),
        (charted("J0585", "intramuscular", "procedure"), "?" + "|".join(
            "64612 64615 64616 64617 64642 64644 64646 64647 64611 64650 64653 67345".split()
        ), "pass procedure="),
        (charted("J9260", "intrathecal", "procedure"), "?96450|96542", "pass procedure="),
        (charted("J3490", "intravitreal", "procedure", side="right"), "?", "pass procedure="),
        (charted("90380", "intramuscular", "injection"), "?96380|96381", "pass procedure="),
        (charted("J0178", "intravitreal", "procedure"), "?67028", "chart the side, right or left"),
        (charted("J9200", "intra-arterial", "push"), "96420", ""),
        (Administration("J9200", "intra-arterial", "infusion", at(8)), "?96420|96422", "chart it"),
    ],
)  # fmt: skip
def test_what_the_drug_does_not_settle_needs_documentation(
    given_: Administration, billed: str, says: str
) -> None:
    encounter = coded(given_)
    assert lines(encounter) == billed
    assert says in str(encounter)


def test_the_family_that_is_charted_settles_it() -> None:
    assert lines(coded(iv("J1745", at(8), at(10), "complex"))) == "96413 96415"
    assert lines(coded(iv("J1745", at(8), at(10), "therapeutic"))) == "96365 96366"
    assert lines(coded(shot("J3490", at(8), "therapeutic"))) == "96372"
    assert lines(coded(push("J2785", at(8), None, "therapeutic"))) == "96374"
    assert lines(coded(shot("J2405", at(8), "therapeutic"))) == "96372"


@pytest.mark.parametrize("code", ["J3490", "J3590", "J3570", "J7599", "J7999"])
def test_any_family_of_the_route_is_accepted_for_a_drug_of_which_nothing_is_known(
    code: str,
) -> None:
    """The chart knows what was billed by a code without a drug of its own, also a fluid."""
    for family, billed in (("complex", "96413"), ("therapeutic", "96365"), ("hydration", "96360")):
        assert lines(coded(iv(code, at(8), at(9), family))) == billed
    with pytest.raises(BadAdministration, match="'hormonal' does not fit"):
        coded(iv(code, at(8), at(9), "hormonal"))


def test_one_event_settles_the_family_of_its_drug() -> None:
    day = [iv("J1745", at(8), at(9), "complex"), iv("J1745", at(9), at(10), "")]
    assert lines(coded(*day)) == "96413 96415"


def test_an_add_on_stands_whichever_parent_is_reported() -> None:
    day = [push("J2919", at(7, 50), None, ""), iv("J1745", at(8), at(9), "")]
    encounter = coded(*day)
    assert lines(encounter) == "96375 ?96413|96365"
    assert [line.code for line in encounter.reported] == ["96375"]


def test_the_family_of_one_event_applies_to_others_of_the_drug() -> None:
    day = [iv("J1745", at(9), at(10), "therapeutic"), iv("J1745", at(14), at(15), "", site="2")]
    assert lines(coded(*day)) == "96365 96365-59"
    shots = [shot("J3262", at(9)), shot("J3262", at(9, 1), "")]
    assert lines(coded(*shots, repeated_injection="each")) == "96372x2"


def test_a_drug_is_one_by_code_name_and_brand() -> None:
    assert lines(coded(push("J2405", at(8)), push("Zofran", at(9)))) == "96374 96376"
    office = {"setting": "professional"}
    assert lines(coded(push("J2405", at(8)), push("ondansetron", at(9)), **office)) == "96374"
    runs = [iv("J1745", at(8), at(9), "therapeutic"), iv("Remicade", at(9), at(10), "therapeutic")]
    assert lines(coded(*runs)) == "96365 96366"
    makers = [push("J9041", at(9), None, ""), push("J9048", at(9, 5), None, "")]
    assert lines(coded(*makers)) == "96409"
    both = [push("J2405", at(8)), saline(at(9), at(10))]
    assert lines(coded(*both, **office, reason="ondansetron")) == "96374 96361"


def test_another_product_of_a_name_may_have_another_route() -> None:
    # furosemide has a subcutaneous code, bevacizumab one for the eye
    assert lines(coded(push("furosemide", at(8), None, ""))) == "96374"
    assert lines(coded(iv("bevacizumab", at(8), at(9), ""))) == "96413"


def test_what_is_swallowed_blocks_no_claim() -> None:
    for drug in ("Tylenol", "acetaminophen", "Zofran", "Benadryl"):
        encounter = coded(charted(drug, "oral", "none"), iv("J9271", at(8), at(9), ""))
        assert lines(encounter) == "96413"
    # a nasal spray given under supervision has codes of its own
    assert lines(coded(charted("S0013", "nasal", "none"))) == "?G2082|G2083"


def test_what_is_the_same_in_any_family_is_reported() -> None:
    # J1745 at one site, cefepime at another: whichever it is, cefepime has its own initial
    day = [iv("J1745", at(8), at(9), ""), iv("J0692", at(8), at(9), "", site="left")]
    assert "96365" in lines(coded(*day)).replace("|96365", "")


def test_what_another_drug_supports_may_depend_on_an_open_one() -> None:
    # with a therapeutic infusion a second one is sequential or initial by length
    day = [iv("J1745", at(8), at(9), ""), iv("J0692", at(9), at(11), "")]
    assert lines(coded(*day)) == "96366 96367 ?96413|96365"
    (open_,) = coded(*day).open
    assert open_.events == (1, 2)
    assert [each.kind for each in open_.questions] == ["family"]


def test_a_pump_and_its_refill_are_one() -> None:
    day = [
        charted("J9190", "intravenous", "pump"),
        charted("J9190", "intravenous", "refill", procedure="96521"),
    ]
    assert lines(coded(*day)) == "96416"
    assert lines(coded(day[1])) == "96521"
    assert lines(coded(charted("J9190", "intravenous", "refill"))) == "?96521|96522"


def test_an_intra_arterial_infusion_without_a_stop_may_be_a_push() -> None:
    open_ = Administration("J9200", "intra-arterial", "infusion", at(8))
    assert lines(coded(open_, missing_stop="push")) == "96420"
    twice = [
        Administration("J9200", "intra-arterial", "infusion", at(h), at(h + 2)) for h in (8, 9)
    ]
    with pytest.raises(BadAdministration, match="the same drug is already running"):
        coded(*twice)


# --- procedures --------------------------------------------------------------------------


def knee(drug: str, side: Any, procedure: str = "20610", site: str = "knee") -> Administration:
    return charted(drug, "intra-articular", "procedure", side=side, site=site, procedure=procedure)


def test_a_side_is_a_modifier_and_drugs_of_one_place_are_one_procedure() -> None:
    assert lines(coded(knee("J3301", "left"))) == "20610-LT"
    assert lines(coded(knee("J3301", "right"), knee("J2003", "right"))) == "20610-RT"
    other = knee("J3301", "right", site="shoulder")
    assert lines(coded(knee("J3301", "right"), other)) == "20610-RT 20610-59-RT"


def test_both_sides_are_one_line_or_two() -> None:
    both = [knee("J3301", "right"), knee("J3301", "left")]
    assert lines(coded(*both)) == "?20610 ?20610"
    assert lines(coded(*both, both_sides="50")) == "20610-50"
    assert lines(coded(*both, both_sides="RT and LT")) == "20610-LT 20610-RT"


def test_unnamed_joints_on_both_sides_may_be_different_joints() -> None:
    both = [knee("J3301", side, site="1") for side in ("right", "left")]
    assert lines(coded(*both, both_sides="50")) == "?20610 ?20610"
    assert "chart the joint in site=" in str(coded(*both, both_sides="50"))


def test_a_further_limb_needs_its_first() -> None:
    limbs = [
        charted("J0585", "intramuscular", "procedure", procedure=code, site=site)
        for code, site in (("64643", "left arm"), ("64642", "right arm"))
    ]
    assert lines(coded(*limbs)) == "64642 64643"
    assert lines(coded(limbs[0])) == "?64643"
    assert "64643 goes with 64642 or 64644: document it" in str(coded(limbs[0]))
    face = charted("J0585", "intramuscular", "procedure", procedure="64612")
    assert lines(coded(limbs[0], face)) == "64612 ?64643"


def test_a_side_may_be_charted_for_any_procedure() -> None:
    spine = [
        charted("J2274", "epidural", "procedure", procedure="64483", side=side)
        for side in ("right", "left")
    ]
    assert lines(coded(spine[0])) == "64483-RT"
    assert lines(coded(*spine, both_sides="50")) == "64483-50"


def test_a_physician_reports_the_procedure_in_a_facility_and_no_infusion() -> None:
    day = [
        knee("J3301", "right"),
        iv("J0692", at(8), at(9), ""),
        charted("J9190", "intravenous", "refill", procedure="96521"),
    ]
    encounter = coded(*day, setting="professional", place_of_service="22")
    assert lines(encounter) == "20610-RT"


def test_an_encounter_states_for_which_codes_no_edits_are_on_file() -> None:
    light = coded(charted("J7308", "topical", "procedure", procedure="96567"))
    assert str(light.steps[-1]) == "bundles not checked for 96567: no edits on file [CMS, NCCI]"
    assert "not checked" not in str(coded(knee("J3301", "right")).steps[-1])
    assert "not checked" not in str(coded(iv("J0692", at(8), at(9))).steps[-1])


# --- doses -----------------------------------------------------------------------------------


def test_the_doses_of_a_day_are_added_up_for_bill() -> None:
    day = [
        push("J2270", at(8), dose="2 mg"),
        push("J2270", at(9), dose=Amount("4 mg")),
        push("J2405", at(9)),
    ]
    encounter = coded(*day)
    assert encounter.doses == {("J2270", DAY): Amount("6 mg")}
    assert "J2270 2 mg, intravenous push" in str(encounter.steps[0])
    drugs = bill(
        "J2270",
        on=DAY,
        administered=encounter.doses["J2270", DAY],
        container="multi-dose",
        policy="medicare",
        setting="facility",
    )
    assert encounter.claim_lines(drugs.lines)[0].code == "J2270"


def test_doses_in_units_that_do_not_fit_are_an_error() -> None:
    day = [push("J2270", at(8), dose="2 mg"), push("J2270", at(9), dose="2 mL")]
    with pytest.raises(IncompatibleUnits):
        _ = coded(*day).doses


def test_a_code_may_be_given_as_the_object_that_it_is() -> None:
    version = codeset(DAY)["J9271"]
    assert Administration(version, "intravenous", "infusion", at(8)).drug == "J9271"


# --- bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("route", "technique", "more", "says"),
    [
        ("intravenous", "infusion", {"dose": "-3 mg"}, "dose: '-3 mg' is negative"),
        ("intravenous", "infusion", {"dose": 2.5}, "dose: 2.5 is a binary float"),
        ("intravenous", "infusion", {"dose": ""}, "dose: '' does not begin with a number"),
        ("intravenous", "infusion", {"dose": "0 mg"}, "dose='0 mg': nothing was given"),
        (
            "intravenous",
            "infusion",
            {"side": "right"},
            "is for procedures: pass the place in site=",
        ),
        (
            "intravitreal",
            "procedure",
            {"side": "RT"},
            "side='RT' is not a side: pass right or left",
        ),
        (
            "intravitreal",
            "procedure",
            {"procedure": "6702"},
            "'6702' is not an administration code",
        ),
        (
            "intravitreal",
            "procedure",
            {"family": "complex"},
            "does not apply to technique 'procedure': omit it",
        ),
        (
            "intravenous",
            "infusion",
            {"procedure": "96413"},
            "does not apply to technique 'infusion': omit it",
        ),
    ],
)
def test_what_cannot_be_charted_names_the_event(
    route: Any, technique: Any, more: dict[str, object], says: str
) -> None:
    with pytest.raises(BadAdministration, match="'J9271' of 2025-08-01 08:00:00: ") as caught:
        charted("J9271", route, technique, **more)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        (iv("J2405", at(8), at(9), "complex"), "J2405 (ondansetron hydrochloride) is supportive"),
        (iv("J9045", at(8), at(9), "therapeutic"), "J9045 (carboplatin) is antineoplastic"),
        (iv("J9045", at(8), at(9), "hydration"), "family='hydration' does not fit"),
        (shot("J9395", at(8), "complex", "intramuscular"), "is hormonal antineoplastic"),
        (iv("J2405", at(8), at(9), "hormonal"), "a hormonal drug is not given by intravenous inf"),
        (charted("J0585", "intramuscular", "injection"), "pass technique= procedure"),
        (iv("J9155", at(8), at(9), ""), "its routes are subcutaneous"),
        (iv("J7613", at(8), at(9), ""), "is worded for the inhalation route"),
        (shot("x", at(8), ""), "pass its code, or family= complex or hormonal or therapeutic"),
        (charted("x", "intravitreal", "procedure"), "pass its code, or procedure="),
        (
            charted("J0178", "intravitreal", "procedure", procedure="20610"),
            "procedure='20610' does not go with this drug and route: pass 67028",
        ),
        (
            charted("J0696", "intramuscular", "injection", procedure="20610"),
            "procedure='20610' does not apply to an infusion, push or injection",
        ),
        (
            iv("JO129", at(8), at(9), ""),
            "'JO129' is not a drug code on file; did you mean J0129?",
        ),
        (
            iv("J1745-JW", at(8), at(9), ""),
            "'J1745-JW' is not a drug code on file; did you mean J1745?",
        ),
        (iv("JO129", at(8), at(9), "complex"), "did you mean J0129?"),
        (iv("J0692", at(8), at(9), also=("JO129",)), "did you mean J0129?"),
        (iv("P9016", at(8), at(9)), "'P9016' is not a drug code on file"),
        (shot("90686", at(8), ""), "90686 is not a product on file: vaccines"),
        (charted("Q2042", "intravenous", "pump"), "pass technique= procedure"),
        (iv("J9310", at(8), at(9), ""), "J9310 is not in force on 2025-08-01"),
    ],
)
def test_what_does_not_fit_the_drug_is_refused_and_names_the_event(
    given_: Administration, says: str
) -> None:
    with pytest.raises(BadAdministration, match=r"^event 1 \(") as caught:
        coded(given_)
    assert says in str(caught.value)


def test_a_name_charted_with_its_family_or_procedure_needs_no_code() -> None:
    assert lines(coded(iv("trial drug", at(8), at(9), "complex"))) == "96413"
    assert lines(coded(charted("trial drug", "intravesical", "procedure", procedure="51720"))) == (
        "51720"
    )
    assert lines(coded(charted("trial drug", "oral", "none"))) == ""


def test_the_day_decides_what_a_code_is() -> None:
    assert date(2025, 8, 1) == DAY
    old = at(8).replace(year=2024)
    assert lines(coded(push("J1170", old, None, ""))) == "96374"
    with pytest.raises(BadAdministration, match="J1170 is not in force on 2025-08-01"):
        coded(push("J1170", at(8), None, ""))


# --- paired body sites ----------------------------------------------------------------

PAIRED = [
    ("intra-articular", "J3301", "20610"),
    ("intracameral implant", "J7355", "0660T"),
    ("intravitreal", "J0178", "67028"),
    ("intravitreal implant", "J7312", "67028"),
    ("retrobulbar", "J3301", "67500"),
    ("subconjunctival", "J3301", "68200"),
    ("subretinal", "J3398", "0810T"),
    ("suprachoroidal", "J3299", "67516"),
]


def on_sides(route: Any, drug: str, code: str, *sides: str) -> list[Administration]:
    return [
        charted(drug, route, "procedure", side=side, site="place", procedure=code) for side in sides
    ]


@pytest.mark.parametrize(("route", "drug", "code"), PAIRED, ids=lambda each: each)
def test_a_paired_body_site_has_its_side(route: Any, drug: str, code: str) -> None:
    right, left, unstated = (
        on_sides(route, drug, code, *sides) for sides in (("right",), ("left",), ("",))
    )
    both = [*right, *left]
    assert lines(coded(*right)) == f"{code}-RT"
    assert lines(coded(*left)) == f"{code}-LT"
    assert lines(coded(*unstated)) == f"?{code}"
    assert "chart the side, right or left" in str(coded(*unstated))
    assert lines(coded(*both)) == f"?{code} ?{code}"
    assert (
        "Medicare requires one line with modifier 50, others a line for each side; choose"
        in str(coded(*both))
    )
    assert lines(coded(*both, both_sides="50")) == f"{code}-50"
    assert lines(coded(*both, both_sides="RT and LT")) == f"{code}-LT {code}-RT"
    again = [*both, *right]
    assert lines(coded(*again, both_sides="50")) == f"{code}-50"


@pytest.mark.parametrize(
    ("route", "drug", "code"),
    [
        ("intravesical", "J9030", "51720"),
        ("epidural", "J2274", "62322"),
        ("intralesional", "J0775", "20527"),
        ("lacrimal insert", "J1096", "68841"),
        ("intraperitoneal", "J9190", "96446"),
        ("infiltration", "J3301", "20550"),
    ],
)
def test_a_body_site_that_is_not_paired_needs_no_side(route: Any, drug: str, code: str) -> None:
    assert lines(coded(charted(drug, route, "procedure", procedure=code))) == code


def test_two_drugs_for_two_eyes_are_one_line_for_medicare() -> None:
    eyes = [
        charted("J0178", "intravitreal", "procedure", side="right"),
        charted("J2778", "intravitreal", "procedure", side="left"),
    ]
    encounter = coded(*eyes, both_sides="50")
    assert lines(encounter) == "67028-50"
    assert encounter.lines[0].units == 1
    other = str(encounter.steps[1])
    assert "nothing, the other side, on the line with modifier 50 [NCCI Policy Manual, ch. I" in (
        other
    )


def test_unnamed_joints_are_open_only_on_both_sides() -> None:
    one = charted("J3301", "intra-articular", "procedure", side="right", procedure="20610")
    assert lines(coded(one)) == "20610-RT"
    eyes = [charted("J0178", "intravitreal", "procedure", side=side) for side in ("right", "left")]
    assert lines(coded(*eyes, both_sides="RT and LT")) == "67028-LT 67028-RT"


# --- pumps and their refills -----------------------------------------------------------------------


@pytest.mark.parametrize("refill", ["96521", "96522"])
def test_a_refill_of_another_day_is_reported_and_that_of_the_first_is_not(refill: str) -> None:
    pump = charted("J9190", "intravenous", "pump")
    first = charted("J9190", "intravenous", "refill", procedure=refill)
    later = Administration("J9190", "intravenous", "refill", at(8, day=2), procedure=refill)
    encounter = coded(pump, first)
    assert lines(encounter) == "96416"
    assert "the first fill is part of starting the pump" in str(encounter.steps[1])
    assert lines(coded(pump, later)) == f"96416 {refill}"
    artery = charted("J9200", "hepatic arterial", "pump")
    filled = charted("J9200", "hepatic arterial", "refill", procedure="96522")
    assert lines(coded(artery, filled)) == "96425"


def test_a_flush_is_not_a_refill() -> None:
    with pytest.raises(BadAdministration, match="pass 96521 or 96522"):
        coded(charted("J9190", "intravenous", "refill", procedure="96523"))


# --- what a physician reports in a facility --------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "where"),
    [
        ("96359", "both"),
        ("96360", "office"),
        ("96379", "office"),
        ("96380", "both"),
        ("96400", "both"),
        ("96401", "office"),
        ("96425", "office"),
        ("96426", "both"),
        ("96520", "both"),
        ("96521", "office"),
        ("96523", "office"),
        ("96524", "both"),
    ],
)
@pytest.mark.parametrize("place", ["19", "21", "22", "23", "24"])
def test_a_physician_reports_in_a_facility_what_is_not_office_only(
    code: str, where: str, place: str
) -> None:
    given_ = charted("trial drug", "intravesical", "procedure", procedure=code)
    office = coded(given_, setting="professional", place_of_service="11")
    assert lines(office).strip("?") == code
    there = coded(given_, setting="professional", place_of_service=place)
    assert lines(there) == (code if where == "both" else "")


def test_the_reason_of_the_first_of_several_procedures_is_shown() -> None:
    hand_or_plaque = coded(charted("J0775", "intralesional", "procedure"))
    assert lines(hand_or_plaque) == "?20527|11900|11901|54200"
    assert "into the cord of the hand; pass procedure=" in str(hand_or_plaque)


@pytest.mark.parametrize("site", ["0", "knee", "10"])
def test_a_joint_that_is_named_is_one_joint_on_both_sides(site: str) -> None:
    both = [knee("J3301", side, site=site) for side in ("right", "left")]
    assert lines(coded(*both, both_sides="50")) == "20610-50"


def test_a_procedure_that_is_open_hides_no_other() -> None:
    day = [
        charted("J0775", "intralesional", "procedure"),
        Administration("J9030", "intravesical", "procedure", at(9)),
    ]
    assert lines(coded(*day)) == "51720 ?20527|11900|11901|54200"


# --- pumps and bags, by what is in them ------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_", "billed", "says"),
    [
        (charted("J9312", "intravenous", "pump"), "96416", ""),
        (charted("J3490", "intravenous", "pump"), "?96416|C8957", "J3490 is not known: pass fam"),
        (charted("J3490", "intravesical", "procedure"), "?", "J3490 is not known: pass procedure="),
        (iv("J9181", at(8), at(9), "", also=("J1745",)), "96413", ""),
        (
            iv("J1745", at(8), at(9), "", also=("J2405",)),
            "?96413|96365",
            (
                "J1745 (infliximab): complexity decides: document why the drug requires "
                "complex administration; pass family="
            ),
        ),
        (iv("J7030", at(8), at(9), "", also=("J1745",)), "?96413|96365", "J1745 (infliximab): "),
        (iv("J7030", at(8), at(9), "", also=("J7050",)), "96360", ""),
        (iv("J7030", at(8), at(9), "", also=("saline",)), "96360", ""),
        (iv("saline", at(8), at(9), "", also=("J0692",)), "96365", ""),
        (Administration("S0013", "nasal", "none", at(8), procedure="G2082"), "G2082", ""),
        (
            Administration("J7336", "topical", "procedure", at(8)),
            "?17999",
            "a patch applied in the office does not have its own code: document it; pass",
        ),
        (
            iv("C9046", at(8), at(9), ""),
            "?96365",
            "known routes are topical: document the route; pass family=",
        ),
    ],
)
def test_what_is_in_a_bag_or_a_pump_decides(given_: Administration, billed: str, says: str) -> None:
    encounter = coded(given_)
    assert lines(encounter) == billed
    assert says in str(encounter)


def test_a_pump_of_the_office_is_judged_as_an_infusion_of_its_drug() -> None:
    encounter = coded(charted("J9190", "intravenous", "pump"), setting="professional")
    assert lines(encounter) == "?96416|G0498"
    assert str(encounter).endswith("Medicare accepts G0498, other payers 96416; choose home_pump=")


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        (
            charted("J1745", "intravenous", "pump"),
            ("no rule covers J1745 (infliximab) by intravenous pump (facility): pass technique= "
            "infusion or push"),
        ),
        (
            charted("J9155", "intravenous", "push"),
            ("no rule covers J9155 (degarelix) by intravenous push (facility): its routes are "
            "subcutaneous"),
        ),
        (
            iv("J2405", at(8), at(9), "hydration"),
            ("family='hydration' does not fit: 96360 is for hydration fluid; J2405 (ondansetron "
            "hydrochloride) is supportive care"),
        ),
        (
            shot("J2405", at(8), "hormonal", "intramuscular"),
            ("family='hormonal' does not fit: 96402 is for hormonal antineoplastic; J2405 "
            "(ondansetron hydrochloride) is supportive care"),
        ),
        (
            iv("J2405", at(8), at(9), "hormonal"),
            "family='hormonal' does not fit: a hormonal drug is not given by intravenous infusion",
        ),
        (
            charted("x", "intra-arterial", "push", family="hormonal"),
            "a hormonal drug is not given by intra-arterial push",
        ),
        (
            charted("x", "intravenous", "pump"),
            "no code has the name 'x': pass its code, or family= complex or therapeutic",
        ),
        (
            charted("x", "intravitreal", "procedure"),
            "no code has the name 'x': pass its code, or procedure=",
        ),
        (iv("J129", at(8), at(9), ""), "'J129' is not a drug code on file; did you mean J0129?"),
        (iv("A1234", at(8), at(9), ""), "'A1234' is not a drug code on file"),
        (iv("G0138", at(8), at(9), ""), "G0138 is not included: it is neither a J code nor one of the codes related to them"),
    ],
)  # fmt: skip
def test_what_no_rule_covers_is_refused_with_what_can_be(given_: Administration, says: str) -> None:
    with pytest.raises(BadAdministration) as caught:
        coded(given_)
    assert str(caught.value) == f"event 1 ({given_}): {says}"


# --- a name of several codes --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "route", "billed"),
    [
        # the first code, and the last ones, are worded for another route
        ("aripiprazole", "subcutaneous", "?96372"),
        ("dexamethasone", "subcutaneous", "?96372"),
        ("acetylcysteine", "intramuscular", "?96372"),
    ],
)
def test_codes_that_are_worded_for_another_route_leave_those_that_are_not(
    name: str, route: Any, billed: str
) -> None:
    encounter = coded(charted(name, route, "injection"))
    assert lines(encounter) == billed
    assert "document the route" in str(encounter)


def test_a_name_whose_codes_are_all_worded_for_another_route_is_refused_by_the_first() -> None:
    with pytest.raises(BadAdministration) as caught:
        coded(charted("buprenorphine/naloxone", "intramuscular", "injection"))
    assert str(caught.value).endswith(
        "J0572 (buprenorphine/naloxone) is worded for the oral route, not 'intramuscular'"
    )


def test_the_source_of_a_procedure_that_is_open_is_that_of_its_reason() -> None:
    step = coded(charted("J0775", "intralesional", "procedure")).steps[0]
    assert step.source == "LCD L31243"


def test_an_on_body_injector_has_a_code_since_2017() -> None:
    """Before, there is none to report: the chart is documented, and nothing is guessed."""
    given: Any = {
        "drug": "x",
        "route": "subcutaneous",
        "technique": "on-body injector",
        "family": "therapeutic",
    }
    before = Administration(start=datetime(2016, 12, 31, 9), **given)  # noqa: DTZ001
    (line,) = coded(before).lines
    assert (line.code, line.outcome, line.candidates) == ("", "needs_documentation", ())
    assert line.reason.endswith("no code for this in the rules")
    assert lines(coded(Administration(start=datetime(2017, 1, 1, 9), **given))) == "96377"  # noqa: DTZ001


def test_a_pump_of_the_office_needs_no_choice_before_its_code() -> None:
    given: Any = {
        "drug": "x",
        "route": "intravenous",
        "technique": "pump",
        "family": "complex",
    }
    for year, billed in ((2015, "96416"), (2016, "?96416|G0498")):
        pump = Administration(start=datetime(year, 1, 1, 9), **given)  # noqa: DTZ001
        assert lines(coded(pump, setting="professional")) == billed
