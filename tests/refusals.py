"""What the tests of refusals share: a careless call, and what every error of the library keeps."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hcpcs_jcodes import JCodesError

# call, error, its value, how the text names the value, the fix that it shows
Refusal = tuple[Callable[[], object], type[JCodesError], object, str, str]


def careless(
    function: Callable[..., object], *values: object, **named: object
) -> Callable[[], object]:
    """A call with whatever a careless caller passes."""
    return lambda: function(*values, **named)


def refused(call: Callable[[], object], error: type[JCodesError], value: object, *says: str) -> str:
    """The text of the error of a call, which is of its own type and carries what was given."""
    with pytest.raises(error) as caught:
        call()
    assert type(caught.value) is error
    assert caught.value.value == value or value != value  # noqa: PLR0124 - NaN
    assert type(caught.value.value) is type(value)
    text = str(caught.value)
    for part in says:
        assert part in text
    return text
