"""What can go wrong, by name.

Every error is a :class:`JCodesError` and also the builtin that a caller would
expect. The offending value is an attribute; the text says what would do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = [
    "AmbiguousDose",
    "AmbiguousNdc",
    "BadAdministration",
    "BadAmount",
    "BadClaimLine",
    "BadDate",
    "BadNdc",
    "CorruptData",
    "IncompatibleUnits",
    "JCodesError",
    "NeedsDose",
    "NoSuchTarget",
    "NotInForce",
    "UncoveredDate",
    "UnknownCode",
    "UnknownUnit",
]


class JCodesError(Exception):
    """The root of all errors of this library.

    Attributes:
        value: what was given.
    """

    def __init__(self, value: object, reason: str) -> None:
        super().__init__(value, reason)
        self.value = value
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class UnknownCode(JCodesError, KeyError):
    """No J code of this number exists in the period asked.

    Looking for what may have been meant costs time, so it is done only when the
    text is read.
    """

    def __init__(self, value: object, reason: str, suggest: Suggest | None = None) -> None:
        super().__init__(value, reason)
        self._suggest = suggest

    def __str__(self) -> str:
        # KeyError would put quotes around the text
        return self.reason if self._suggest is None else self.reason + self._suggest(self.value)

    def __reduce__(self) -> tuple[type[UnknownCode], tuple[Any, ...]]:
        return type(self), (self.value, self.reason, self._suggest)


class NotInForce(UnknownCode):
    """The code is real, but was not in force on the date or in the period asked."""


class UncoveredDate(JCodesError, LookupError):
    """The date lies outside what the packaged data answer for."""


class BadDate(JCodesError, TypeError, ValueError):
    """This is not a date of service, or not a period of a code set."""


class BadAmount(JCodesError, ValueError):
    """This is not an amount: no number, no unit, negative, a float, or beyond reason."""


class BadAdministration(JCodesError, ValueError):
    """Something charted in an encounter that cannot be, or cannot be told."""


class IncompatibleUnits(JCodesError, ValueError):
    """Two units that do not measure the same thing."""


class AmbiguousDose(JCodesError, ValueError):
    """The dose could mean more than one thing under this code."""


class UnknownUnit(JCodesError, ValueError):
    """The billing unit of this code version is not held, or the code has none."""


class NeedsDose(JCodesError, ValueError):
    """A count of old billing units that does not tell the new ones: the dose would."""


class NoSuchTarget(JCodesError, LookupError):
    """None of the codes that a code migrates to is for that product, route or indication."""


class BadNdc(JCodesError, ValueError):
    """This is not a National Drug Code, or not one of a drug package."""


class AmbiguousNdc(BadNdc):
    """An NDC that can be read in more than one way; ``candidates`` are the readings."""

    def __init__(self, value: object, reason: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(value, reason)
        self.candidates = candidates

    def __reduce__(self) -> tuple[type[AmbiguousNdc], tuple[Any, ...]]:
        return type(self), (self.value, self.reason, self.candidates)


class BadClaimLine(JCodesError, ValueError):
    """A claim line, or a part of one, that no payer could read."""


class CorruptData(JCodesError, RuntimeError):
    """The packaged tables are not those that this version of the library was built with."""


Suggest = Callable[[object], str]
