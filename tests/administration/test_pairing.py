"""Which administration codes fit a drug."""

from __future__ import annotations

import pickle
from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes import (
    AdministrationOption,
    AmbiguousName,
    BadAdministration,
    BadClaimLine,
    BadDate,
    JCode,
    NotInForce,
    UncoveredDate,
    UnknownCode,
    administration_codes,
    codeset,
    pair,
)
from hcpcs_jcodes.payers.ncci import is_add_on, parents_on
from hcpcs_jcodes.tables import read_table

DAY = date(2025, 8, 1)
TODAY = date(2026, 9, 30)
NEWEST = codeset(TODAY)
IN_FORCE: list[JCode] = [*NEWEST.values(), *NEWEST.related.values()]
HEADER, *ROWS = read_table("administration_rules")
RULES = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
NUMBERS = sorted({cpt for rule in RULES for cpt in rule["cpt"].split("; ") if cpt})
SETTINGS: Any = ("professional", "facility")


def codes(options: tuple[AdministrationOption, ...], outcome: str = "accepted") -> str:
    """The codes of the options of an outcome, in order."""
    return " ".join(option.code for option in options if option.outcome == outcome)


@pytest.mark.parametrize(
    ("drug", "cpts", "outcome"),
    [
        # 3.5: drugs that are not complex
        ("J0696 J1885 J3420 J1100 J1200 J1050 J1071 J2315 J2426 J0401 J1630", "96372", "accepted"),
        ("J3301 J2794 J2680 J2357 J0517", "96372", "accepted"),
        # 3.11: one payer's answer each
        ("J0897", "96372 96401", "needs_documentation"),
        ("J2405 J1100 J2270 J2250 J1885 J1938 J1171", "96374 96375", "accepted"),
        (
            "J3373 J0696 J1756 J1439 J1437 J3489 J1459 J1561 J1569",
            "96365 96366 96367 96368",
            "accepted",
        ),
        ("J0640 J0641 J0207 J1260 J2405 J1453 J1434 J1448 J1627 J3489", "96413 96401", "refused"),
        ("J0640 J0641 J0207 J1260 J1453 J1434 J1448", "96365 96374", "accepted"),
        ("J2506 Q5111", "96372 96377", "accepted"),
        # 3.5 and 3.7.3: drugs against cancer
        ("J9045 J9171 J9267 J9305 J9271 J9299 J9312 J9355 J9035", "96413 96415 96417", "accepted"),
        ("J9190 J9000 J9370 J9041", "96409 96411", "accepted"),
        ("J9041 J9144 J9316 J9311 J9356 J9289 J9277 J9024 J9260", "96401", "accepted"),
        ("J9217 J9395 J9155 J9202 J1952 J9003", "96402", "accepted"),
        ("J9217 J9395 J9155", "96401 96372", "refused"),
        ("J9041 J9311", "96402", "refused"),
        ("J9045 J9171", "96365 96374 96372", "refused"),
        # outside J9, and inside J9 without being against cancer
        ("J0894 J0614 J0870 J1326 J2860 J3263 J0202", "96413", "accepted"),
        ("J3055 J1323", "96401", "accepted"),
        ("J9210 J9332 J9381 J9376", "96413 96365", "needs_documentation"),
        ("J9216 J9333 J9334", "96401 96372", "needs_documentation"),
        ("J9175", "96413 96365", "refused"),
        # 3.4: what sources dispute
        ("J1745 J3262 J0129 J3380 J2350 J2323", "96413 96365", "needs_documentation"),
        ("J1299 J3358 J0491", "96413 96415 96365 96366", "needs_documentation"),
        ("J0717 J3357 J2182 J2356", "96401 96372", "needs_documentation"),
        ("J1950 J3315", "96402 96372", "needs_documentation"),
        ("J9312 J0202", "96365", "needs_documentation"),
        # other places
        ("J9030 J9357 J9282 J9029 J9028 J9183", "51720", "accepted"),
        ("J9030", "96365 96413 96372", "refused"),
        ("J9281", "50391 52005", "needs_documentation"),
        ("J0178 J0177 J2778 J2777 J2781 J2782 J7312 J7313 J7314", "67028", "accepted"),
        ("Q5124 Q5128 Q5147 Q5149 Q5150 Q5153 Q5155", "67028", "accepted"),
        ("J7311", "67027", "accepted"),
        ("J2779", "67027 67028", "needs_documentation"),
        ("J3299", "67516", "accepted"),
        ("J7355", "0660T", "accepted"),
        ("J7351", "0660T 66030", "needs_documentation"),
        ("J0013", "G2082 G2083", "needs_documentation"),
        ("J7336", "17999", "needs_documentation"),
        ("J2787", "0402T", "accepted"),
        ("J0567", "96542 96450", "needs_documentation"),
        ("J0461", "94610", "not_checked"),
        ("J0775", "20527 54200", "accepted"),
        ("J1010 J3301 J3304 J7318 J7320 J7325", "20610 20611 20600 20605", "accepted"),
        ("J7321 J7322 J7323 J7324 J7326 J7327 J7328 J7329 J7331 J7332", "20610", "accepted"),
        ("J7330", "20610", "refused"),  # cells that are put in by an operation
        ("J3301 J0702 J1100 J1010", "62323 64483", "needs_documentation"),
        ("J2274", "62320 62323 62327", "accepted"),
        ("J0665 J2003 J0666", "64400 64450 64490", "accepted"),
        ("J1010 J3301 J0702", "20550 20552 20526", "accepted"),
        ("J2326 J1304", "62322 96450", "needs_documentation"),
        ("J9260 J9100", "96450", "accepted"),
        ("J0475 J2278 J2274", "62369 62370 95990 95991", "accepted"),
        ("J0585 J0586 J0587 J0588 J0589", "64612 64615 64616 64617 64642 64646 64650", "accepted"),
        ("J0585", "52287", "accepted"),
        ("J0585", "64643 64645", "accepted"),
        ("J0585", "96372", "refused"),
        ("J1551 J1555 J1558 J1559 J1575", "96369 96370 96371", "accepted"),
        ("J1670 J2788 J2790 J2791 90371 90375 90376 90377 90378", "96372", "accepted"),
        ("J2997", "36593", "accepted"),
        ("J1073", "11980", "accepted"),
        ("J7306 J7307 J9226 J0570", "11981 11983", "accepted"),
        ("J7296 J7297 J7298 J7299 J7300 J7301", "58300", "accepted"),
        ("J7613 J7620 J7626 J7644", "94640", "needs_documentation"),
        ("J7307", "11982", "refused"),
        ("J7308", "96567", "accepted"),
        # 3.3 and 3.9: what is never reported with a drug
        ("J9271 J2405 J3490 J0178", "99211 36000 36410 96523", "refused"),
        ("J1642", "96523", "needs_documentation"),
        ("J2405", "95115 96380", "refused"),
        ("J8501", "96365", "refused"),
        # 3.9.11, and fluid as a drug
        ("J2785", "96374", "needs_documentation"),
        ("J7030", "96365", "needs_documentation"),
        ("J7030", "96360", "accepted"),
        ("Q2041 Q2042 Q2053 Q2054 Q2055 Q2056 Q2057 Q2058", "38228", "accepted"),
        ("Q2041 Q2055", "96413 96409 96416 96521 96549", "refused"),
        # what cannot be determined
        ("J3490 J3590 J9999 J7999", "96413", "not_checked"),
        ("J9271", "12345", "not_checked"),
    ],
)
@pytest.mark.parametrize("setting", SETTINGS)
def test_the_matrix_of_drugs_and_codes(drug: str, cpts: str, outcome: str, setting: Any) -> None:
    for code in drug.split():
        for cpt in cpts.split():
            found = pair(code, cpt, on=TODAY, setting=setting)
            assert (found.outcome, found.drug, found.cpt) == (outcome, code, cpt), found
            assert found.reasons
            assert bool(found.sources) == (outcome != "not_checked")


def test_a_code_of_the_other_setting_is_refused() -> None:
    assert pair("J2405", "96376", on=DAY, setting="facility").outcome == "accepted"
    found = pair("J2405", "96376", on=DAY, setting="professional")
    assert found.outcome == "refused"
    assert str(found).startswith("J2405 with 96376: refused, 96376 is not for a professional claim")
    assert pair("J9190", "G0498", on=DAY, setting="facility").outcome == "refused"
    assert pair("J9190", "G0498", on=DAY, setting="professional").outcome == "needs_documentation"
    assert pair("J9190", "96416", on=DAY, setting="facility").outcome == "accepted"


def test_a_code_has_its_dates() -> None:
    assert pair("J3299", "0465T", on=date(2023, 12, 31), setting="facility").outcome == "accepted"
    gone = pair("J3299", "0465T", on=date(2024, 1, 1), setting="facility")
    assert gone.outcome == "refused"
    assert "to 2023-12-31" in gone.reasons[0]
    assert pair("J3299", "67516", on=date(2023, 12, 31), setting="facility").outcome == "refused"
    assert pair("Q2041", "0540T", on=date(2024, 12, 31), setting="facility").outcome == "accepted"
    assert pair("Q2041", "38228", on=date(2024, 12, 31), setting="facility").outcome == "refused"


def test_an_antibody_against_rsv_has_codes_of_its_own() -> None:
    assert pair("90380", "96380", on=DAY, setting="professional").outcome == "accepted"
    assert pair("90381", "96372", on=DAY, setting="professional").outcome == "refused"
    assert pair("90381", "90471", on=DAY, setting="professional").outcome == "refused"
    before = date(2023, 10, 1)
    assert pair("90381", "96372", on=before, setting="professional").outcome == "accepted"
    assert codes(administration_codes("90380", on=DAY, setting="professional")) == "96380 96381"


def test_a_route_that_is_not_known_for_the_drug_needs_documentation() -> None:
    assert pair("J0696", "96372", on=DAY, setting="facility", route="intramuscular").outcome == (
        "accepted"
    )
    found = pair("J0696", "96372", on=DAY, setting="facility", route="subcutaneous")
    assert found.outcome == "needs_documentation"
    assert "known routes are intramuscular, intravenous" in found.reasons[0]
    wrong = pair("J0696", "96365", on=DAY, setting="facility", route="intramuscular")
    assert wrong.outcome == "refused"
    assert "96365 is for intravenous" in wrong.reasons[0]


def test_a_route_helps_if_none_is_known_for_a_drug() -> None:
    assert pair("J9999", "96413", on=DAY, setting="facility").outcome == "not_checked"
    found = pair("J9999", "96413", on=DAY, setting="facility", route="intravenous")
    assert found.outcome == "accepted"
    refill = pair("J7999", "62369", on=DAY, setting="facility", route="intrathecal")
    assert refill.outcome == "accepted"


def test_the_options_come_with_their_units() -> None:
    options = administration_codes(
        "J9271", on=DAY, setting="facility", technique="infusion", minutes=151
    )
    assert [(each.code, each.role, each.units) for each in options] == [
        ("96413", "initial", 1),
        ("96415", "additional hour", 2),
        ("96417", "sequential", 1),
    ]
    short = administration_codes("J9271", on=DAY, setting="facility", minutes=90)
    assert codes(short) == "96413 96417"
    push = administration_codes(
        "J9271", on=DAY, setting="facility", technique="infusion", minutes=15
    )
    assert codes(push) == "96409 96411"
    assert str(push[0]) == (
        "96409 x 1 (initial): accepted, a cancer drug takes the complex codes, whatever "
        "the diagnosis"
    )


def test_hydration_takes_more_than_half_an_hour() -> None:
    by = {"on": DAY, "setting": "professional"}
    assert codes(administration_codes("J7030", **by, minutes=31)) == "96360"  # type: ignore[arg-type]
    assert codes(administration_codes("J7030", **by, minutes=91)) == "96360 96361"  # type: ignore[arg-type]
    assert codes(administration_codes("J7030", **by, minutes=30)) == ""  # type: ignore[arg-type]


def test_a_drug_that_is_swallowed_has_no_administration_code() -> None:
    (option,) = administration_codes("J8501", on=DAY, setting="professional")
    assert (option.code, option.role, option.outcome, option.units) == (
        "",
        "none",
        "accepted",
        None,
    )
    assert str(option).startswith("no code (none): accepted, taken by mouth")


def test_what_is_not_known_is_not_checked() -> None:
    (option,) = administration_codes("J3490", on=DAY, setting="facility")
    assert (option.code, option.outcome) == ("", "not_checked")
    assert "the class of J3490" in option.reason
    (option,) = administration_codes("J9999", on=DAY, setting="facility")
    assert "pass route=" in option.reason
    (option,) = administration_codes("J9271", on=DAY, setting="facility", technique="injection")
    assert "no rule covers J9271" in option.reason


def test_a_class_that_is_not_known_is_not_checked_whatever_else_names_the_drug() -> None:
    # rows name J7999 for the refill of a pump, and nothing else is known of it
    found = pair("J7999", "96413", on=DAY, setting="facility", route="intravenous")
    assert found.outcome == "not_checked"
    (option,) = administration_codes("J7999", on=DAY, setting="facility", route="intravenous")
    assert option.outcome == "not_checked"


def test_nothing_is_reported_only_if_no_row_names_a_code() -> None:
    spray = administration_codes("J0013", on=date(2026, 8, 1), setting="professional")
    assert [option.code for option in spray] == ["G2082", "G2083"]
    clearance = administration_codes(
        "J2997", on=DAY, setting="facility", route="catheter clearance"
    )
    assert [option.code for option in clearance] == ["36593"]


@pytest.mark.parametrize("code", ["96413", "96415", "96365"])
def test_a_code_of_past_years_goes_with_what_the_code_after_it_goes_with(code: str) -> None:
    before = pair("J9310", code, on=date(2014, 6, 1), setting="facility")
    after = pair("J9312", code, on=date(2025, 6, 1), setting="facility")
    assert before.outcome == after.outcome != "not_checked"


def test_every_code_in_force_has_an_option_or_is_explicitly_unknown() -> None:
    open_codes: Counter[str] = Counter()
    newest = date(2026, 10, 1)
    in_force = [*codeset(newest).values(), *codeset(newest).related.values()]
    assert len(in_force) > 1200
    for version in in_force:
        options = administration_codes(version, on=newest, setting="facility")
        assert options
        if options[0].outcome == "not_checked":
            drug = version.drug
            assert "unknown" in (*drug.classes, *drug.routes)
            open_codes[version.code] += 1
    unclassified = "C9399 J0799 J3490 J3570 J3590 J3591 J7599 J7799 J7999 J9999"
    assert sorted(open_codes) == unclassified.split()


@given(
    st.sampled_from(IN_FORCE),
    st.sampled_from(NUMBERS),
    st.sampled_from(SETTINGS),
)
def test_an_option_has_the_outcome_of_pair(version: JCode, cpt: str, setting: Any) -> None:
    options = administration_codes(version.code, on=TODAY, setting=setting)
    found = pair(version.code, cpt, on=TODAY, setting=setting)
    listed = {option.code: option.outcome for option in options}
    if cpt in listed:
        assert found.outcome == listed[cpt]
    else:
        assert found.outcome in {"refused", "not_checked"}


UNCLASSIFIED = [
    version
    for version in IN_FORCE
    if "unknown" in version.drug.classes or version.drug.routes == ("unknown",)
]


@pytest.mark.parametrize("version", UNCLASSIFIED, ids=[each.code for each in UNCLASSIFIED])
@pytest.mark.parametrize("setting", SETTINGS)
def test_nothing_is_accepted_for_an_unknown_class_or_route(version: JCode, setting: Any) -> None:
    """Every code of which either is not known, with every administration code."""
    found = {pair(version, cpt, on=TODAY, setting=setting).outcome for cpt in NUMBERS}
    assert found <= {"not_checked", "refused"}


def test_every_add_on_of_an_option_has_a_parent_among_the_options() -> None:
    for setting in SETTINGS:
        for version in IN_FORCE:
            listed = {
                option.code for option in administration_codes(version, on=TODAY, setting=setting)
            }
            for code in filter(is_add_on, sorted(listed)):
                needed = parents_on(code, setting=setting, on=TODAY)
                # those of an operation are not administration codes
                if needed & set(NUMBERS):
                    assert needed & listed, (version.code, code)


def test_every_row_has_a_reason_and_a_source() -> None:
    for rule in RULES:
        assert rule["reason"]
        assert rule["source"]
        assert bool(rule["codes"]) != bool(rule["classes"])
        if rule["tag"] == "C":
            assert rule["outcome"] == "needs_documentation"
        # what rests on a person's knowledge is an assumption or disputed
        if rule["tag"] in {"A", "B"}:
            assert "curated" not in rule["source"], rule


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("JO129", UnknownCode),
        ("J1745-JW", UnknownCode),
        ("rituximab", AmbiguousName),
        ("", UnknownCode),
        ("12345", UnknownCode),
        ([], UnknownCode),
        (5, UnknownCode),
        ("J9310", NotInForce),
    ],
)
def test_a_code_that_is_not_in_force_on_the_day_is_refused(
    code: Any, error: type[Exception]
) -> None:
    with pytest.raises(error):
        pair(code, "96413", on=DAY, setting="facility")
    with pytest.raises(error):
        administration_codes(code, on=DAY, setting="facility")


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"cpt": "9641"}, "'9641' is not an administration code"),
        ({"cpt": 96413}, "96413 is not an administration code"),
        (
            {"setting": "office"},
            "'office' is not a setting: pass 'professional' (practitioners) or 'facility' ",
        ),
        ({"route": "VI"}, "'VI' is not a route: pass one of"),
        ({"route": []}, "[] is not a route: pass one of"),
        ({"route": "oral", "drug": "J7613"}, "is worded for the inhalation route"),
    ],
)
def test_a_pair_with_a_wrong_argument_is_refused(wrong: dict[str, object], text: str) -> None:
    asked = {"drug": "J9271", "cpt": "96413", "on": DAY, "setting": "facility"} | wrong
    with pytest.raises(BadClaimLine if "setting" in wrong else BadAdministration) as caught:
        pair(**asked)  # type: ignore[arg-type]
    assert text in str(caught.value)
    assert pickle.loads(pickle.dumps(caught.value)).args == caught.value.args  # noqa: S301 - our own bytes


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"technique": "drip"}, "'drip' is not a technique: pass "),
        (
            {"technique": "infusion", "route": "intramuscular"},
            "'infusion' is not a technique for the intramuscular route: pass ",
        ),
        ({"minutes": -1}, "minutes=-1 is not a number of minutes"),
        ({"minutes": True}, "minutes=True is not a number"),
        ({"minutes": 1.5}, "minutes=1.5 is not a number"),
        (
            {"minutes": 20, "technique": "injection"},
            "minutes= does not apply to technique 'injection'",
        ),
    ],
)
def test_options_with_a_wrong_argument_are_refused(wrong: dict[str, object], text: str) -> None:
    with pytest.raises(BadAdministration) as caught:
        administration_codes("J0696", **{"on": DAY, "setting": "facility"} | wrong)  # type: ignore[arg-type]
    assert text in str(caught.value)


def test_the_date_is_a_date_that_is_covered() -> None:
    with pytest.raises(UncoveredDate):
        pair("J9271", "96413", on=date(2027, 1, 1), setting="facility")
    with pytest.raises(BadDate):
        pair("J9271", "96413", on="08/01/2025", setting="facility")


# --- why, in words --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("drug", "cpt", "more", "says"),
    [
        (
            "J2405",
            "96401",
            {},
            (
                "refused, 96401 is for antineoplastic, biologic response modifier, gene or cell "
                "therapy; J2405 (ondansetron hydrochloride) is supportive care"
            ),
        ),
        ("J9271", "62369", {}, "62369 is for other codes only; J9271 (pembrolizumab) is antineop"),
        ("90380", "62369", {}, "62369 is for other codes only; 90380 has no class"),
        (
            "J0696",
            "96372",
            {"route": "intravenous"},
            (
                "refused, 96372 is for subcutaneous, intramuscular, intradermal; the route of J0696 "
                "(ceftriaxone sodium) is intravenous"
            ),
        ),
        ("J3299", "0465T", {}, "refused, 0465T is for the drug from its start to 2023-12-31"),
        (
            "J3299",
            "67516",
            {"on": date(2023, 12, 31)},
            "refused, 67516 is for the drug from 2024-01-01 to now",
        ),
        ("Q2041", "0540T", {}, "0540T is for the drug from 2019-01-01 to 2024-12-31"),
        ("90380", "96372", {}, "refused, 96372 is for the drug from its start to 2023-10-05"),
        ("J9190", "G0498", {}, "G0498 is not for a facility claim: the office's pump, with"),
        ("J9271", "12345", {}, "not_checked, no rule covers 12345"),
        ("J3490", "96413", {}, "not_checked, the class of J3490 is not known"),
        ("J9999", "96413", {}, "not_checked, the route of J9999 is not known: pass route="),
        (
            "J0696",
            "96372",
            {"route": "subcutaneous"},
            (
                "needs_documentation, a drug other than chemotherapy; known routes are intramuscular, "
                "intravenous: document the route"
            ),
        ),
        ("J0178", "99211", {}, "refused, a visit without a physician is never reported with"),
    ],
)
def test_a_pair_gives_the_reason_for_its_outcome(
    drug: str, cpt: str, more: dict[str, Any], says: str
) -> None:
    asked: dict[str, Any] = {"on": DAY, "setting": "facility"} | more
    found = pair(drug, cpt, **asked)
    text = str(found)
    assert text.startswith(f"{drug} with {cpt}: {found.outcome}, ")
    assert says in text
    assert len(found.sources) == (0 if found.outcome == "not_checked" else 1)


def test_a_refusal_names_the_source_of_the_rule_that_it_rests_on() -> None:
    by_class = pair("J2405", "96401", on=DAY, setting="facility")
    assert by_class.sources == ("Independence Blue Cross 21-3144; CR 13468",)
    assert pair("J0178", "99211", on=DAY, setting="facility").sources == (
        "NCCI Policy Manual of 2026, ch. XI §B and §N",
    )
    assert pair("J3299", "0465T", on=DAY, setting="facility").sources == (
        "Retina Today, January 2024",
    )
    assert pair("J9190", "G0498", on=DAY, setting="facility").sources == ("HCPCS Level II; A55134",)


@pytest.mark.parametrize(
    ("drug", "more", "reason"),
    [
        (
            "J9271",
            {"technique": "injection"},
            "no rule covers J9271 (pembrolizumab) as given: intravenous",
        ),
        (
            "J0696",
            {"technique": "pump", "route": "intramuscular"},
            "'pump' is not a technique for the intramuscular route: pass injection or",
        ),
        ("J2405", {"technique": "procedure"}, "as given: intramuscular, intravenous"),
        ("J9999", {"technique": "injection"}, "the route of J9999 is not known: pass route="),
        (
            "J3490",
            {"technique": "injection", "route": "subcutaneous"},
            "the class of J3490 is not known",
        ),
        ("J3490", {"route": "subcutaneous"}, "the class of J3490 is not known"),
        ("J3490", {}, "the class of J3490 is not known"),
    ],
)
def test_an_option_that_is_not_checked_repeats_what_was_asked(
    drug: str, more: dict[str, Any], reason: str
) -> None:
    asked: dict[str, Any] = {"on": DAY, "setting": "facility"} | more
    if reason.startswith("'"):
        with pytest.raises(BadAdministration, match=reason):
            administration_codes(drug, **asked)
        return
    (option,) = administration_codes(drug, **asked)
    assert (option.code, option.role, option.units) == ("", "unknown", None)
    assert (option.outcome, option.family, option.beside) == ("not_checked", "", ())
    assert (option.route, option.technique) == (more.get("route", ""), more.get("technique", ""))
    assert (option.source, option.tag) == ("", "")
    assert option.reason.endswith(reason)
    assert str(option) == f"no code (unknown): not_checked, {option.reason}"


@pytest.mark.parametrize(
    ("minutes", "chemotherapy", "antiemetic", "fluid", "electrolyte"),
    [
        (0, "96409x1 96411x1", "96374x1 96375x1 96376", "", "96374x1 96375x1 96376"),
        (15, "96409x1 96411x1", "96374x1 96375x1 96376", "", "96374x1 96375x1 96376"),
        (
            16,
            "96413x1 96417x1",
            "96365x1 96367x1 96368x1",
            "96365 96366 96367",
            "96365x1 96367x1 96368x1",
        ),
        (
            30,
            "96413x1 96417x1",
            "96365x1 96367x1 96368x1",
            "96365 96366 96367",
            "96365x1 96367x1 96368x1",
        ),
        (
            31,
            "96413x1 96417x1",
            "96365x1 96367x1 96368x1",
            "96360x1 96365 96366 96367",
            "96360x1 96365x1 96367x1 96368x1",
        ),
        (
            90,
            "96413x1 96417x1",
            "96365x1 96367x1 96368x1",
            "96360x1 96365 96366 96367",
            "96360x1 96365x1 96367x1 96368x1",
        ),
        (
            91,
            "96413x1 96415x1 96417x1",
            "96365x1 96366x1 96367x1 96368x1",
            "96360x1 96361x1 96365 96366 96367",
            "96360x1 96361x1 96365x1 96366x1 96367x1 96368x1",
        ),
        (
            151,
            "96413x1 96415x2 96417x1",
            "96365x1 96366x2 96367x1 96368x1",
            "96360x1 96361x2 96365 96366 96367",
            "96360x1 96361x2 96365x1 96366x2 96367x1 96368x1",
        ),
    ],
)
def test_minutes_settle_the_technique_and_the_units(
    minutes: int, chemotherapy: str, antiemetic: str, fluid: str, electrolyte: str
) -> None:
    expected = {"J9271": chemotherapy, "J2405": antiemetic, "J7030": fluid, "J3475": electrolyte}
    for drug, listed in expected.items():
        for technique in (None, "infusion", "push"):
            options = administration_codes(
                drug, on=DAY, setting="facility", minutes=minutes, technique=technique
            )
            texts = (
                f"{option.code}x{option.units}" if option.units else option.code
                for option in options
            )
            assert " ".join(texts) == listed, (drug, technique)


def test_without_minutes_a_first_code_has_one_unit_and_an_additional_one_is_not_settled() -> None:
    def units(drug: str) -> dict[str, int | None]:
        options = administration_codes(drug, on=DAY, setting="facility")
        return {option.code: option.units for option in options}

    assert units("J2405") == {
        "96365": 1,
        "96366": None,
        "96367": 1,
        "96368": 1,
        "96374": 1,
        "96375": 1,
        "96376": None,
        "C8957": None,
        "96372": None,
        "96379": None,
    }
    assert units("J7030") == {
        "96360": 1,
        "96361": None,
        "96365": None,
        "96366": None,
        "96367": None,
    }
    assert units("J1559") == {
        "96372": None,
        "96369": 1,
        "96370": None,
        "96371": 1,
        "96377": None,
    }
    assert units("J9190")["96416"] is None


def test_the_text_of_an_option_has_its_units_if_they_are_settled() -> None:
    first, further, *_ = administration_codes(
        "J9271", on=DAY, setting="facility", technique="infusion"
    )
    assert str(first).startswith("96413 x 1 (initial): accepted, ")
    assert str(further).startswith("96415 (additional hour): accepted, ")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (
            {"technique": "drip", "route": "oral"},
            (
                "'drip' is not a technique: pass access, flush, infusion, injection, none, on-body "
                "injector, procedure, pump, push, refill, unlisted, visit"
            ),
        ),
        (
            {"technique": "push", "route": "subcutaneous"},
            (
                "'push' is not a technique for the subcutaneous route: pass infusion or injection "
                "or on-body injector"
            ),
        ),
        ({"minutes": "90"}, "minutes='90' is not a number of minutes: pass 0 or more, such as 90"),
        (
            {"minutes": 600, "technique": "pump"},
            "minutes= does not apply to technique 'pump': omit it",
        ),
    ],
)
def test_a_refused_argument_names_what_can_be_passed(asked: dict[str, Any], says: str) -> None:
    every: dict[str, Any] = {"on": DAY, "setting": "facility"} | asked
    with pytest.raises(BadAdministration) as caught:
        administration_codes("J0696", **every)
    assert str(caught.value).endswith(says)


@pytest.mark.parametrize(
    ("route", "says"),
    [
        ("intraveinous", "pass intravenous or intraosseous or intracavernosal"),
        ("subcutanous", "'subcutanous' is not a route: pass subcutaneous"),
        (
            "any",
            "'any' is not a route: pass one of intravenous, subcutaneous, intramuscular, oral, ",
        ),
        (7, "7 is not a route: pass one of intravenous, "),
    ],
)
def test_a_route_that_is_not_one_is_refused_with_similar_ones(route: Any, says: str) -> None:
    with pytest.raises(BadAdministration) as caught:
        pair("J9271", "96413", on=DAY, setting="facility", route=route)
    assert says in str(caught.value)


@pytest.mark.parametrize("cpt", ["0540T", "96413", "G0498", "C8957", "A0000", "V9999", "0000T"])
def test_a_code_of_the_right_form_may_be_asked(cpt: str) -> None:
    assert pair("J9271", cpt, on=DAY, setting="facility").cpt == cpt


@pytest.mark.parametrize(
    "cpt", ["9641", "964133", "G049", "W0498", "0540X", "T0540T", "96413 ", "g0498", "", "G04989"]
)
def test_a_code_of_another_form_is_refused(cpt: str) -> None:
    with pytest.raises(BadAdministration) as caught:
        pair("J9271", cpt, on=DAY, setting="facility")
    assert str(caught.value).endswith(
        f"{cpt!r} is not an administration code: pass five characters such as '96413'"
    )


def test_what_is_not_a_drug_code_is_refused_with_its_value() -> None:
    wrong: Any
    for wrong in (5, None, []):
        with pytest.raises(UnknownCode) as caught:
            pair(wrong, "96413", on=DAY, setting="facility")
        assert f"{wrong!r} is not a code: pass a text such as 'J9312'" in str(caught.value)


def test_a_route_that_the_wording_excludes_is_refused_with_those_that_it_names() -> None:
    with pytest.raises(BadAdministration) as caught:
        pair("J7613", "94640", on=DAY, setting="facility", route="oral")
    text = "is worded for the inhalation route, not 'oral'"
    assert str(caught.value).endswith(text)
    assert str(caught.value).startswith("J7613 (albuterol")


def test_what_needs_documentation_anyway_keeps_its_reason_by_any_route() -> None:
    found = pair("J1745", "96401", on=DAY, setting="facility", route="subcutaneous")
    assert found.outcome == "needs_documentation"
    assert found.reasons == (
        "complexity decides: document why the drug requires complex administration",
    )


def test_a_version_of_another_time_is_refused_by_both() -> None:
    """As by ``bill``: what its number stands for today is another question."""
    version = codeset(2011)["J0129"]
    assert version.valid_to is not None
    for ask in (
        lambda: pair(version, "96413", on=DAY, setting="facility"),
        lambda: administration_codes(version, on=DAY, setting="facility"),
    ):
        with pytest.raises(NotInForce, match="this version of J0129 is not in force"):
            ask()
