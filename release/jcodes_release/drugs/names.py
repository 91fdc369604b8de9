"""The names that people search for a code by.

CMS prints trade names and synonyms in three places: the yearly Table of Drugs,
whose "see" entries lead to other entries, the quarterly NDC-HCPCS crosswalk, whose
rows give the name on the package, and the Part B drug spending file of a year.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date
from difflib import SequenceMatcher
from itertools import chain
from typing import TYPE_CHECKING

from attrs import frozen

from ..releases.records import PROCEDURE, Release
from ..runs import runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from ..readers.crosswalk import CrosswalkRow
    from ..readers.table_of_drugs import DrugEntry

    _Packages = Mapping[tuple[str, ...], AbstractSet[str]]

__all__ = ["Name", "cleaned", "collect_names", "same_word", "significant_words"]

MEANT: Mapping[str, str] = {
    "Aminolevulinic acid HCl": "Aminolevalinic acid Hcl",
    "BCG live": "BCG (Bacillus Calmette and Guérin), live",
    "Cufuroxime sodium": "Cefuroxime sodium",
    "Factor IX, purified, non-recombinant": (
        "Factor IX (anti-hemophilic factor, purified, non-recombinant)"
    ),
    "Factor IX, recombinant": "Factor IX (anti-hemophilic factor, recombinant)",
    "Immune globulin": "Immune globulin, NOS",
    "Interferon alfa-1": "Interferon alphacon-1, recombinant",
    "Meperdine and promethazine HCl": "Meperidine and promethazine HCl",
    "Methyprednisolone acetate": "Methylprednisolone acetate",
    "Penicillin G procaine and penicillin G benzathine": (
        "Penicillin G benzathine and penicillin G procaine"
    ),
    "Phenobarbitol sodium": "Phenobarbital sodium",
    "Rho(D)immuglobulin, human, solvent detergent": (
        "Rho(D)immune globulin, human, solvent detergent"
    ),
    "Rilanocept": "Rilonacept",
    "Sodium ferricgluconate complex in sucrose": "Sodium ferricgluconate in sucrose",
    "Sodium ferricgluconate complex in sucrose injection": "Sodium ferricgluconate in sucrose",
    "Succinycholine chloride": "Succinylcholine chloride",
    "Tinzarparin": "Tinzaparin",
}
"""Targets that CMS misspells, or words differently from the entry that is meant."""

INSIGNIFICANT = frozenset(
    {
        "acetate",
        "chloride",
        "citrate",
        "decanoate",
        "human",
        "hydrochloride",
        "injection",
        "intravenous",
        "liquid",
        "mesylate",
        "phosphate",
        "powder",
        "sodium",
        "solution",
        "succinate",
        "sulfate",
        "suspension",
    }
)
"""Words of salts, forms and routes: sharing one does not make two names the same drug."""

# similarity at which two words of about the same length count as one word with a misprint
_MISPRINT = 0.88
# a drug may be oral or not, concentrated or not, compounded or not
_FORMS_OF_ONE_DRUG = 4

_SYNONYMS = {"hydrochloride": "hcl", "with": "and"}
_SIGNS = re.compile(r"[®™?\"“”]|\((?:R|TM)\)")
_MISREAD_SALT = re.compile(r"\bHCI\b")
_BRACKETS = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"[^\W_]+")
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_SHOUTED = re.compile(r"\b[A-Z]{5,}\b")
# a point between digits distinguishes 1.5 g from 15 g
_TELLING = re.compile(r"[^\W_]|(?<=[0-9])\.(?=[0-9])")


@frozen
class Name:
    """A name of a code, and the days covered by the sources that print it.

    ``kind`` is "generic" for a name of the substance and "brand" for any other. A person
    may decide that a name is a "search term": one to search by, but not one to show.
    """

    code: str
    name: str
    kind: str
    first: date
    last: date
    source: str


@frozen
class _Period:
    """An edition or quarter of a publication; adjoining ones differ by one in position."""

    publication: str
    label: str
    position: int
    first: date
    last: date


@frozen
class _Sighting:
    """One place where a code has a name."""

    code: str
    name: str
    period: _Period
    is_drug: bool = False
    """Whether it is an entry with codes, not a reference or a package."""

    @property
    def key(self) -> tuple[str, str]:
        """The same for spellings that differ only in case, blanks and punctuation."""
        return self.code, "".join(_TELLING.findall(self.name.casefold()))


def collect_names(
    tables: Mapping[str, Sequence[DrugEntry]],
    crosswalks: Mapping[str, Sequence[CrosswalkRow]],
    substances: Mapping[str, str],
    spending: Mapping[str, Iterable[tuple[str, str]]],
) -> tuple[list[Name], list[str]]:
    """Collect the names of all codes, and list the references that do not lead to a code.

    Args:
        tables: the entries of each Table of Drugs, by year, as in "2019".
        crosswalks: the rows of each crosswalk, by quarter, as in "2024Q1".
        substances: the substance of each code, which identifies the generic names.
        spending: the codes and names of each spending file, by year, weighed already.
    """
    sightings, unresolved = _in_tables(tables, _packages(crosswalks))
    seen: defaultdict[tuple[str, str], list[_Sighting]] = defaultdict(list)
    for sighting in chain(sightings, _in_crosswalks(crosswalks), _in_spending(spending)):
        if sighting.name and PROCEDURE.fullmatch(sighting.code):
            seen[sighting.key].append(sighting)
    names = [_name(same, substances.get(code, "")) for (code, _), same in seen.items()]
    return sorted(names, key=lambda name: (name.code, name.name.casefold())), unresolved


def _in_crosswalks(crosswalks: Mapping[str, Sequence[CrosswalkRow]]) -> Iterator[_Sighting]:
    for quarter, rows in crosswalks.items():
        release = Release(quarter)
        position = 4 * release.first_day.year + release.first_day.month // 3
        period = _Period("crosswalk", quarter, position, release.first_day, release.last_day)
        for row in rows:
            yield _Sighting(row.code, cleaned(row.drug_name), period)


def _in_spending(spending: Mapping[str, Iterable[tuple[str, str]]]) -> Iterator[_Sighting]:
    for year, names in spending.items():
        period = _year("part b spending", year)
        for code, name in names:
            yield _Sighting(code, name, period)


def _year(publication: str, year: str) -> _Period:
    first, last = date(int(year), 1, 1), date(int(year), 12, 31)
    return _Period(publication, year, int(year), first, last)


def _packages(crosswalks: Mapping[str, Sequence[CrosswalkRow]]) -> _Packages:
    """The codes of all packages that share a name, by the words of the name."""
    packages: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in chain(*crosswalks.values()):
        packages[_words(row.drug_name)].add(row.code)
    return packages


def _in_tables(
    tables: Mapping[str, Sequence[DrugEntry]], packages: _Packages
) -> tuple[list[_Sighting], list[str]]:
    sightings: list[_Sighting] = []
    unresolved: defaultdict[str, set[_Period]] = defaultdict(set)
    directories = {year: _directory(entries) for year, entries in tables.items()}
    for year, entries in tables.items():
        period = _year("table of drugs", year)
        # the edition of 2019 lost some entries that its references lead to
        searched = (directories[year], *directories.values())
        for entry in entries:
            codes = set(entry.codes)
            # a reference adds nothing for a product that has its own entry
            if not codes and not directories[year].has_drug(entry.name):
                codes, dead_ends = _referred(entry, searched, packages)
                for target in dead_ends:
                    unresolved[f"{entry.name}, see {target}"].add(period)
            name = cleaned(entry.name)
            sightings += [_Sighting(code, name, period, bool(entry.codes)) for code in codes]
    return sightings, [f"{name} ({_source(seen)})" for name, seen in sorted(unresolved.items())]


def _referred(
    entry: DrugEntry, searched: Sequence[_Directory], packages: _Packages
) -> tuple[set[str], list[str]]:
    """The codes that a reference leads to, and those of its targets that lead nowhere."""
    found = {
        target: _first_found(directory.codes_of(target, entry.name) for directory in searched)
        for target in entry.see
    }
    codes = _narrowed(set(chain(*found.values())), _words(entry.name), packages)
    return codes, [target for target in entry.see if not (codes and found[target])]


def _narrowed(codes: set[str], words: tuple[str, ...], packages: _Packages) -> set[str]:
    """The codes of one product, out of those of an entry that it shares with other products.

    Packages distinguish them. If no package has the name, a few codes are forms of
    one drug; many codes are a class, such as factor VIII, and identify nothing.
    """
    longer = {
        code for other in packages if other[: len(words)] == words for code in packages[other]
    }
    shorter = {
        code for other in packages if words[: len(other)] == other for code in packages[other]
    }
    if len(codes) > 1 and longer:
        return codes & longer
    if len(codes) > 1 and codes & shorter:
        return codes & shorter
    return codes if len(codes) <= _FORMS_OF_ONE_DRUG else set()


def _first_found(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return next((codes for codes in lists if codes), ())


@frozen
class _Drug:
    """An entry that has codes."""

    words: tuple[str, ...]
    codes: tuple[str, ...]
    is_combination: bool


@frozen
class _Directory:
    """One edition, in which references are followed."""

    drugs: tuple[_Drug, ...]
    references: Mapping[str, tuple[str, ...]]

    def has_drug(self, name: str) -> bool:
        words = _words(name)
        return any(drug.words == words for drug in self.drugs)

    def codes_of(
        self, target: str, alias: str, passed: frozenset[str] = frozenset()
    ) -> tuple[str, ...]:
        """The codes that a target stands for when it is reached from an alias."""
        words = _words(MEANT.get(target, target))
        whole = "".join(words)
        if whole in passed:
            return ()
        alias_words = set(_words(alias))
        longer = [drug for drug in self.drugs if drug.words[: len(words)] == words]
        return _first_found(
            (
                _codes(drug for drug in longer if alias_words <= set(drug.words)),
                _codes(drug for drug in self.drugs if "".join(drug.words) == whole),
                tuple(
                    code
                    for further in self.references.get(whole, ())
                    for code in self.codes_of(further, alias, passed | {whole})
                ),
                _codes(drug for drug in longer if not drug.is_combination),
                _codes(longer),
            )
        )


def _directory(entries: Iterable[DrugEntry]) -> _Directory:
    drugs: list[_Drug] = []
    references: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        words = _words(entry.name)
        if entry.codes:
            drugs.append(_Drug(words, entry.codes, " and " in entry.name or "/" in entry.name))
        else:
            references["".join(words)] = entry.see
    return _Directory(tuple(drugs), references)


def _words(name: str) -> tuple[str, ...]:
    """The words of a name, the same however it is hyphenated or its salt abbreviated."""
    plain = cleaned(name).casefold().replace("&", " and ")
    words = [_SYNONYMS.get(word, word) for word in _WORD.findall(plain)]
    return tuple(words[:-1] if words[-1:] == ["etc"] else words)


def _codes(drugs: Iterable[_Drug]) -> tuple[str, ...]:
    return tuple(code for drug in drugs for code in drug.codes)


def cleaned(name: str) -> str:
    """A name without trademark signs and stray quotation marks, with HCI read as HCl."""
    plain = _MISREAD_SALT.sub("HCl", _SIGNS.sub("", name))
    return " ".join(plain.split()).strip(" ,;'")


def _name(same: Sequence[_Sighting], substance: str) -> Name:
    """The name that several sightings spell the same."""
    spellings = Counter(sighting.name for sighting in same)
    name = min(spellings, key=lambda spelling: (*_looks(spelling), -spellings[spelling], spelling))
    periods = {sighting.period for sighting in same}
    is_drug = any(sighting.is_drug for sighting in same)
    return Name(
        code=same[0].code,
        name=name,
        kind=_kind(name, substance, is_drug=is_drug),
        first=min(period.first for period in periods),
        last=max(period.last for period in periods),
        source=_source(periods),
    )


def _looks(name: str) -> tuple[bool, int, bool]:
    """Sort key, best spelling first: mixed case before all capitals or all small letters."""
    return name.isupper(), len(_SHOUTED.findall(name)), name.islower()


def _source(periods: Iterable[_Period]) -> str:
    """The publications with their editions, adjoining editions as a range."""
    in_order = sorted(periods, key=lambda period: (period.publication, period.position))
    editions: defaultdict[str, list[str]] = defaultdict(list)
    for span in runs(in_order, _adjoin):
        label = "-".join(dict.fromkeys((span[0].label, span[-1].label)))
        editions[span[0].publication].append(label)
    return "; ".join(f"{publication} {', '.join(of)}" for publication, of in editions.items())


def _adjoin(before: _Period, after: _Period) -> bool:
    return (before.publication, before.position + 1) == (after.publication, after.position)


def _kind(name: str, substance: str, *, is_drug: bool) -> str:
    """Generic if it shares a word with the substance; if that is unknown, if it is a drug entry."""
    if not substance:
        return "generic" if is_drug else "brand"
    # "TECENTRIQ (atezolizumab)" is the brand with an explanation
    own_words = significant_words(_BRACKETS.sub(" ", name))
    shared = any(
        same_word(one, other) for one in own_words for other in significant_words(substance)
    )
    return "generic" if shared else "brand"


def significant_words(text: str) -> set[str]:
    """The long words that name a substance, and the first word, as in "urea" or "BCG live"."""
    words = text.casefold()
    return {*_WORD.findall(words)[:1], *_LONG_WORD.findall(words)} - INSIGNIFICANT


def same_word(one: str, other: str) -> bool:
    """Whether two words are the same, allowing for a misprinted letter in a long one."""
    return one == other or (
        abs(len(one) - len(other)) <= 1 and SequenceMatcher(None, one, other).ratio() >= _MISPRINT
    )
