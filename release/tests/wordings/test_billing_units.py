"""The billing unit in a long description: every form in which CMS states one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.codes.code import BillingUnit
from jcodes_release.wordings.billing_units import RULES, read_unit


def unit_of(text: str) -> BillingUnit:
    return read_unit(text)[0]


def rest_of(text: str) -> list[str]:
    """The words that are left of a description without its unit."""
    return read_unit(text)[1].replace(",", " ").split()


def measured(amount: str, **further: object) -> BillingUnit:
    return BillingUnit("measured", Amount(amount), **further)  # type: ignore[arg-type]


def parts(*components: tuple[str, str]) -> tuple[tuple[str, Amount], ...]:
    return tuple((name, Amount(amount)) for name, amount in components)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("injection, rituximab, 10 mg", "10 mg"),
        ("injection, ketorolac tromethamine, per 15 mg", "15 mg"),
        ("injection, alprostadil, .25 mg", "0.25 mg"),
        ("injection, acyclovir, 5mg", "5 mg"),
        ("injection, cefepime hydrochloride, 500 milligrams", "500 mg"),
        ("injection, dexamethasone 9 percent, intraocular, 1 microgram", "1 mcg"),
        ("injection, fosphenytoin, 50 mcg", "50 mcg"),
        ("injection, immune globulin, 1 gm", "1 g"),
        ("injection, amino acids, per gm", "1 g"),
        ("injection, x, 1 gram", "1 g"),
        ("injection, hydroxyethyl starch, 500 ml", "500 mL"),
        ("injection, gamma globulin, 1 cc", "1 mL"),
        ("injection, penicillin g benzathine, 1,200,000 units", "1200000 units"),
        ("injection, interferon, 3 million units", "3000000 units"),
        ("injection, heparin sodium, per 1000 units", "1000 units"),
        ("factor viii (human) per i.u.", "1 IU"),
        ("factor viii (human) per i. u.", "1 IU"),
        ("injection, x, per iu", "1 IU"),
        ("injection, x, 10,000 kiu", "10000 KIU"),
        ("injection, x, 10 usp units", "10 USP units"),
        ("injection, potassium chloride, per 2 meq", "2 mEq"),
        ("capsaicin 8% patch, per 10 square centimeters", "10 cm2"),
        ("capsaicin 8% patch, per square centimeter", "1 cm2"),
        ("dermal tissue, per sq. cm", "1 cm2"),
        ("injection, adstiladrin, per 1x10^13 vector genomes", "1x10^13 vg"),
        ("injection, talimogene laherparepvec, per 1 million plaque forming units", "1000000 pfu"),
    ],
)
def test_an_amount_is_the_unit(text: str, amount: str) -> None:
    """With "per" or without, in any spelling of the measure, "per gm" being 1 gm."""
    assert unit_of(text) == measured(amount)


numbers = st.integers(1, 9_999_999).map(str) | st.integers(1, 9_999_999).map("{:,}".format)
numbers |= st.decimals("0.001", "999", places=3).map(str)
measures = st.sampled_from(["mg", "mcg", "g", "ml", "units", "i.u.", "meq", "usp units", "kiu"])


@given(numbers, measures, st.sampled_from(["", "per "]))
def test_any_amount_at_the_end_is_the_unit(number: str, measure: str, per: str) -> None:
    """No number and no measure is read as another one."""
    unit, rest = read_unit(f"injection, rituximab, {per}{number} {measure}")
    assert unit == measured(f"{number} {measure}")
    assert rest.strip(" ,") == "injection, rituximab"


@given(numbers, measures)
def test_up_to_an_amount_is_another_kind_than_the_amount(number: str, measure: str) -> None:
    """One unit is any part of it."""
    unit, rest = read_unit(f"injection, tetracycline, up to {number} {measure}")
    assert unit == BillingUnit("up_to", Amount(f"{number} {measure}"))
    assert rest.strip(" ,") == "injection, tetracycline"


@pytest.mark.parametrize(
    ("text", "amount", "rest"),
    [
        ("injection, testosterone cypionate, 1 cc, 200 mg", "200 mg", "1 cc"),
        ("injection, mannitol, 25% in 50 ml", "50 mL", "25%"),
        ("phenylephrine 10.16 mg/ml and ketorolac 2.88 mg/ml solution, 1 ml", "1 mL", "2.88 mg/ml"),
        ("injection, lidocaine hcl in 5% dextrose, 1 mg", "1 mg", "5% dextrose"),
    ],
)
def test_the_last_amount_is_the_unit(text: str, amount: str, rest: str) -> None:
    """What comes before it is a strength or a volume."""
    assert unit_of(text) == measured(amount)
    assert rest in read_unit(text)[1]


def test_a_remark_behind_the_amount_stays_for_the_grammar() -> None:
    """The unit is taken out of the middle; what surrounds it stays apart."""
    unit, rest = read_unit("argatroban, 1 mg (for non-esrd use)")
    assert unit == measured("1 mg")
    assert [part.strip() for part in rest.split(",") if part.strip()] == [
        "argatroban",
        "(for non-esrd use)",
    ]


def test_an_ampule_of_an_amount_is_the_amount() -> None:
    """The word says nothing that is billed."""
    assert read_unit("injection, adrenalin, epinephrine, up to 1 ml ampule") == (
        BillingUnit("up_to", Amount("1 mL")),
        "injection, adrenalin, epinephrine, , ",
    )


@pytest.mark.parametrize(
    ("text", "amount", "of"),
    [
        ("injection, ferric pyrophosphate citrate, 0.1 mg of iron", "0.1 mg", "iron"),
        ("ferric citrate, oral, 3 mg ferric iron", "3 mg", "ferric iron"),
        ("factor viii complex (human), per factor viii i.u.", "1 IU", "factor viii"),
        ("complex (human), per i.u. of factor ix activity", "1 IU", "factor ix activity"),
        ("fosphenytoin, 50 mg phenytoin equivalent", "50 mg", "phenytoin equivalent"),
        ("von willebrand factor, per 100 iu vwf: rco", "100 IU", "vwf:rco"),
        ("von willebrand factor, per iu vwf:rco", "1 IU", "vwf:rco"),
        ("hyaluronidase, (hyqvia), 100 mg immuneglobulin", "100 mg", "immune globulin"),
    ],
)
def test_what_the_amount_is_measured_as_is_kept(text: str, amount: str, of: str) -> None:
    """An amount of iron is not an amount of the salt."""
    assert unit_of(text) == measured(amount, of=of)
    assert not {"iron", "activity", "rco", "immuneglobulin"} & set(rest_of(text))


@pytest.mark.parametrize(
    ("text", "counted", "gone"),
    [
        ("levonorgestrel intrauterine contraceptive system, 52 mg", "device", "52"),
        ("intrauterine copper contraceptive", "device", "52"),
        ("etonogestrel (contraceptive) implant system, including implant", "implant", "68"),
        ("levonorgestrel (contraceptive) implant system", "implant", "75"),
        (
            (
                "segesterone acetate and ethinyl estradiol 0.15 mg, 0.013 mg per 24 hours; yearly "
                "vaginal system, each"
            ),
            "system",
            "0.15",
        ),
        ("contraceptive supply, hormone containing vaginal ring, each", "ring", "each"),
        ("contraceptive supply, hormone containing patch, each", "patch", "each"),
    ],
)
def test_a_contraceptive_device_is_one_unit_whatever_its_content(
    text: str, counted: str, gone: str
) -> None:
    """The strength of a device is neither its unit nor left over."""
    assert unit_of(text) == BillingUnit("counted", counted=counted)
    assert gone not in rest_of(text)


@pytest.mark.parametrize("equation", ["(500 ml = 1 unit)", "(500 ml=1 unit)"])
def test_a_unit_that_is_stated_outright_counts(equation: str) -> None:
    """Infusions name their volume as one unit."""
    unit, rest = read_unit(f"infusion, normal saline solution, sterile {equation}")
    assert unit == measured("500 mL")
    assert rest.strip(" ,") == "infusion, normal saline solution, sterile"


@pytest.mark.parametrize(
    "text",
    [
        "injection, thyrotropin alpha, 0.9 mg, provided in 1.1 mg vial",
        "injection, thyrotropin alpha, 0.9 mg (in a 1.1 mg vial)",
    ],
)
def test_the_dose_and_not_the_overfilled_vial_is_the_unit(text: str) -> None:
    """What is billed is the dose; the vial holds more."""
    assert unit_of(text) == measured("0.9 mg")
    assert rest_of(text) == ["injection", "thyrotropin", "alpha"]


@pytest.mark.parametrize(
    ("text", "amount", "enzyme"),
    [
        ("injection, rituximab 10 mg and hyaluronidase", "10 mg", "hyaluronidase"),
        ("injection, trastuzumab, 10 mg and hyaluronidase-oysk", "10 mg", "hyaluronidase-oysk"),
        (
            "injection, pembrolizumab, 1 mg and berahyaluronidase alfa-pmph",
            "1 mg",
            "berahyaluronidase alfa-pmph",
        ),
    ],
)
def test_the_enzyme_is_part_of_the_name_and_not_counted(
    text: str, amount: str, enzyme: str
) -> None:
    """The dose is that of the drug; the enzyme aids its absorption."""
    unit, rest = read_unit(text)
    assert unit == measured(amount)
    assert rest.endswith(f" and {enzyme}")


def test_alternatives_have_a_unit_for_each_drug() -> None:
    """One code for two drugs lists both with their amounts."""
    text = "albuterol, inhalation solution, per 1 mg (albuterol) or per 0.5 mg (levalbuterol)"
    assert unit_of(text) == BillingUnit(
        "measured", components=parts(("albuterol", "1 mg"), ("levalbuterol", "0.5 mg"))
    )
    assert rest_of(text) == ["albuterol", "inhalation", "solution"]


@pytest.mark.parametrize(
    ("text", "components", "rest"),
    [
        (
            "injection, acetaminophen 10 mg and ibuprofen 3 mg",
            parts(("acetaminophen", "10 mg"), ("ibuprofen", "3 mg")),
            "injection, acetaminophen and ibuprofen",
        ),
        (
            "injection, imipenem 4 mg, cilastatin 4 mg and relebactam 2 mg",
            parts(("imipenem", "4 mg"), ("cilastatin", "4 mg"), ("relebactam", "2 mg")),
            "injection, imipenem and cilastatin and relebactam",
        ),
        (
            "instillation, taurolidine 1.35 mg and heparin sodium 100 units (catheter lock)",
            parts(("taurolidine", "1.35 mg"), ("heparin sodium", "100 units")),
            "instillation, taurolidine and heparin sodium (catheter lock)",
        ),
        (
            "injection, liposomal, 1 mg daunorubicin and 2.27 mg cytarabine",
            parts(("daunorubicin", "1 mg"), ("cytarabine", "2.27 mg")),
            "injection, liposomal, daunorubicin and cytarabine",
        ),
    ],
)
def test_each_drug_of_a_combination_has_its_amount(
    text: str, components: tuple[tuple[str, Amount], ...], rest: str
) -> None:
    """The amounts come after or before the names."""
    assert read_unit(text) == (BillingUnit("measured", components=components), rest)


@pytest.mark.parametrize(
    ("second", "kind"), [("up to 0.5 mg", "up_to"), ("0.5 mg", "measured")], ids=["all", "some"]
)
def test_a_combination_of_amounts_up_to_is_of_that_kind(second: str, kind: str) -> None:
    """The unit is "up to" only if every amount is."""
    unit = unit_of(f"albuterol, up to 2.5 mg and ipratropium bromide, {second}, oral")
    assert unit == BillingUnit(
        kind,  # type: ignore[arg-type]
        components=parts(("albuterol", "2.5 mg"), ("ipratropium bromide", "0.5 mg")),
    )


def test_an_amount_behind_the_strengths_is_the_unit() -> None:
    """Carbidopa and levodopa: the two strengths are the drug, 100 ml are billed."""
    unit, rest = read_unit("carbidopa 5 mg/levodopa 20 mg enteral suspension, 100 ml")
    assert unit == measured("100 mL")
    assert rest.startswith("carbidopa 5 mg/levodopa 20 mg enteral suspension")


@pytest.mark.parametrize(
    ("text", "amount", "components", "rest"),
    [
        (
            "injection, meropenem and vaborbactam, 10mg/10mg (20mg)",
            "20 mg",
            parts(("meropenem", "10 mg"), ("vaborbactam", "10 mg")),
            "injection, meropenem and vaborbactam",
        ),
        (
            "injection, piperacillin/tazobactam sodium, 1 gram/0.125 grams (1.125 grams)",
            "1.125 g",
            parts(("piperacillin", "1 g"), ("tazobactam sodium", "0.125 g")),
            "injection, piperacillin/tazobactam sodium",
        ),
        (
            "injection, ceftazidime and avibactam, 0.5 g/0.125 g",
            None,
            parts(("ceftazidime", "0.5 g"), ("avibactam", "0.125 g")),
            "injection, ceftazidime and avibactam",
        ),
        (
            "instillation, medroxyprogesterone acetate / estradiol cypionate, 5mg / 25mg",
            None,
            parts(("medroxyprogesterone acetate", "5 mg"), ("estradiol cypionate", "25 mg")),
            "instillation, medroxyprogesterone acetate / estradiol cypionate",
        ),
    ],
)
def test_strengths_follow_the_order_of_the_names(
    text: str, amount: str | None, components: tuple[tuple[str, Amount], ...], rest: str
) -> None:
    """A total in brackets is the amount of one unit; without a total the unit has no amount."""
    unit, left = read_unit(text)
    assert unit == BillingUnit("measured", Amount(amount) if amount else None, components)
    assert left.strip(" ,") == rest


def test_strengths_without_as_many_names_are_not_shared_out() -> None:
    """Nothing is guessed: no component is made of two amounts of one drug."""
    assert unit_of("injection, meropenem, 10 mg/10 mg").components == ()


@pytest.mark.parametrize(
    ("text", "above", "at_most", "of"),
    [
        ("oral, less than or equal to 3 mg buprenorphine", None, "3 mg", "buprenorphine"),
        (
            "oral, greater than 6 mg, but less than or equal to 10 mg buprenorphine",
            "6 mg",
            "10 mg",
            "buprenorphine",
        ),
        ("oral, greater than 10 mg buprenorphine", "10 mg", None, "buprenorphine"),
        ("extended-release (sublocade), greater than 100 mg", "100 mg", None, ""),
        ("gamma globulin, intramuscular, over 10 cc", "10 mL", None, ""),
        (
            "(brixadi), greater than 7 days and up to 28 days of therapy",
            "7 days",
            "28 days",
            "",
        ),
        ("(brixadi), less than or equal to 7 days of therapy", None, "7 days", ""),
    ],
)
def test_a_band_of_doses_is_one_unit(
    text: str, above: str | None, at_most: str | None, of: str
) -> None:
    """A band has a lower bound that must be exceeded, an upper one that may be met, or both."""
    assert unit_of(text) == BillingUnit(
        "banded",
        above=Amount(above) if above else None,
        at_most=Amount(at_most) if at_most else None,
        of=of,
    )
    assert not any(word.isdigit() for word in rest_of(text))


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("injection, monovisc, per dose", "dose"),
        ("injection, remestemcel-l-rknd, per therapeutic dose", "dose"),
        ("injection, lovotibeglogene autotemcel, per treatment", "treatment"),
        ("onasemnogene abeparvovec-xioi, per treatment, up to 5x10^15 vector genomes", "treatment"),
        ("injection, digoxin immune fab (ovine), per vial", "vial"),
        ("injection, pegaspargase, per single dose vial", "vial"),
        ("injection, pegademase, per single use vial", "vial"),
        ("injection, centruroides immune f(ab)2 (equine), 1 vial", "vial"),
        ("revakinagene taroretcel-lwey, per implant", "implant"),
        ("injection, x, per injection", "injection"),
        ("bcg live, per instillation", "instillation"),
        ("tisagenlecleucel, including leukapheresis, per infusion", "infusion"),
    ],
)
def test_a_thing_is_counted(text: str, counted: str) -> None:
    """One dose, vial or treatment is one unit, whatever amount is in it."""
    unit, rest = read_unit(text)
    assert unit == BillingUnit("counted", counted=counted)
    assert not {"per", "genomes"} & set(rest.split())


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("injection, urokinase, 5000 iu vial", "vial"),
        ("injection, iv, urokinase, 250,000 i.u. vial", "vial"),
        ("aminolevulinic acid hcl, 20%, single unit dosage form (354 mg)", "unit dose"),
        ("cantharidin, 0.7%, single unit dose applicator (3.2 mg)", "applicator"),
    ],
)
def test_a_container_is_counted_and_its_content_is_not_the_unit(text: str, counted: str) -> None:
    """A vial of 5000 IU is one unit."""
    unit, rest = read_unit(text)
    assert unit == BillingUnit("counted", counted=counted)
    assert not {"vial", "applicator", "form", "mg)"} & set(rest.split())


@pytest.mark.parametrize(
    "text", ["injection, x, provided in 1.1 mg vial", "injection, x (in a 1.1 mg vial)"]
)
def test_a_vial_that_a_dose_comes_in_is_not_counted(text: str) -> None:
    """The vial is the packing of an amount, not the thing billed."""
    assert unit_of(text) == measured("1.1 mg")


def test_the_limit_of_a_line_is_kept_beside_the_unit() -> None:
    """Ovine hyaluronidase has one code to 999 units and another for a thousand."""
    unit, rest = read_unit("hyaluronidase, ovine, per 1 usp unit (up to 999 usp units)")
    assert unit == measured("1 USP unit", limit=Amount("999 USP units"))
    assert rest.strip(" ,") == "hyaluronidase, ovine"


def test_the_same_amount_in_another_measure_is_kept() -> None:
    """Micrograms of an immune globulin are also stated in international units."""
    unit, rest = read_unit("rho d immune globulin, human, minidose, 50 micrograms (250 i.u.)")
    assert unit == measured("50 mcg", equivalent=Amount("250 IU"))
    assert rest.strip(" ,") == "rho d immune globulin, human, minidose"


def test_a_total_is_shared_out_as_stated() -> None:
    """Quinupristin and dalfopristin: 150 and 350 of 500 mg."""
    unit, rest = read_unit("injection, quinupristin/dalfopristin, 500 mg (150/350)")
    assert unit == measured(
        "500 mg", components=parts(("quinupristin", "150 mg"), ("dalfopristin", "350 mg"))
    )
    assert rest.strip(" ,") == "injection, quinupristin/dalfopristin"


def test_a_strength_at_the_end_is_the_drug_of_a_milliliter() -> None:
    """Torsemide is worded by its strength."""
    assert unit_of("injection, torsemide, 10 mg/ml") == measured("10 mg")
    assert rest_of("injection, torsemide, 10 mg/ml") == ["injection", "torsemide"]


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("fluocinolone acetonide, intravitreal implant", "implant"),
        ("autologous cultured chondrocytes, implant", "implant"),
        ("alprostadil urethral suppository", "suppository"),
    ],
)
def test_a_thing_alone_is_counted_and_stays_in_the_text(text: str, counted: str) -> None:
    """Without any amount the thing itself is the unit, and the grammar still reads it."""
    assert read_unit(text) == (BillingUnit("counted", counted=counted), text)


def test_an_amount_comes_before_a_thing_alone() -> None:
    """Retisert since 2019: 0.01 mg, no longer a whole implant."""
    text = "fluocinolone acetonide, intravitreal implant (retisert), 0.01 mg"
    assert unit_of(text) == measured("0.01 mg")


@pytest.mark.parametrize(
    "text",
    [
        "unclassified drugs",
        "laetrile, amygdalin, vitamin b17",
        "capsaicin 8% patch",
        "phenylephrine 10.16 mg/ml and ketorolac 2.88 mg/ml ophthalmic solution",
        "factor viii",
        "injection, x, up to",
        "",
    ],
)
def test_a_text_without_a_unit_is_left_alone(text: str) -> None:
    """The kind is unknown and not a word is taken away."""
    assert read_unit(text) == (BillingUnit("unknown"), text)


def test_the_nominal_content_of_a_milliliter_is_not_a_unit() -> None:
    """The content of a gene therapy is dropped before the unit is looked for."""
    unit, rest = read_unit(
        "injection, etranacogene dezaparvovec-drlb, per therapeutic dose, containing nominal "
        "2 x 10^13 vector genomes"
    )
    assert unit == BillingUnit("counted", counted="dose")
    assert rest.replace(",", " ").split() == ["injection", "etranacogene", "dezaparvovec-drlb"]


def test_every_rule_decides_for_some_wording() -> None:
    """No rule comes after one that takes all of its texts."""
    samples = {
        "_contraceptive": "intrauterine copper contraceptive",
        "_equals_one_unit": "5% dextrose/water (500 ml = 1 unit)",
        "_in_vial": "thyrotropin alpha, 0.9 mg, provided in 1.1 mg vial",
        "_with_enzyme": "rituximab 10 mg and hyaluronidase",
        "_alternatives": "x, per 1 mg (albuterol) or per 0.5 mg (levalbuterol)",
        "_named_strengths": "acetaminophen 10 mg and ibuprofen 3 mg",
        "_slashed_strengths": "cabotegravir and rilpivirine, 2mg/3mg",
        "_band": "sublocade, greater than 100 mg",
        "_counted": "pantoprazole sodium, per vial",
        "_container": "urokinase, 5000 iu vial",
        "_limited": "hyaluronidase, per 1 usp unit (up to 999 usp units)",
        "_equivalent": "immune globulin, 50 micrograms (250 i.u.)",
        "_shares": "quinupristin/dalfopristin, 500 mg (150/350)",
        "_strength": "torsemide, 10 mg/ml",
        "_amount_alone": "rituximab, 10 mg",
        "_thing_alone": "fluocinolone acetonide, intravitreal implant",
    }
    deciding = {
        name: next(rule.__name__ for rule in RULES if rule(text) is not None)
        for name, text in samples.items()
    }
    assert deciding == {rule.__name__: rule.__name__ for rule in RULES}
