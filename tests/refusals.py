"""What tests of refusals share: a careless call, and what holds for every error."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hcpcs_jcodes import JCodesError

# call, error, its value, how the text shows the value, the fix in the text
Refusal = tuple[Callable[[], object], type[JCodesError], object, str, str]


def careless(
    function: Callable[..., object], *values: object, **named: object
) -> Callable[[], object]:
    """A call with the values that a careless caller passes."""
    return lambda: function(*values, **named)


def refused(call: Callable[[], object], error: type[JCodesError], value: object, *says: str) -> str:
    """The text of the error that a call raises, which has this type and carries the value."""
    with pytest.raises(error) as caught:
        call()
    assert type(caught.value) is error
    assert caught.value.value == value or value != value  # noqa: PLR0124 - NaN
    assert type(caught.value.value) is type(value)
    text = str(caught.value)
    for part in says:
        assert part in text
    return text
