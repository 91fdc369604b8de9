"""The billing unit in a long description, in every form that CMS writes.

One small rule per form, tried in the order of ``RULES``; the first match decides.
A rule takes the description in lower case and returns the unit and the rest of the
description.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from hcpcs_jcodes.amounts.amount import Amount
from hcpcs_jcodes.codes.code import BillingUnit
from hcpcs_jcodes.words import UnitKind

__all__ = ["RULES", "read_unit"]

Reading = tuple[BillingUnit, str]

_MEASURE = (
    r"(?:plaque forming units|pfu|vector genomes?|vg|usp units?|international units|units?|i\. ?u\."
    r"|iu|kiu|meq|cm2"
    r"|milligrams?|micrograms?|mcg|mg|grams?|gm|g|ml|cc|square centimeters?|sq\.? ?cm)"
    r"(?![a-z0-9^])(?!/m?l\b)"
)
_NUMBER = r"(?:[0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+)(?: ?x ?10\^[0-9]+)?(?: (?:million|billion))?"
_AMOUNT = rf"(?:(?<![0-9.,]){_NUMBER} ?{_MEASURE})"
_DAYS = r"[0-9]+ days(?: of therapy)?"
_NAME = r"[a-z][a-z' -]*[a-z]"


def _amount(text: str) -> Amount:
    """An amount as CMS writes it; "per gm" is per 1 gm."""
    text = text.replace("i. u.", "i.u.")
    return Amount(text if text[0] in "0123456789." else f"1 {text}")


def _without(text: str, match: re.Match[str]) -> str:
    """The text around a match, with a comma in its place to keep the parts separate."""
    return f"{text[: match.start()].rstrip()} , {text[match.end() :].lstrip()}"


_CONTRACEPTIVES = (
    (re.compile(r"\bintrauterine\b"), "device"),
    (re.compile(r"\bcontraceptive\b.*\bimplant\b|\(contraceptive\) implant"), "implant"),
    (re.compile(r"vaginal ring\b"), "ring"),
    (re.compile(r"vaginal system\b"), "system"),
    (re.compile(r"containing patch\b"), "patch"),
)
_DEVICE_STRENGTH = re.compile(rf",? ?(?:{_AMOUNT}(?:, {_AMOUNT})?(?: per 24 hours)?|\beach$)")


def _contraceptive(text: str) -> Reading | None:
    """One device is one unit, whatever its content: "intrauterine contraceptive system, 52 mg"."""
    for pattern, counted in _CONTRACEPTIVES:
        if pattern.search(text):
            return BillingUnit("counted", counted=counted), _DEVICE_STRENGTH.sub(" ", text)
    return None


_EQUALS_ONE_UNIT = re.compile(rf"\(({_AMOUNT}) ?= ?1 unit\)")


def _equals_one_unit(text: str) -> Reading | None:
    """Stated outright: "(500 ml = 1 unit)"."""
    match = _EQUALS_ONE_UNIT.search(text)
    return match and (BillingUnit("measured", _amount(match[1])), _without(text, match))


_WITH_ENZYME = re.compile(
    rf",? ?({_AMOUNT}) (and (?:bera)?hyaluronidase(?: alfa)?(?:-[a-z]{{4}})?)$"
)


def _with_enzyme(text: str) -> Reading | None:
    """Hyaluronidase, which aids absorption, is not counted: "rituximab 10 mg and hyaluronidase"."""
    match = _WITH_ENZYME.search(text)
    return match and (
        BillingUnit("measured", _amount(match[1])),
        f"{text[: match.start()]} {match[2]}",
    )


_ALTERNATIVES = re.compile(rf"per ({_AMOUNT}) \(([a-z]+)\) or per ({_AMOUNT}) \(([a-z]+)\)")


def _alternatives(text: str) -> Reading | None:
    """Another unit for each drug: "per 1 mg (albuterol) or per 0.5 mg (levalbuterol)"."""
    match = _ALTERNATIVES.search(text)
    if match is None:
        return None
    components = ((match[2], _amount(match[1])), (match[4], _amount(match[3])))
    return BillingUnit("measured", components=components), _without(text, match)


_LEAD = r"(?P<lead>(?:injection|instillation|liposomal|,| )*)"
_JOIN = r"(?:,? and |, ?|/)"
_NAMED = rf"{_NAME},? (?:up to )?{_AMOUNT}"
_NAMED_STRENGTHS = re.compile(rf"^{_LEAD}(?P<row>{_NAMED}(?:{_JOIN}{_NAMED})+)(?P<rest>.*)$")
_ONE_NAMED = re.compile(rf"({_NAME}),? (up to )?({_AMOUNT}){_JOIN}?")
_STRENGTHS_NAMED = re.compile(
    rf"^{_LEAD}({_AMOUNT}) ({_NAME}) and ({_AMOUNT}) ({_NAME})(?P<rest>)$"
)


def _named_strengths(text: str) -> Reading | None:
    """Each drug with its strength: "acetaminophen 10 mg and ibuprofen 3 mg"."""
    if match := _STRENGTHS_NAMED.match(text):
        first, one, second, other = match.group(2, 3, 4, 5)
        components = ((one, _amount(first)), (other, _amount(second)))
        return BillingUnit("measured", components=components), f"{match['lead']}{one} and {other}"
    match = _NAMED_STRENGTHS.match(text)
    if match is None or re.search(_AMOUNT, match["rest"]):
        return None  # a later amount is the unit; these are the strengths
    pairs = _ONE_NAMED.findall(match["row"])
    kind: UnitKind = "up_to" if all(up_to for _, up_to, _ in pairs) else "measured"
    names = [name for name, _, _ in pairs]
    unit = BillingUnit(kind, components=tuple((name, _amount(a)) for name, _, a in pairs))
    return unit, f"{match['lead']}{' and '.join(names)}{match['rest']}"


_SLASHED = re.compile(rf",? ?({_AMOUNT}(?: ?/ ?{_AMOUNT})+)(?: \(({_AMOUNT})\))?(?=$|,)")


def _slashed_strengths(text: str) -> Reading | None:
    """Strengths in the order of the names, with or without a total: "10mg/10mg (20mg)"."""
    match = _SLASHED.search(text)
    if match is None:
        return None
    lead = re.sub(r"^(?:injection|instillation),? ", "", text[: match.start()])
    names = [name.strip(" ,") for name in re.split(r"/| and ", lead)]
    amounts = [_amount(part.strip()) for part in match[1].split("/")]
    if len(names) != len(amounts):
        return None
    total = _amount(match[2]) if match[2] else None
    components = tuple(zip(names, amounts, strict=True))
    return BillingUnit("measured", total, components), _without(text, match)


_BAND = re.compile(
    rf"(?:(?:greater than|\bover) (?P<above>{_AMOUNT}|{_DAYS}))?"
    rf"(?:(?:,? ?but |,? ?and )?(?:less than or equal to|(?<=and )up to) "
    rf"(?P<at_most>{_AMOUNT}|{_DAYS}))?(?P<of> buprenorphine)?"
)


def _band(text: str) -> Reading | None:
    """A band of doses, each dose of which is one unit: "greater than 6 mg, but less than or ..."."""
    for match in _BAND.finditer(text):
        if match["above"] or match["at_most"]:
            return (
                BillingUnit(
                    "banded",
                    above=_amount(match["above"]) if match["above"] else None,
                    at_most=_amount(match["at_most"]) if match["at_most"] else None,
                    of=(match["of"] or "").strip(),
                ),
                _without(text, match),
            )
    return None


_COUNTED = re.compile(
    r"\bper (?:single use |single dose |therapeutic )?"
    rf"(dose|treatment|vial|implant|injection|instillation|infusion)\b(?:, up to {_AMOUNT})?"
    r"|(?<=, )1 (vial)$"
)


def _counted(text: str) -> Reading | None:
    """An item: "per dose", "per single use vial", "1 vial", "per treatment, up to 5x10^15 ..."."""
    match = _COUNTED.search(text)
    return match and (BillingUnit("counted", counted=match[1] or match[2]), _without(text, match))


_CONTAINER = re.compile(
    rf"{_AMOUNT} (?P<vial>vial)\b(?! *\))|single unit dos(?:age form|e (?P<applicator>applicator))"
    rf" \({_AMOUNT}\)"
)


def _container(text: str) -> Reading | None:
    """A container with its content: "5000 iu vial", "single unit dosage form (354 mg)"."""
    match = _CONTAINER.search(text)
    if match is None or re.search(r"provided in $|\(in a $", text[: match.start()]):
        return None
    counted = match["vial"] or match["applicator"] or "unit dose"
    return BillingUnit("counted", counted=counted), _without(text, match)


_LIMITED = re.compile(rf"per ({_AMOUNT}) \(up to ({_AMOUNT})\)")


def _limited(text: str) -> Reading | None:
    """A unit and the most units allowed on one line: "per 1 usp unit (up to 999 usp units)"."""
    match = _LIMITED.search(text)
    return match and (
        BillingUnit("measured", _amount(match[1]), limit=_amount(match[2])),
        _without(text, match),
    )


_EQUIVALENT = re.compile(rf"({_AMOUNT}) \(({_AMOUNT})\)")


def _equivalent(text: str) -> Reading | None:
    """One amount in two measures: "50 micrograms (250 i.u.)"."""
    match = _EQUIVALENT.search(text)
    return match and (
        BillingUnit("measured", _amount(match[1]), equivalent=_amount(match[2])),
        _without(text, match),
    )


_SHARES = re.compile(rf",? ?({_AMOUNT}) \(([0-9]+)/([0-9]+)\)")


def _shares(text: str) -> Reading | None:
    """A total and its parts: "quinupristin/dalfopristin, 500 mg (150/350)"."""
    match = _SHARES.search(text)
    if match is None:
        return None
    total = _amount(match[1])
    names = re.sub(r"^injection, ", "", text[: match.start()]).split("/")
    parts = [Amount(int(share), total.unit.symbol) for share in match.group(2, 3)]
    components = tuple(zip(names, parts, strict=True))
    return BillingUnit("measured", total, components), _without(text, match)


_IN_VIAL = re.compile(rf"({_AMOUNT}),? (?:provided in|\(in a) {_AMOUNT} vial\)?")


def _in_vial(text: str) -> Reading | None:
    """The dose, not the overfilled vial: "0.9 mg, provided in 1.1 mg vial"."""
    match = _IN_VIAL.search(text)
    return match and (BillingUnit("measured", _amount(match[1])), _without(text, match))


_STRENGTH = re.compile(rf"({_NUMBER} ?mg)/ml$")


def _strength(text: str) -> Reading | None:
    """The amount of drug in one milliliter: "torsemide, 10 mg/ml"."""
    match = _STRENGTH.search(text)
    return match and (BillingUnit("measured", _amount(match[1])), _without(text, match))


_LAST = re.compile(
    rf"(?P<how>up to |\bper )?(?P<of_first>factor viii )?"
    rf"(?P<amount>{_AMOUNT}|(?:(?<=per )|(?<=viii )){_MEASURE})"
    r"(?: (?:of )?(?P<of>factor ix activity|vwf: ?rco|ferric iron|iron\b|immune ?globulin"
    r"|phenytoin equivalent))?"
)


def _amount_alone(text: str) -> Reading | None:
    """An amount, plain, with "per", or with "up to"; the last one is the unit."""
    matches = list(_LAST.finditer(text))
    if not matches:
        return None
    match = matches[-1]
    kind: UnitKind = "up_to" if match["how"] == "up to " else "measured"
    of = (match["of"] or match["of_first"] or "").strip()
    of = of.replace("immuneglobulin", "immune globulin").replace("vwf: rco", "vwf:rco")
    rest = re.sub(r"^ *ampule\b", "", text[match.end() :])
    return BillingUnit(kind, _amount(match["amount"]), of=of), _without(
        text[: match.end()], match
    ) + rest


_IMPLANT = re.compile(r"intravitreal implant|chondrocytes, implant|urethral suppository")


def _thing_alone(text: str) -> Reading | None:
    """Only the item itself, without an amount: "autologous cultured chondrocytes, implant"."""
    match = _IMPLANT.search(text)
    return match and (BillingUnit("counted", counted=match[0].split()[-1]), text)


RULES: tuple[Callable[[str], Reading | None], ...] = (
    _contraceptive,
    _equals_one_unit,
    _in_vial,
    _with_enzyme,
    _alternatives,
    _named_strengths,
    _slashed_strengths,
    _band,
    _counted,
    _container,
    _limited,
    _equivalent,
    _shares,
    _strength,
    _amount_alone,
    _thing_alone,
)


_NOMINAL = re.compile(r",? containing nominal [0-9][0-9 x^]*(?: pfu/ml)? vector genomes")


def read_unit(text: str) -> Reading:
    """The billing unit of a description in lower case, and the rest of the description.

    The nominal content of a milliliter is not a unit and is dropped first. The kind is
    "unknown" if no rule matches.
    """
    text = _NOMINAL.sub("", text)
    for rule in RULES:
        reading = rule(text)
        if reading is not None:
            return reading
    return BillingUnit("unknown"), text
