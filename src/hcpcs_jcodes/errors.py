"""The errors that this library raises.

Every error is a :class:`JCodesError` and also the builtin that a caller would
expect. The offending value is an attribute; the text says how to fix it; the kind,
one of ``KINDS``, stays the same when a text is improved.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypedDict, Unpack

from .words import Kind

__all__ = [
    "REFUSALS",
    "AmbiguousDose",
    "AmbiguousName",
    "AmbiguousNdc",
    "BadAdministration",
    "BadAmount",
    "BadArgument",
    "BadClaimLine",
    "BadDate",
    "BadInterchange",
    "BadNdc",
    "CorruptData",
    "FingerprintChanged",
    "IncompatibleUnits",
    "JCodesError",
    "NeedsDose",
    "NoSuchTarget",
    "NotInForce",
    "UncoveredDate",
    "UnknownCode",
    "UnknownUnit",
]

# whatever was passed, a log or a screen can show the text
_LONGEST: Final = 500


class About(TypedDict, total=False):
    """What an error is about, beside the value and the text."""

    kind: Kind | None
    argument: str | None
    event: int | None


class JCodesError(Exception):
    """The root of all errors of this library.

    Attributes:
        value: what was given.
        kind: what is wrong, for a program: one of ``KINDS``.
        argument: the keyword to change, such as "family"; None if it is not known.
        event: the number of the charted event, from 1; None if it is about no single one.
    """

    kind: Kind

    def __init__(
        self,
        value: object,
        reason: str,
        *,
        kind: Kind | None = None,
        argument: str | None = None,
        event: int | None = None,
    ) -> None:
        reason = _readable(reason)
        super().__init__(value, reason)
        self.value = value
        self.reason = reason
        self.argument = argument
        self.event = event
        if kind is not None:  # narrower than that of the class
            self.kind = kind

    def __str__(self) -> str:
        return self.reason

    def __repr__(self) -> str:
        # not the value, which may be as long as a file
        return f"{type(self).__name__}({self.reason!r})"


class UnknownCode(JCodesError, KeyError):
    """There is no such code in the period.

    Finding what may have been meant takes time, so it is done only when the text or the
    suggestions are read.

    Attributes:
        candidates: the codes of a name that has several; empty for any other text.
    """

    kind: Kind = "unknown_code"
    candidates: tuple[str, ...] = ()

    def __init__(
        self,
        value: object,
        reason: str,
        suggest: Suggest | None = None,
        near: Near | None = None,
        **about: Unpack[About],
    ) -> None:
        super().__init__(value, reason, **about)
        self._suggest = suggest
        self._near = near

    @property
    def suggestions(self) -> tuple[str, ...]:
        """Texts that were perhaps meant, and never an answer."""
        return self._near(self.value) if self._near else ()

    def __str__(self) -> str:
        # KeyError would put quotes around the text
        return _readable(self.reason + (self._suggest(self.value) if self._suggest else ""))


class NotInForce(UnknownCode):
    """The code exists, but is not in force on the date or in the period."""

    kind: Kind = "not_in_force"


class BadArgument(JCodesError, TypeError, ValueError):
    """A value of a kind that the argument does not take, such as a text for a flag."""

    kind: Kind = "bad_argument"


class AmbiguousName(UnknownCode):
    """A name of which several codes are in force; ``candidates`` lists them."""

    kind: Kind = "ambiguous_name"

    def __init__(
        self,
        value: object,
        reason: str,
        candidates: tuple[str, ...] = (),
        **about: Unpack[About],
    ) -> None:
        super().__init__(value, reason, **about)
        self.candidates = candidates


class UncoveredDate(JCodesError, LookupError):
    """The date is outside the dates that the packaged data cover."""

    kind: Kind = "uncovered_date"


class BadDate(JCodesError, TypeError, ValueError):
    """This is not a date of service, or not a period of a code set."""

    kind: Kind = "bad_date"


class BadAmount(JCodesError, ValueError):
    """This is not an amount: no number, no unit, negative, a float, or implausibly large."""

    kind: Kind = "bad_amount"


class BadAdministration(JCodesError, ValueError):
    """A charted event that is impossible, incomplete or unreadable."""

    kind: Kind = "bad_administration"


class IncompatibleUnits(JCodesError, ValueError):
    """Two units that do not measure the same thing."""

    kind: Kind = "incompatible_units"


class AmbiguousDose(JCodesError, ValueError):
    """The dose could mean more than one thing under this code."""

    kind: Kind = "ambiguous_dose"


class UnknownUnit(JCodesError, ValueError):
    """The billing unit of this code version is not known, or the code has none."""

    kind: Kind = "unknown_unit"


class NeedsDose(JCodesError, ValueError):
    """A count of billing units does not determine a dose, or another count: the dose is needed."""

    kind: Kind = "needs_dose"


class NoSuchTarget(JCodesError, LookupError):
    """None of the codes in question is for that product, route or indication."""

    kind: Kind = "no_such_target"


class BadNdc(JCodesError, ValueError):
    """This is not a National Drug Code, or not one of a drug package."""

    kind: Kind = "bad_ndc"


class AmbiguousNdc(BadNdc):
    """An NDC with more than one possible reading; ``candidates`` lists the readings."""

    kind: Kind = "ambiguous_ndc"

    def __init__(
        self,
        value: object,
        reason: str,
        candidates: tuple[str, ...] = (),
        **about: Unpack[About],
    ) -> None:
        super().__init__(value, reason, **about)
        self.candidates = candidates


class BadClaimLine(JCodesError, ValueError):
    """A claim line, or a part of one, that is not valid on any claim."""

    kind: Kind = "bad_claim_line"


class BadInterchange(JCodesError, ValueError):
    """A dictionary or a JSON text that is not one of this library's objects.

    Attributes:
        path: where it stands, as a JSON path such as ``$.lines[2].units``.
    """

    kind: Kind = "bad_interchange"

    def __init__(
        self,
        value: object,
        reason: str,
        path: str = "$",
        **about: Unpack[About],
    ) -> None:
        super().__init__(value, reason, **about)
        self.path = path


class CorruptData(JCodesError, RuntimeError):
    """The packaged tables are not those that this version of the library was built with."""

    kind: Kind = "corrupt_data"


class FingerprintChanged(JCodesError, ValueError):
    """The fingerprint given is not that of the code set.

    Attributes:
        corrections: each correction of a fact of that period since the fingerprint was
            published; empty if it is not an earlier fingerprint of the period.
    """

    kind: Kind = "fingerprint_changed"

    def __init__(
        self,
        value: object,
        reason: str,
        corrections: tuple[str, ...] = (),
        **about: Unpack[About],
    ) -> None:
        super().__init__(value, reason, **about)
        self.corrections = corrections


Suggest = Callable[[object], str]
Near = Callable[[object], tuple[str, ...]]


def _readable(text: str) -> str:
    """A text in one line, without control characters, and not long."""
    plain = text if text.isprintable() else repr(text)[1:-1]
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 3]}..."


REFUSALS: Final = (
    AmbiguousDose,
    BadAdministration,
    BadAmount,
    BadArgument,
    BadClaimLine,
    BadDate,
    BadInterchange,
    BadNdc,
    IncompatibleUnits,
    NeedsDose,
    NoSuchTarget,
    UncoveredDate,
    UnknownCode,
    UnknownUnit,
)
"""The errors that say something of what was asked: all but those of a damaged or another table."""
