"""A chart that names what no code has: what the error says to chart instead."""

from __future__ import annotations

import pytest

from hcpcs_jcodes import Administration, BadAdministration

from ..charts import at, coded, lines


def why_not(drug: str, route: str, technique: str) -> str:
    """The text of the error for a name without a family or procedure."""
    charted = Administration(drug, route, technique, at(9))  # type: ignore[arg-type]
    with pytest.raises(BadAdministration) as caught:
        coded(charted)
    assert caught.value.value == drug
    return str(caught.value).partition(f"no code has the name {drug!r}: ")[2]


@pytest.mark.parametrize("drug", ["0.9% NaCl", "NS 1000 mL bolus"])
def test_a_fluid_is_offered_hydration_and_its_codes(drug: str) -> None:
    """Charted as therapeutic it would be billed as more than it was."""
    text = why_not(drug, "intravenous", "infusion")
    assert text.startswith(
        "pass its code, or family= complex or therapeutic, or family= hydration for fluid alone"
    )
    assert text.endswith("?")
    for code in ("J7030", "J7040", "J7050"):
        assert code in text
    alone = Administration(drug, "intravenous", "infusion", at(9), at(10), family="hydration")
    assert lines(coded(alone)) == "96360"


@pytest.mark.parametrize(
    ("route", "technique"), [("intravenous", "push"), ("subcutaneous", "infusion")]
)
def test_hydration_is_offered_for_infusions_into_a_vein_alone(route: str, technique: str) -> None:
    assert "hydration" not in why_not("mystery", route, technique)


@pytest.mark.parametrize(
    "drug",
    ["packed red cells", "PRBC 1 unit", "2 units FFP", "platelets", "whole blood", "transfusion"],
)
@pytest.mark.parametrize("technique", ["infusion", "push"])
def test_blood_is_charted_as_the_procedure_that_gives_it(drug: str, technique: str) -> None:
    """What the error says is what then works."""
    text = why_not(drug, "intravenous", technique)
    assert text.endswith("; for a transfusion technique='procedure' and procedure='36430'")
    given = Administration(drug, "intravenous", "procedure", at(9), at(11), procedure="36430")
    assert lines(coded(given)) == "36430"


def test_other_names_and_routes_have_no_word_of_a_transfusion() -> None:
    assert "36430" not in why_not("mystery", "intravenous", "infusion")
    assert "36430" not in why_not("bloodroot", "intravenous", "infusion")
    assert "36430" not in why_not("platelets", "subcutaneous", "injection")


def test_a_name_that_leads_to_one_drug_is_suggested_and_not_taken() -> None:
    assert why_not("b12 inj", "intramuscular", "injection").endswith("; did you mean J3420?")
    assert why_not("regular insulin", "subcutaneous", "injection").endswith(
        "; did you mean J1815, S5550, S5552?"
    )


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("lupron depot", "J1950, J9217"),
        ("leuprolide acetate", "J1950, J1954, J9217"),
        ("infliximab", "J1745, Q5103, Q5104, Q5109 and 1 more"),
    ],
)
def test_a_text_of_a_name_with_several_codes_names_its_codes(name: str, codes: str) -> None:
    """None was chosen: Lupron Depot of 7.5 mg is J9217."""
    route, technique = (
        ("intravenous", "infusion") if name == "infliximab" else ("intramuscular", "injection")
    )
    given = Administration(name, route, technique, at(9), at(10))  # type: ignore[arg-type]
    (first, *_) = coded(given).open
    assert first.reason.startswith(f"{codes}: ")


def test_a_code_settles_a_name_where_one_of_its_codes_is_settled() -> None:
    depot = Administration("lupron depot", "intramuscular", "injection", at(9))
    (line,) = coded(depot).open
    assert line.reason.endswith("; pass family= or a code")
    assert lines(coded(Administration("J9217", "intramuscular", "injection", at(9)))) == "96402"
    biosimilars = Administration("infliximab", "intravenous", "infusion", at(9), at(10))
    assert coded(biosimilars).open[0].reason.endswith("; pass family=")


def test_a_biologic_that_guides_differ_about_takes_the_family_that_is_charted() -> None:
    """Pegloticase: guides name both families; without one it is therapeutic as before."""
    for family, code in (("", "96365"), ("therapeutic", "96365"), ("complex", "96413")):
        given = Administration(
            "Krystexxa",
            "intravenous",
            "infusion",
            at(9),
            at(10),
            family=family,  # type: ignore[arg-type]
        )
        assert lines(coded(given)) == code
    with pytest.raises(BadAdministration, match="does not fit"):
        coded(Administration("J1786", "IV", "infusion", at(9), at(10), family="complex"))  # type: ignore[arg-type]


def test_each_procedure_that_may_have_been_done_is_told_apart() -> None:
    """Methotrexate into the spinal fluid: by a tap, or by a reservoir."""
    spinal = Administration("J9260", "intrathecal", "procedure", at(9))
    (line,) = coded(spinal).open
    assert "with a tap: 96450; into a reservoir of it: 96542" in line.reason
    knee = Administration("J3301", "intra-articular", "procedure", at(9), site="right knee")
    assert "large (20610)" in coded(knee).open[0].reason
