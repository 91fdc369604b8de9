"""The names in CMS's Part B drug spending file, each weighed before it counts.

CMS gives each code of a year one trade name and one generic name. Some pairs are those of
another code, so a name counts only if the generic name beside it is that of the code.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .names import cleaned, significant_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

__all__ = ["weighed_names"]

# "Ampicillin Sodium (J0290)*": CMS's marks, and the code or package that it adds
_MARKS = re.compile(r"\*|\s*\([^()]*\)")


def weighed_names(
    rows: Iterable[Mapping[str, str]],
    substances: Mapping[str, str],
    worded: Mapping[str, AbstractSet[str]],
) -> tuple[list[tuple[str, str]], list[str]]:
    """The codes with their names that count, and the pairs that are those of another code.

    Args:
        rows: the rows of the file, with ``code``, ``brand`` and ``generic``.
        substances: the substance of each code; a code without one is left out.
        worded: the codes whose wording has a brand, by the brand in lower case. CMS's
            wording decides: such a brand is not counted under any other code.
    """
    names = []
    doubtful = []
    for row in rows:
        code, name = row["code"], cleaned(_MARKS.sub("", row["brand"]))
        if not substances.get(code):
            continue
        # exactly the same word: pentobarbital is not a misprint of phenobarbital
        is_same = significant_words(row["generic"]) & significant_words(substances[code])
        if is_same and code in worded.get(name.casefold(), {code}):
            names.append((code, name))
        else:
            doubtful.append(f"{code}: {name} ({row['generic'].strip('*')})")
    return names, doubtful
