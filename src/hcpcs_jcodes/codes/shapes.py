"""What codes look like: the characters that may stand where a code is expected."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from ..tables import read_table

__all__ = ["Shape", "shape"]

Shape = Literal["administration code", "charted code", "claim line code", "drug code", "modifier"]


@cache
def shape(name: Shape) -> re.Pattern[str]:
    """The pattern that the whole of a code matches; it does not say that there is such a code.

    Source: ``code_shapes.csv``, which names the code set of each pattern.

    >>> bool(shape("administration code").fullmatch("0540T"))
    True
    """
    rows = read_table("code_shapes")
    next(rows)
    return re.compile("|".join(pattern for of, pattern, *_ in rows if of == name))
