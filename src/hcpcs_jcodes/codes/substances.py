"""Which codes and substances a name stands for: exact names only, never a similar one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Final, Literal

from ..amounts.arguments import shown
from ..errors import AmbiguousName
from ..tables import texts_of
from .ledger import code_ledger, row_on, use_of
from .names import names_of
from .rows import AT, Row, is_in_force
from .successions import all_successions

__all__ = [
    "NamedBy",
    "code_named",
    "codes_named",
    "name_key",
    "named_on",
    "plain_name",
    "printed_names",
    "rows_named",
    "substance_named",
    "substances_named",
]

NamedBy = Literal["brand", "name"]
"""Whether a name is a trade name of what a code stands for, or a name of the substance."""

# what people write and leave out: spaces, hyphens and dashes, marks, quotes, brackets
_NOT_COMPARED: Final = re.compile(
    r"""[\s\-\u00ad\u2010-\u2015\u2212®™©'"\u2018-\u201f,;:()\[\]/&+*]|\.(?![0-9])"""
)
_SALT: Final = re.compile(r"\bhcl\b")
# four letters that mean nothing by themselves: the FDA adds them to the names of biologics
_SUFFIX: Final = re.compile("-[a-z]{4}$")
_BETWEEN_WORDS: Final = re.compile(r"[\s-]+")
_MOST_LISTED: Final = 12
# no name is longer
_LONGEST_KEPT: Final = 200
_LIPOSOMAL: Final = "liposomal"
_THROUGH_DME: Final = "through dme"


def name_key(text: str) -> str:
    """A name as it is compared: without case, spaces, hyphens and marks; HCl is hydrochloride.

    >>> name_key("Solu-Cortef®") == name_key("solu cortef")
    True
    """
    return _NOT_COMPARED.sub("", _SALT.sub("hydrochloride", text.casefold()))


def plain_name(name: str) -> str:
    """The name of a biologic without the suffix of its maker.

    >>> plain_name("rituximab-abbs")
    'rituximab'
    """
    return _SUFFIX.sub("", name)


def rows_named(name: str, *, longer: bool = True) -> tuple[tuple[Row, NamedBy], ...]:
    """The rows, of any date, that a name stands for.

    The plain name of a biologic stands for those with a suffix too, and a brand for the longer
    brands of the same substance that begin with it: "Lupron" is printed on Lupron Depot. A name
    with and without its substance is one ("insulin lispro", "lispro"). A printed name that
    stands for several substances is that of the one called so ("irinotecan", which CMS also
    printed for irinotecan liposome); if none is, it stands for no code.
    """
    if len(name) > _LONGEST_KEPT:
        return _rows_named(name, longer)
    return _rows_kept(name, longer)


@lru_cache(maxsize=1024)
def _rows_kept(name: str, longer: bool) -> tuple[tuple[Row, NamedBy], ...]:  # noqa: FBT001
    """The same, worked out once for each name of a chart, which is asked for several times."""
    return _rows_named(name, longer)


def _rows_named(name: str, longer: bool) -> tuple[tuple[Row, NamedBy], ...]:  # noqa: FBT001
    key = name_key(name)
    found = dict(_listed(name))
    if longer:
        found.update(dict.fromkeys(_longer_brands().get(key, ()), "brand"))
    found.update(dict.fromkeys(_with_and_without_substance(key, found), "name"))
    if len(_substances(found.items())) > 1:
        found = {
            row: by
            for row, by in found.items()
            if by == "brand" or name_key(plain_name(row[AT["substance"]])) == key
        }
    return tuple(_without_own_names(key, found).items())


def named_on(name: str, day: date) -> tuple[tuple[Row, NamedBy], ...]:
    """The rows in force on a day that a name stands for.

    What is a brand on the day has its own codes, by whatever name it is searched elsewhere.
    """
    text = day.isoformat()
    found = [each for each in rows_named(name) if is_in_force(each[0], text)]
    own = _listed(name)
    if own and not any(is_in_force(row, text) for row, _ in own):
        # a longer brand is another product, unless it follows what had the name
        after = all_successions().after
        codes = {each.to_code for row, _ in own for each in after.get(row[AT["code"]], ())}
        found = [each for each in found if each[0][AT["code"]] in codes]
    return tuple([each for each in found if each[1] == "brand"] or found)


def code_named(text: str, day: date) -> str:
    """The one code of a name on a day; a text that is no name on it as it is.

    Raises:
        AmbiguousName: it has several codes; ``candidates`` lists them.

    >>> code_named("Truxima", date(2025, 8, 1)), code_named("J9312", date(2025, 8, 1))
    ('Q5115', 'J9312')
    """
    codes = tuple(sorted({row[AT["code"]] for row, _ in named_on(text, day)}))
    if len(codes) > 1:
        raise AmbiguousName(
            text,
            f"{shown(text)} has several codes on {day}: {', '.join(codes[:_MOST_LISTED])}"
            f"{' and more' if len(codes) > _MOST_LISTED else ''}; pass one of them, or the product "
            "by its brand",
            codes,
        )
    return codes[0] if codes else text


def substances_named(name: str) -> tuple[str, ...]:
    """The substances for which a name is printed in any year, suffixes left out; sorted."""
    return tuple(sorted(_substances(_listed(name))))


def codes_named(name: str, day: date, *, longer: bool = True) -> tuple[str, ...]:
    """The codes in force on a day whose drug has this name or brand.

    A name that CMS printed for several substances has the codes of all of them; ``longer`` is
    whether a brand has those of the longer brands that begin with it.
    """
    text = day.isoformat()
    rows = rows_named(name, longer=longer) or _listed(name)
    return tuple(row[AT["code"]] for row, _ in rows if is_in_force(row, text))


def substance_named(drug: str, day: date) -> str:
    """The substance of a drug, by its code or a name; the text itself if none is known.

    ``"J2405"``, ``"ondansetron"`` and ``"Zofran"`` are the same drug.
    """
    row = row_on(drug, day)
    rows = [row] if row is not None else [row_on(code, day) for code in codes_named(drug, day)]
    found = {each[AT["substance"]] for each in rows if each is not None} - {""}
    return found.pop() if len(found) == 1 else drug.casefold()


def printed_names() -> Mapping[str, str]:
    """Every name of every year as it is printed, by its :func:`name_key`."""
    return {key: name for key, (name, _) in _index().items()}


def _listed(name: str) -> tuple[tuple[Row, NamedBy], ...]:
    return _index().get(name_key(name), ("", ()))[1]


def _with_and_without_substance(key: str, found: Mapping[Row, NamedBy]) -> list[Row]:
    """The rows of a name written with the substance before it, or without it."""
    rows: list[Row] = []
    for substance in {row[AT["substance"]] for row, by in found.items() if by == "name"} - {""}:
        first = name_key(substance)
        other = key.removeprefix(first) if key.startswith(first) else first + key
        rows += [
            row
            for row, by in _index().get(other, ("", ()))[1]
            if by == "name" and row[AT["substance"]] == substance
        ]
    return rows


def _without_own_names(key: str, found: Mapping[Row, NamedBy]) -> Mapping[Row, NamedBy]:
    """Rows without those of a liposomal form, which has a name of its own, under the plain name.

    Source: FDA, nonproprietary names: the liposome is part of the name, as protein-bound is.
    """
    if _LIPOSOMAL in key:
        return found
    plain = {
        row: by for row, by in found.items() if by == "brand" or _LIPOSOMAL not in row[AT["forms"]]
    }
    return plain or found


def _substances(rows: Iterable[tuple[Row, NamedBy]]) -> set[str]:
    """The substances of rows named by the substance; a brand may be that of several."""
    return {plain_name(row[AT["substance"]]) for row, by in rows if by == "name"}


def _names(row: Row, rows: Iterable[Row]) -> dict[str, NamedBy]:
    """Every name of the drug of a row; what is a brand is not also a name of the substance.

    The names of a substance are those of all rows of one use: a wording that spells one out, or
    adds a suffix, changes no drug. A brand may move to another code, and is that of its row.
    """
    names: dict[str, NamedBy] = {}
    for each in rows:
        drug, substance = each[AT["drug"]], each[AT["substance"]]
        own = (drug, substance, plain_name(drug), plain_name(substance))
        names.update(dict.fromkeys((*own, *texts_of(each[AT["synonyms"]])), "name"))
    known = names_of(row[AT["code"]], use_of(row))
    names.update((name, "name") for name, kind in known if kind != "brand")
    names.update((name, "brand") for name in texts_of(row[AT["brands"]]))
    names.update((name, "brand") for name, kind in known if kind == "brand")
    names.pop("", None)
    return names


@cache
def _index() -> Mapping[str, tuple[str, tuple[tuple[Row, NamedBy], ...]]]:
    """For each key a name as printed, and the rows that have it."""
    printed: dict[str, str] = {}
    found: dict[str, dict[Row, NamedBy]] = {}
    ledger = code_ledger()
    for rows in (*ledger.jcodes.values(), *ledger.related.values()):
        for row in rows:
            same_use = (each for each in rows if use_of(each) == use_of(row))
            for name, by in _names(row, same_use).items():
                key = name_key(name)
                if key not in printed or (by == "brand" and printed[key].islower()):
                    printed[key] = name  # CMS's wordings write brands without capitals
                found.setdefault(key, {})[row] = by
    by_scope = _also_without_equipment(found)
    for named in found.values():
        for row, by in [*named.items()]:
            if _THROUGH_DME in row[AT["forms"]]:
                for other in by_scope.get(_scope(row), ()):
                    named.setdefault(other, by)
    return {key: (printed[key], tuple(rows.items())) for key, rows in found.items()}


def _also_without_equipment(found: Mapping[str, Mapping[Row, NamedBy]]) -> Mapping[Row, list[Row]]:
    """For each scope of codes for what durable equipment gives, the rows of that scope without it.

    CMS's crosswalk lists insulins under the code for pumps alone, and what is injected from
    the same vial has the other code.
    """
    rows = {row for named in found.values() for row in named}
    scopes: dict[Row, list[Row]] = {
        _scope(row): [] for row in rows if row[AT["substance"]] and _THROUGH_DME in row[AT["forms"]]
    }
    for row in sorted(rows):
        if _THROUGH_DME not in row[AT["forms"]] and _scope(row) in scopes:
            scopes[_scope(row)].append(row)
    return scopes


def _scope(row: Row) -> Row:
    """The substance of a row, and what limits it but for the equipment."""
    limits = (row[AT[each]] for each in ("brands", "labelers", "routes", "indications"))
    forms = (form for form in texts_of(row[AT["forms"]]) if form != _THROUGH_DME)
    return row[AT["substance"]], *limits, *forms


@cache
def _longer_brands() -> Mapping[str, tuple[Row, ...]]:
    """For each brand the rows of longer brands of its substance that begin with its words."""
    index = _index()
    found: dict[str, dict[Row, None]] = {}
    for name, rows in index.values():
        words = _BETWEEN_WORDS.split(name)
        for count in range(1, len(words)):
            key = name_key("".join(words[:count]))
            brand = index.get(key, ("", ()))[1]
            substances = {row[AT["substance"]] for row, by in brand if by == "brand"} - {""}
            longer = (
                row for row, by in rows if by == "brand" and row[AT["substance"]] in substances
            )
            found.setdefault(key, {}).update(dict.fromkeys(longer))
    return {key: tuple(rows) for key, rows in found.items() if rows}
