"""National Drug Codes, in every form in which they are written."""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen

from ..amounts.arguments import LONGEST_TEXT, shown, whole_number
from ..errors import AmbiguousNdc, BadNdc

__all__ = ["Ndc", "ProductNdc", "is_written_as_ndc", "plain_form"]

_EXAMPLE: Final = "write it as printed on the package, such as '50242-051-21'"
_WITHOUT_PACKAGE: Final = (
    "names a product without its package: add the package, '50242-051-21'; a product by itself "
    "is a ProductNdc"
)
_PRODUCT_EXAMPLE: Final = "write it as the FDA lists it, such as '50242-051'"
_LONGEST: Final = 100
# hyphens and dashes as PDFs and word processors write them
_DASHES: Final = dict.fromkeys(
    map(ord, "\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-"
)
_UNSEEN: Final = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))
# few programs need these patterns, so they are compiled on first use
_LABEL: Final = r"(?is)\s*(?:(?:NDC|N4)[\s:#.]*)?(.*?)\s*"
_AROUND_HYPHEN: Final = r"\s*-\s*"
_WRITTEN: Final = re.compile(r"([0-9]{1,5})-([0-9]{1,4})-([0-9]{1,2})")
_ELEVEN: Final = r"([0-9]{5})([0-9]{4})([0-9]{2})"
_PRODUCT: Final = r"([0-9]{1,5})-([0-9]{1,4})|([0-9]{5})([0-9]{4})"
_SEGMENTS: Final = (("labeler", 5), ("product", 4), ("package", 2))


@frozen(init=False, order=True, repr=False)
class Ndc:
    """The National Drug Code of one drug package, in the billing form 5-4-2.

    Two are equal when they name the same package, however they were written.

    Args:
        text: any written form: with hyphens as the FDA prints it (4-4-2, 5-3-2,
            5-4-1), as claims carry it (5-4-2) or with shorter parts (2-22-2), or
            eleven digits; blanks around it, "NDC" or the qualifier N4 before it,
            and the dashes of copied documents are accepted.

    Attributes:
        labeler: five digits.
        product: four digits.
        package: two digits.

    Raises:
        AmbiguousNdc: ten digits without hyphens; its ``candidates`` are the
            readings. ``ndc_of`` settles most of them.
        BadNdc: anything else, such as a number (which has lost its leading
            zeros), a product without a package, a UPC, or labeler 00000, which
            no company has.

    Source: Medi-Cal provider manual, CMS-1500 completion, NDC section: each part
    that is too short is filled with zeros on the left.

    >>> str(Ndc("0002-7510-01"))
    '00002-7510-01'
    >>> Ndc("N4 50242005121") == Ndc("50242-051-21")
    True
    """

    labeler: str
    product: str
    package: str

    def __init__(self, text: str) -> None:
        if not isinstance(text, str):
            raise _not_a_text(text)
        if len(text) > LONGEST_TEXT:
            raise BadNdc(text, f"{shown(text)} is not an NDC, which is shorter; {_EXAMPLE}")
        match = _WRITTEN.fullmatch(text)
        if match is None:
            plain = plain_form(text)
            match = _WRITTEN.fullmatch(plain) or re.fullmatch(_ELEVEN, plain)
            if match is None:
                match = _WRITTEN.fullmatch(_of_ten_digits(text, plain))
                assert match is not None  # it is one of the readings of ten digits
        labeler, product, package = match.groups()
        self.__attrs_init__(labeler.zfill(5), product.zfill(4), package.zfill(2))
        if self.labeler == "00000":
            raise BadNdc(
                text,
                f"{shown(text)} has the labeler 00000, which no company has: it is a placeholder; "
                + _EXAMPLE,
            )

    @property
    def digits(self) -> str:
        """The eleven digits, as claims carry them."""
        return self.labeler + self.product + self.package

    @property
    def without_package(self) -> ProductNdc:
        """The product of which this is a package, of the same drug, strength and form.

        >>> Ndc("50242-0051-21").without_package
        ProductNdc('50242-0051')
        """
        return ProductNdc(f"{self.labeler}-{self.product}")

    @property
    def fda_forms(self) -> tuple[str, ...]:
        """The ten-digit forms that may be on the package; empty if no part begins with 0.

        Source: the reverse of the filling with zeros; only the label shows which of
        them is printed.

        >>> Ndc("00002-7510-01").fda_forms
        ('0002-7510-01', '00002-7510-1')
        """
        labeler, product, package = self.labeler, self.product, self.package
        forms = (
            (labeler, f"{labeler[1:]}-{product}-{package}"),
            (product, f"{labeler}-{product[1:]}-{package}"),
            (package, f"{labeler}-{product}-{package[1:]}"),
        )
        return tuple(form for part, form in forms if part[0] == "0")

    def __str__(self) -> str:
        return f"{self.labeler}-{self.product}-{self.package}"

    def __repr__(self) -> str:
        return f"Ndc({str(self)!r})"


@frozen(init=False, order=True, repr=False)
class ProductNdc:
    """The National Drug Code of a product, without its package, in the form 5-4.

    It stands for every package of the product. No claim line takes it: a line names the
    package.

    Args:
        text: any written form: 5-4, 5-3 or 4-4, or nine digits; blanks around it, "NDC"
            before it, and the dashes of copied documents are accepted.

    Attributes:
        labeler: five digits.
        product: four digits.

    Raises:
        AmbiguousNdc: eight digits without hyphens; its ``candidates`` are the readings.
        BadNdc: anything else, such as the NDC of a package.

    Source: FDA, National Drug Code Directory: the product NDC is labeler and product.

    >>> ProductNdc("50242-051")
    ProductNdc('50242-0051')
    """

    labeler: str
    product: str

    def __init__(self, text: str) -> None:
        if not isinstance(text, str):
            raise BadNdc(text, f"{shown(text)} is not a text; {_PRODUCT_EXAMPLE}")
        plain = plain_form(text)
        match = re.fullmatch(_PRODUCT, plain)
        if match is None:
            raise _no_product(text, plain)
        labeler, product = (part for part in match.groups() if part is not None)
        self.__attrs_init__(labeler.zfill(5), product.zfill(4))
        if self.labeler == "00000":
            raise BadNdc(
                text,
                f"{shown(text)} has the labeler 00000, which no company has: it is a "
                f"placeholder; {_PRODUCT_EXAMPLE}",
            )

    def __str__(self) -> str:
        return f"{self.labeler}-{self.product}"

    def __repr__(self) -> str:
        return f"ProductNdc({str(self)!r})"


def _no_product(text: str, plain: str) -> BadNdc:
    """The error for a text that is not the NDC of a product."""
    if re.fullmatch("[0-9]{8}", plain):
        candidates = (f"0{plain[:4]}-{plain[4:]}", f"{plain[:5]}-0{plain[5:]}")
        return AmbiguousNdc(
            text,
            f"{shown(text)} has eight digits and no hyphens: it could be the product "
            f"{' or '.join(candidates)}, or the NDC of a package that has lost its leading "
            "zeros; write it with hyphens",
            candidates,
        )
    return BadNdc(
        text, f"{shown(text)} is not the NDC of a product, labeler and product; {_PRODUCT_EXAMPLE}"
    )


def is_written_as_ndc(text: str) -> bool:
    """Whether a text can only be meant for an NDC, right or wrong: by its label, or its digits.

    >>> is_written_as_ndc("NDC 50242-051-21"), is_written_as_ndc("50242-051")
    (True, True)
    >>> is_written_as_ndc("96413")
    False
    """
    first = text[:1]
    if first.isascii() and first.isalpha() and first not in "Nn":
        return False  # nearly every code and name: a label begins with an N
    plain = plain_form(text)
    digits = sum(character.isdecimal() for character in plain)
    made_of_digits = digits > 0 and digits + plain.count("-") == len(plain)
    return made_of_digits and ("-" in plain or digits >= 8 or plain != text.strip())


def plain_form(text: str) -> str:
    """The text without a label before an NDC, and without blanks around it and its hyphens.

    A text that is longer than any NDC is left as it is: searching it would take too long.
    """
    if len(text) > _LONGEST:
        return text
    return re.sub(_AROUND_HYPHEN, "-", _unlabeled(text))


def _unlabeled(text: str) -> str:
    """The text without a label before an NDC and blanks around it."""
    match = re.fullmatch(_LABEL, text.translate(_DASHES).translate(_UNSEEN))
    assert match is not None  # every part of the pattern may be empty
    return match[1]


def _not_a_text(value: object) -> BadNdc:
    """The error for a value that is not a text."""
    number = whole_number(value)
    if number is not None and 10**6 <= number < 10**11:  # its labeler is not 00000
        return BadNdc(
            value,
            f"{number} is a number, and numbers lose their leading zeros: pass the text, which for "
            f"an NDC of eleven digits is '{number:011d}'",
        )
    if isinstance(value, ProductNdc):
        return BadNdc(value, f"{value} {_WITHOUT_PACKAGE}")
    return BadNdc(value, f"{shown(value)} is not a text; pass an NDC such as '50242-0051-21'")


def _of_ten_digits(text: str, plain: str) -> str:
    """The one reading of ten digits; otherwise the error for them or for a text that is not an NDC."""
    if re.fullmatch("[0-9]{10}", plain) is None:
        raise BadNdc(text, f"{shown(text)} {_what_is_wrong(plain)}")
    readings = dict.fromkeys(
        (
            f"0{plain[:4]}-{plain[4:8]}-{plain[8:]}",
            f"{plain[:5]}-0{plain[5:8]}-{plain[8:]}",
            f"{plain[:5]}-{plain[5:9]}-0{plain[9:]}",
        )
    )
    candidates = tuple(reading for reading in readings if reading[:5] != "00000")
    if len(candidates) > 1:
        raise AmbiguousNdc(
            text,
            f"{shown(text)} has ten digits and no hyphens: it could be {' or '.join(candidates)}; "
            "write it with hyphens as on the package",
            candidates,
        )
    return candidates[0] if candidates else f"00000-{plain[5:9]}-{plain[9:]}"


def _what_is_wrong(plain: str) -> str:
    """Why a text, perhaps an empty one, is not an NDC, and what to write instead."""
    if not plain:
        return f"is empty; {_EXAMPLE}"
    if re.fullmatch("[0-9]+", plain):
        if len(plain) in {12, 13, 14}:
            return (
                f"has {len(plain)} digits: that is a UPC or GTIN, which contains the ten digits of an "
                f"NDC without its hyphens; {_EXAMPLE}"
            )
        if len(plain) in {8, 9}:
            return f"has {len(plain)} digits: it {_WITHOUT_PACKAGE}, or it has lost leading zeros"
        return f"has {len(plain)} digits; an NDC has ten with hyphens or eleven without; {_EXAMPLE}"
    parts = plain.split("-")
    if not all(re.fullmatch("[0-9]+", part) for part in parts):
        return f"is not made of digits and hyphens; {_EXAMPLE}"
    if len(parts) == 2:
        return _WITHOUT_PACKAGE
    if len(parts) != 3:
        return f"has {len(parts)} parts; an NDC has three: labeler, product, package; {_EXAMPLE}"
    return f"is too long: {_too_long(parts)}; {_EXAMPLE}"


def _too_long(parts: list[str]) -> str:
    return ", ".join(
        f"its {name} has {len(part)} digits and may have at most {most}"
        for part, (name, most) in zip(parts, _SEGMENTS, strict=True)
        if len(part) > most
    )
