"""NDCs of products, without their packages."""

from __future__ import annotations

from datetime import date

import pytest

from hcpcs_jcodes import AmbiguousNdc, BadNdc, Ndc, ProductNdc, UncoveredDate, packages_of
from hcpcs_jcodes.ndc.numbers import is_written_as_ndc
from hcpcs_jcodes.ndc.packages import codes_of_product
from hcpcs_jcodes.ndc.readings import ndc_or_product

ON = date(2025, 8, 1)
RITUXAN = "50242-0051"


@pytest.mark.parametrize(
    "text",
    ["50242-051", "50242-0051", "NDC 50242-051", " 50242 - 51 ", "50242\u2013051", "502420051"],
)
def test_a_product_is_read_in_every_written_form(text: str) -> None:
    """FDA, National Drug Code Directory: 5-3 and 4-4; claims fill it to 5-4."""
    assert str(ProductNdc(text)) == RITUXAN
    assert ProductNdc(text) == Ndc("50242-0051-21").without_package
    assert repr(ProductNdc(text)) == "ProductNdc('50242-0051')"
    assert ndc_or_product(text) == ProductNdc(text)


def test_a_product_and_a_package_are_never_equal() -> None:
    """Different meaning, different type."""
    both: set[object] = {ProductNdc(RITUXAN), Ndc("50242-0051-21")}
    assert len(both) == 2
    assert ndc_or_product(ProductNdc(RITUXAN)) == ProductNdc(RITUXAN)
    assert ndc_or_product("50242-0051-21") == Ndc("50242-0051-21")
    with pytest.raises(BadNdc, match="names a product without its package: add the package"):
        Ndc(RITUXAN)
    with pytest.raises(BadNdc, match="50242-0051 names a product without its package"):
        Ndc(ProductNdc(RITUXAN))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("50242-0051-21", "is not the NDC of a product"),
        ("50242", "is not the NDC of a product"),
        ("", "is not the NDC of a product"),
        ("00000-0051", "which no company has"),
        ("5" + " " * 50_000 + "5", "is not the NDC of a product"),
        (502420051, "is not a text"),
        (None, "is not a text"),
    ],
)
def test_anything_else_is_no_product(value: object, text: str) -> None:
    """The error names the value and shows the form."""
    with pytest.raises(BadNdc, match=text) as caught:
        ProductNdc(value)  # type: ignore[arg-type]
    assert "'50242-051'" in str(caught.value)
    assert len(str(caught.value)) < 500


def test_eight_digits_are_one_of_two_products() -> None:
    """4-4 or 5-3: only the label shows which."""
    with pytest.raises(AmbiguousNdc) as caught:
        ProductNdc("72789422")
    assert caught.value.candidates == ("07278-9422", "72789-0422")


def test_the_crosswalk_settles_digits_without_hyphens_if_one_reading_is_listed() -> None:
    """A spreadsheet takes the zeros off a package, and what is left looks like a product."""
    assert ndc_or_product("50242051") == ProductNdc(RITUXAN)
    assert ndc_or_product("502420051") == ProductNdc(RITUXAN)
    with pytest.raises(AmbiguousNdc, match="lists none of them") as caught:
        ndc_or_product("72789422")
    assert caught.value.candidates == ("07278-9422", "72789-0422", "00072-7894-22")
    assert ndc_or_product("338-49") == ProductNdc("00338-0049")
    with pytest.raises(AmbiguousNdc, match="lists 00409-0001-25") as caught:
        ndc_or_product("409000125")
    assert "00409-0001-25" in caught.value.candidates


def test_a_product_has_the_packages_and_codes_of_its_quarter() -> None:
    """CMS, ASP NDC-HCPCS crosswalk, 2025Q3."""
    for what in ("50242-051", "502420051", "NDC 50242-051", ProductNdc(RITUXAN)):
        assert [(str(each.ndc), each.code) for each in packages_of(what, on=ON)] == [
            ("50242-0051-21", "J9312")
        ]
    # one product, three sizes of bag, each with its own code
    assert codes_of_product(ProductNdc("0338-0049"), on=ON) == ("J7030", "J7040", "J7050")
    assert {each.code for each in packages_of("0338-0049", on=ON)} == {"J7030", "J7040", "J7050"}


def test_a_product_that_is_not_listed_says_what_that_proves() -> None:
    """The crosswalk is no complete list of products either."""
    with pytest.raises(BadNdc, match="which is not a complete list: no included quarter lists it"):
        packages_of("05024-2051", on=ON)
    with pytest.raises(BadNdc, match="it is listed in other quarters"):
        packages_of("0310-4700", on=ON)
    with pytest.raises(UncoveredDate, match="pass nearest=True"):
        packages_of(RITUXAN, on=date(2015, 1, 1))
    assert packages_of(RITUXAN, on=date(2020, 1, 1), nearest=True)[0].nearest


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("50242-051-21", True),
        ("50242051", True),
        ("NDC 1234", True),
        ("N4 50242005121", True),
        ("96413", False),
        ("0636", False),
        ("", False),
        ("-", False),
        ("NDC", False),
        ("J9312", False),
        ("5-FU", False),
    ],
)
def test_what_is_meant_for_an_ndc_shows_by_its_digits_or_label(text: str, meant: bool) -> None:
    """A CPT or revenue code has fewer digits and no hyphen."""
    assert is_written_as_ndc(text) is meant
