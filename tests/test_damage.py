"""A shipped table that is cut, edited, emptied or missing is refused by everything that reads it."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import importlib_resources
import pytest

import hcpcs_jcodes as jcodes
from hcpcs_jcodes import CorruptData, Given, codeset, tables
from hcpcs_jcodes.__main__ import main

from . import house
from .charts import at, chemo, coded, iv, push

DAY = date(2025, 8, 1)
NDC = "50242-0053-06"


def _bill(policy: Any = "medicare") -> jcodes.Bill:
    given = Given("715 mg", opened=["500 mg", "3 x 100 mg"], ndc=NDC)
    return jcodes.bill(
        "J9312",
        administered=given,
        on=DAY,
        container="single-dose",
        setting="professional",
        policy=policy,
    )


def _meaning(found: jcodes.StatusIndicator | jcodes.NotChecked) -> str:
    assert isinstance(found, jcodes.StatusIndicator)
    return found.meaning


def _review() -> str:
    """A hospital's claim on which rules look at modifiers, dialysis, bundling and authorization."""
    lines = [
        jcodes.ClaimLine("J0585", 155, on=DAY, modifiers=("JZ",)),
        jcodes.ClaimLine("64612", 1, on=DAY, modifiers=("59",)),
        jcodes.ClaimLine("J0882", 40, on=DAY, modifiers=("JZ", "EA")),
        jcodes.ClaimLine("96413", 1, on=DAY),
        jcodes.ClaimLine("96374", 1, on=DAY, modifiers=("59",)),
        jcodes.ClaimLine("36000", 1, on=DAY),
    ]
    claim = jcodes.Claim(lines, setting="facility", type_of_bill="0131")
    return str(jcodes.review(claim, payer="medicare"))


def _error(kind: type[jcodes.JCodesError], ask: Callable[[], object]) -> str:
    """The text of an error that names what a table says."""
    with pytest.raises(kind) as caught:
        ask()
    return str(caught.value)


def _pinned() -> object:
    """A code set by a fingerprint that was published and corrected since."""
    earlier = "1138115d"
    listed = [row for row in tables.read_table("fingerprints") if row[-1].startswith(earlier)]
    return codeset(2026, fingerprint=listed[0][-1].ljust(64, "0"))


CALLS: Mapping[str, Callable[[], object]] = {
    "codeset()[...]": lambda: codeset(2025)["J9312"],
    "codeset().get": lambda: codeset("2024Q3").get("J1438"),
    "len(codeset())": lambda: len(codeset(2019)),
    "codeset().versions": lambda: codeset(2025).versions("J1961"),
    "codeset().related": lambda: list(codeset(2025).related),
    "codeset().fingerprint": lambda: codeset(2023).fingerprint,
    "codeset().find": lambda: codeset(2025).find("rituximab"),
    "codeset().find a text": lambda: codeset(2025).find("rituximab 500 mg vial"),
    "codeset().diff": lambda: codeset(2025).diff(codeset(2024)).added,
    "drug.brands": lambda: codeset(2025)["J9312"].drug.brands,
    "drug.classes": lambda: codeset(2025)["J9312"].drug.classes,
    "coverage": jcodes.coverage,
    "bill of a code with a narrative": lambda: jcodes.bill(
        "J1599",
        administered="500 mg",
        on=DAY,
        container="SDV",  # type: ignore[arg-type]
        payer="medicare",
        setting="professional",
    ),
    "build_claim of a drug without a code": lambda: jcodes.build_claim(
        [
            jcodes.Administration(
                "zzmab", "intravenous", "push", "2026-04-01 09:00", None, "therapeutic", dose="5 mg"
            )
        ],
        payer="commercial",
        setting="professional",
    ),
    "coverage().tables": lambda: jcodes.coverage().tables,
    "resolve a name": lambda: jcodes.resolve("Rituxan", on=DAY),
    "resolve an NDC": lambda: jcodes.resolve("50242-051", on=DAY),
    "chart an NDC": lambda: coded(iv("50242-0051-21", at(9), at(11)), setting="facility"),
    "identify a code": lambda: jcodes.identify("J9312"),
    "identify a name": lambda: jcodes.identify("Rituxan"),
    "identify other systems": lambda: (jcodes.identify("E11.9"), jcodes.identify("96413")),
    "billing_units": lambda: jcodes.billing_units(codeset(2025)["J9312"], "715 mg"),
    "bill": _bill,
    "migrate": lambda: jcodes.migrate("J9310", on=date(2018, 6, 1), to=date(2019, 6, 1)),
    "migrate_codes": lambda: jcodes.migrate_codes(
        ["J9310"], on=date(2018, 6, 1), to=date(2019, 6, 1)
    ),
    "packages_of": lambda: jcodes.packages_of("J9312", on=DAY),
    "ndc_of": lambda: jcodes.ndc_of("50242005306", on=DAY),
    "ndc_quantity": lambda: jcodes.ndc_quantity(
        jcodes.packages_of(NDC, on=DAY)[0], "500 mg", on=DAY
    ),
    "container_of": lambda: jcodes.container_of(NDC),
    "listed_single_dose": lambda: jcodes.listed_single_dose("J9312"),
    "mue": lambda: jcodes.mue("J9312", on=DAY, setting="professional"),
    "status_indicator": lambda: jcodes.status_indicator("J9312", on=DAY),
    "what a status indicator means": lambda: _meaning(
        jcodes.status_indicator("J9312", on=DAY, nearest=True)
    ),
    "ncci_edit": lambda: jcodes.ncci_edit("96413", "96372", on=DAY, setting="professional"),
    "add_on_parents": lambda: jcodes.add_on_parents("96415", on=DAY, setting="professional"),
    "pair": lambda: jcodes.pair("J9312", "96413", on=DAY, setting="professional").outcome,
    "administration_codes": lambda: jcodes.administration_codes(
        "J9312", on=DAY, setting="professional"
    ),
    "code_encounter": lambda: (
        coded(chemo("J9312", at(9), at(11)), push("J2405", at(8), at(8, 5))).lines
    ),
    "code_encounter by name": lambda: coded(iv("Rituxan", at(9), at(11), "")).lines,
    "code_encounter by place": lambda: (
        coded(chemo("J9312", at(9), at(11)), place_of_service="22", setting="facility").lines
    ),
    "payment_limit": lambda: jcodes.payment_limit("J9312", on=date(2026, 1, 15)),
    "revenue codes": lambda: (
        jcodes.revenue_code_of("J9312"),
        jcodes.administration_revenue_code("complex", "infusion"),
    ),
    "codeset(fingerprint=)": lambda: _error(jcodes.FingerprintChanged, _pinned),
    "a code that is only priced": lambda: _error(
        jcodes.UnknownCode, lambda: codeset(2024)["J1246"]
    ),
    "review": _review,
    "explain_denial": lambda: str(jcodes.explain_denial("16", "M53", "CO")),
    "the checksums themselves": lambda: list(tables.read_table("checksums")),
}

DAMAGES: Mapping[str, Callable[[bytes], bytes | None]] = {
    "cut at half": lambda content: content[: len(content) // 2],
    "cut by its last line": lambda content: content[: content.rstrip().rfind(b"\n") + 1],
    "cut by its last byte": lambda content: content[:-1],
    "one byte changed": lambda content: (
        b"%b%c%b"
        % (
            content[: len(content) // 2],
            content[len(content) // 2] ^ 1,
            content[len(content) // 2 + 1 :],
        )
    ),
    "emptied": lambda _: b"",
    "header only": lambda content: content[: content.find(b"\n") + 1],
    "a row more": lambda content: content + content.splitlines(keepends=True)[-1],
    "rows in another order": lambda content: b"".join(
        [(lines := content.splitlines(keepends=True))[0], *reversed(lines[1:])]
    ),
    "saved with other line ends": lambda content: content.replace(b"\n", b"\r\n"),
    "saved with a mark": lambda content: b"\xef\xbb\xbf" + content,
    "saved as UTF-16": lambda content: content.decode().encode("utf-16"),
    "bytes of no encoding": lambda content: content + b"\x81\xff\xfe\n",
    "missing": lambda _: None,
}
SHIPPED = {
    entry.name.removesuffix(".csv"): entry.read_bytes()
    for entry in importlib_resources.files("hcpcs_jcodes.data").iterdir()
    if entry.name.endswith(".csv")
}


@cache
def _caches() -> tuple[Any, ...]:
    """Everything that the library keeps between two calls."""
    for module in house.sources():
        import_module(f"hcpcs_jcodes.{module}".removesuffix(".__init__"))
    found = [
        value
        for name, module in sys.modules.items()
        if name.partition(".")[0] == "hcpcs_jcodes"
        for value in vars(module).values()
        if hasattr(value, "cache_clear")
    ]
    return tuple({id(value): value for value in found}.values())


def _forget() -> None:
    for cached in _caches():
        cached.cache_clear()


@cache
def _reads() -> Mapping[str, Mapping[str, str]]:
    """For each table, the calls that read it in a process that has read nothing, with answers."""
    found: dict[str, dict[str, str]] = {name: {} for name in SHIPPED}
    with pytest.MonkeyPatch.context() as patch:
        read: list[str] = []
        file = tables._file

        def noted(name: str) -> bytes:
            read.append(name)
            return file(name)

        patch.setattr(tables, "_file", noted)
        for call, ask in CALLS.items():
            _forget()
            read.clear()
            answer = repr(ask())
            for name in read:
                found[name.removesuffix(".csv")][call] = answer
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the tables, which the library reads instead of its own."""
    _reads()
    copy = tmp_path_factory.mktemp("data")
    for name, content in SHIPPED.items():
        (copy / f"{name}.csv").write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_module("hcpcs_jcodes.data"), "__path__", [str(copy)])
        patch.setattr(importlib_resources, "files", lambda _: copy)
        yield copy
    _forget()


@contextmanager
def _damaged(folder: Path, name: str, damage: str) -> Iterator[None]:
    path = folder / f"{name}.csv"
    content = DAMAGES[damage](SHIPPED[name])
    if content == SHIPPED[name]:
        pytest.skip("a table of one row has no other order")
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    try:
        yield
    finally:
        path.write_bytes(SHIPPED[name])


def _asked(name: str, damage: str) -> list[str]:
    """The calls that meet a damage: in turn, so that each call meets one, and each damage a call.

    That a table is whole is found in one place, whatever reads it and whatever the damage is.
    """
    calls = list(_reads()[name])
    return calls[list(DAMAGES).index(damage) % len(calls) :: len(DAMAGES)]


def test_every_table_is_read_by_a_call() -> None:
    """A table that is new has a call here that reads it."""
    assert [name for name, calls in _reads().items() if not calls] == []


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_a_damaged_table_gives_no_answer(folder: Path, name: str, damage: str) -> None:
    """Whatever reads it says which table it is and what to do."""
    with _damaged(folder, name, damage):
        for call in _asked(name, damage):
            _forget()
            with pytest.raises(CorruptData) as caught:
                CALLS[call]()
            assert caught.value.value == f"{name}.csv", call
            assert str(caught.value).startswith(f"{name}.csv is not the table that"), call
            assert "install hcpcs-jcodes again" in str(caught.value), call


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_nothing_of_a_failure_is_kept(folder: Path, name: str) -> None:
    """A second call fails too; with the table whole again, the same process answers."""
    _forget()
    with _damaged(folder, name, "cut at half"):
        for call in (*_reads()[name], *_reads()[name]):
            with pytest.raises(CorruptData):
                CALLS[call]()
    for call, answer in _reads()[name].items():
        assert repr(CALLS[call]()) == answer, call


def test_the_terminal_prints_the_fix(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line, and the status of no answer."""
    with _damaged(folder, "codes", "cut at half"):
        _forget()
        assert main(["show", "J9312", "--on", "2025-08-01"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("codes.csv is not the table that")
    assert err.count("\n") == 1
    _forget()


# --- in a zip ----------------------------------------------------------------------


@pytest.mark.parametrize("damage", [*DAMAGES, "a damaged zip"])
def test_a_table_in_a_zip_is_compared_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    """What the zip does not have, or cannot unpack, is refused with the same error."""
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in SHIPPED.items():
            changed = DAMAGES[damage](content) if name == "codes" and damage in DAMAGES else content
            if changed is not None:
                packed.writestr(f"data/{name}.csv", changed)
    if damage == "a damaged zip":
        with zipfile.ZipFile(archive) as packed:
            start = packed.getinfo("data/codes.csv").header_offset
        whole = bytearray(archive.read_bytes())
        whole[start + 5000 : start + 5100] = b"\xff" * 100
        archive.write_bytes(whole)
    monkeypatch.setattr(import_module("hcpcs_jcodes.data"), "__path__", [f"{archive}/data"])
    monkeypatch.setattr(importlib_resources, "files", lambda _: zipfile.Path(archive, "data/"))
    _forget()
    assert jcodes.coverage().first == date(2011, 1, 1)
    with pytest.raises(CorruptData, match=r"codes\.csv is not the table that") as caught:
        codeset(2025)["J9312"]
    assert caught.value.value == "codes.csv"
    monkeypatch.undo()
    _forget()


def test_a_library_without_its_tables_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole folder is missing."""
    monkeypatch.setitem(sys.modules, "hcpcs_jcodes.data", None)
    _forget()
    with pytest.raises(CorruptData, match=r"releases\.csv is not the table that"):
        codeset(2025)["J9312"]
    monkeypatch.undo()
    _forget()
