"""Lines as the Table of Drugs prints them, and the entries that are read from them."""

from __future__ import annotations

from jcodes_release.readers.table_of_drugs import DrugEntry, read_table_of_drugs

__all__ = ["FIRST_PAGE", "drug", "entries", "read"]

FIRST_PAGE = """\
                           2019 Table of Drugs

IA - Intra-arterial administration
as suppositories or catheter injections.

"""


def read(printed: str, section: str = "A") -> tuple[list[DrugEntry], list[str]]:
    return read_table_of_drugs(
        f"{FIRST_PAGE}\n{section}\n{printed}\nLast updated October 26, 2018\n"
    )


def entries(printed: str, section: str = "A") -> list[DrugEntry]:
    found, unread = read(printed, section)
    assert unread == []
    return found


def drug(
    name: str, unit: str | None, routes: tuple[str, ...], *codes_of_drug: str, see: str = ""
) -> DrugEntry:
    return DrugEntry(name, unit, routes, codes_of_drug, (see,) if see else ())
