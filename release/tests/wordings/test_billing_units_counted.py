"""A dose, device or vial that is billed as one unit is counted, whatever is in it."""

from __future__ import annotations

import pytest

from hcpcs_jcodes.codes.code import BillingUnit
from jcodes_release.wordings.billing_units import read_unit
from units_read import measured, rest_of, unit_of


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


def test_the_nominal_content_of_a_milliliter_is_not_a_unit() -> None:
    """The content of a gene therapy is dropped before the unit is looked for."""
    unit, rest = read_unit(
        "injection, etranacogene dezaparvovec-drlb, per therapeutic dose, containing nominal "
        "2 x 10^13 vector genomes"
    )
    assert unit == BillingUnit("counted", counted="dose")
    assert rest.replace(",", " ").split() == ["injection", "etranacogene", "dezaparvovec-drlb"]
