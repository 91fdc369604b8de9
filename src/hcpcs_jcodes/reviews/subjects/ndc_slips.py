"""A rule about an NDC that CMS does not list, and that is nearly one of the code's packages."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

from ...checks.ndc_codes import listed_codes
from ...ndc.crosswalk import ndc_crosswalk
from ...ndc.numbers import Ndc
from ..facts import LineFacts
from ..rule import Example, Rule
from ..verdicts import NOT_APPLICABLE, PASS, Verdict

__all__ = ["RULES"]

_MOST_NAMED: Final = 3
# the parts of eleven digits: labeler, product, package
_PARTS: Final = (slice(0, 5), slice(5, 9), slice(9, 11))


def _is_slip(written: str, meant: str) -> bool:
    """Whether one part has one wrong digit, one left out, or two exchanged.

    A package of another size differs in the last part alone, and is no slip.
    """
    differ = [part for part in _PARTS if written[part] != meant[part]]
    if len(differ) != 1 or differ[0] is _PARTS[-1]:
        return False
    one, other = written[differ[0]], meant[differ[0]]
    places = [spot for spot, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(places) == 1:
        return True
    first, last = places[0], places[-1]
    if len(places) == 2 and last == first + 1 and one[first:][:2] == other[first:][:2][::-1]:
        return True
    shorter = (other[:spot] + other[spot + 1 :] for spot in range(len(other)))
    return one in {each.zfill(len(other)) for each in shorter}


@lru_cache(maxsize=8192)
def _nearly(code: str, ndc: Ndc, on: date) -> tuple[str, ...]:
    """The packages of a code that an NDC is nearly; none if it is listed, or its product is."""
    crosswalk, written = ndc_crosswalk(), str(ndc).replace("-", "")
    if listed_codes(ndc, on).codes or crosswalk.listings(str(ndc)):
        return ()
    listed = dict.fromkeys(row[0] for row in crosswalk.by_code.get(code, ()))
    near = [each for each in listed if _is_slip(written, each.replace("-", ""))]
    return tuple(str(Ndc(each)) for each in near[:_MOST_NAMED])


def _slip(line: LineFacts) -> Verdict:
    ndc, version = line.line.ndc, line.version
    if ndc is None or version is None or line.on is None:
        return NOT_APPLICABLE
    near = _nearly(version.code, ndc, line.on)
    if not near:
        return PASS
    return Verdict.failed(
        f"NDC {ndc} is not listed, and is nearly {' or '.join(near)}, of {line.code}",
        field="ndc",
        evidence=("one part differs by one digit, a digit left out, or two exchanged",),
        fix="which NDC is on the container that was used?",
        asks="pharmacy",
    )


def _line(ndc: str) -> dict[str, object]:
    return {"code": "J9312", "units": 72, "ndc": ndc}


RULES: Final = (
    Rule(
        "NDC015",
        "NDC that is nearly one of the code's",
        "A digit is easily misread from a label.",
        "CMS, ASP NDC-HCPCS crosswalk",
        _slip,
        looks_at="drug line",
        severity="verify",
        denials=("NDC missing or invalid",),
        draws=Example((_line("50242-0058-06"),)),
        passes=Example((_line("50242-0053-06"),)),
    ),
)
