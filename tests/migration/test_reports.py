"""A list of codes migrated at once."""

from __future__ import annotations

import csv
import io
import pickle
from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import escape

import pytest
from attrs import evolve

from hcpcs_jcodes import (
    BadDate,
    MigrationReport,
    UncoveredDate,
    UnknownCode,
    codeset,
    migrate,
    migrate_codes,
)
from hcpcs_jcodes.migration import reports as reports_module
from tests.refusals import Refusal, careless, refused

ON, TO = date(2015, 6, 1), date(2019, 6, 1)
LIST = ["J0171", "J931O", "J1745", "J9310", "J7302", "J0718", "C9027"]
STATUSES = ["unchanged", "one successor", "needs a choice", "ended", "not answered"]


def rows_of(report: MigrationReport) -> list[dict[str, str]]:
    """The CSV of a report, read back."""
    return list(csv.DictReader(io.StringIO(report.to_csv())))


def test_the_report_is_in_the_order_of_the_list() -> None:
    """Its rows can be put beside those of the chargemaster, one for one."""
    report = migrate_codes(LIST, on=ON, to=TO)
    assert [row.code for row in report] == LIST
    assert {row.code: row.status for row in report} == {
        "J0171": "unchanged",
        "C9027": "one successor",
        "J1745": "one successor",
        "J9310": "one successor",
        "J7302": "needs a choice",
        "J0718": "not answered",
        "J931O": "not answered",
    }
    assert dict(report.summary) == dict(zip(STATUSES, [1, 3, 1, 0, 2], strict=True))
    assert len(report) == 7


def test_a_text_of_the_report_is_in_the_order_of_work() -> None:
    """One successor, needs a choice, ended, not answered: what is unchanged needs no work."""
    lines = str(migrate_codes(LIST, on=ON, to=TO)).splitlines()[1:]
    assert [line for line in lines if not line.startswith("  ")] == [
        "one successor:",
        "needs a choice:",
        "not answered:",
    ]


def test_a_repeated_code_has_a_row_for_each_time() -> None:
    """The public case of part D: folded duplicates no longer match the chargemaster's rows."""
    charged = ["J9310", "J1745", "J9310", "96413", "J9310", "96413"]
    report = migrate_codes(charged, on=ON, to=TO)
    assert [row.code for row in report] == charged
    assert [row["code"] for row in rows_of(report)] == charged
    assert len(report) == sum(report.summary.values()) == 6
    assert report.rows[0] == report.rows[2] == report.rows[4]


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (
            "96413",
            "no J code '96413'; it has the form of CPT: complex drug administration and pumps",
        ),
        (
            "0636",
            "there is no J code '0636'; it has the form of revenue code: institutional claims",
        ),
        ("J93.12", "it has the form of ICD-10-CM: diagnosis; did you mean J9312?"),
        ("A4206", "A4206 is not included: it is neither a J code nor one of the codes related"),
        ("J1563", "J1563 is not included: in no release since 2011 of CMS's HCPCS codes"),
    ],
)
def test_a_row_without_an_answer_says_what_the_text_is(code: str, problem: str) -> None:
    """The public case of part D: 96413 is a CPT code, and not merely no J code."""
    (row,) = migrate_codes([code], on=ON, to=TO)
    assert row.status == "not answered"
    assert problem in row.problem


def test_every_code_of_a_year_is_one_row_with_the_result_of_migrate() -> None:
    """The whole table of 2015, eleven years on."""
    charged = list(codeset(ON))
    to = date(2026, 6, 1)
    report = migrate_codes(charged, on=ON, to=to)
    assert [row.code for row in report] == charged
    assert sum(report.summary.values()) == len(charged)
    for row in report:
        assert row.migration == migrate(row.code, on=ON, to=to)
        assert row.problem == ""
        assert (row.status == "ended") == (not row.targets)
        assert (row.status == "needs a choice") == (len(row.targets) > 1)
    assert min(report.summary[status] for status in STATUSES[:4]) > 5


def test_a_code_without_an_answer_states_why() -> None:
    """What migrate would raise is the reason in the row."""
    rows = {row.code: row for row in migrate_codes(LIST, on=ON, to=TO)}
    assert "did you mean J9310" in rows["J931O"].problem
    assert "not in force on 2015-06-01" in rows["J0718"].problem
    assert rows["J0718"].targets == ()
    assert str(rows["J0718"]).startswith("J0718  ")


def test_a_code_that_leads_past_what_is_covered_states_so(related_to_september: date) -> None:
    """Doxil's successors are outside J."""
    after = related_to_september + timedelta(days=1)
    later = migrate_codes(["J9001"], on=date(2012, 3, 1), to=after)
    assert str(related_to_september) in later.rows[0].problem


def test_a_cell_that_is_not_a_text_has_its_own_row() -> None:
    """A spreadsheet column contains empty cells, numbers and lists."""
    mixed: list[object] = ["J9310", "J9310", None, 9310, ["J9310"], {}, "", "j9310 "]
    report = migrate_codes(mixed, on=ON, to=TO)  # type: ignore[arg-type]
    assert [row.code for row in report] == [
        "J9310", "J9310", "None", "9310", "['J9310']", "{}", "", "j9310 "
    ]  # fmt: skip
    assert report.summary["not answered"] == 5
    (lower,) = (row for row in report if row.code == "j9310 ")
    assert [target.code for target in lower.targets] == ["J9312"]


def test_an_empty_list_is_an_empty_report() -> None:
    """An empty list is not an error."""
    report = migrate_codes([], on=ON, to=TO)
    assert (len(report), sum(report.summary.values())) == (0, 0)
    assert rows_of(report) == []


def test_a_generator_is_read_once() -> None:
    """Any iterable of codes is accepted."""
    assert len(migrate_codes((code for code in LIST), on=ON, to=TO)) == 7


def test_the_csv_holds_every_row_with_its_targets() -> None:
    """Several targets share a cell."""
    report = migrate_codes(LIST, on=ON, to=TO)
    rows = {row["code"]: row for row in rows_of(report)}
    assert list(rows) == [row.code for row in report]
    rituximab = rows["J9310"]
    assert (rituximab["to"], rituximab["factor"], rituximab["convert"]) == ("J9312", "10", "range")
    assert (rituximab["unit_before"], rituximab["unit_after"]) == ("100 mg", "10 mg")
    assert rows["J7302"]["to"] == "J7297; J7298"
    assert "J9310" in rows["J931O"]["notes"]
    ended = migrate_codes(["J0190"], on=date(2025, 12, 31), to=date(2026, 1, 1))
    (row,) = rows_of(ended)
    assert (row["status"], row["to"], row["factor"]) == ("ended", "", "")
    assert "nothing follows" in row["notes"]


def test_no_cell_of_the_csv_is_a_formula() -> None:
    """A spreadsheet shows a typed formula and does not run it."""
    typed = ["=1+1", "+J9310", "-J9310", "@SUM(A1)", "\tJ9310", "J9310"]
    cells = {row["code"] for row in rows_of(migrate_codes(typed, on=ON, to=TO))}
    assert cells == {"'=1+1", "'+J9310", "'-J9310", "'@SUM(A1)", "'\tJ9310", "J9310"}


COLUMNS = [
    "code",
    "status",
    "kind",
    "to",
    "takes",
    "factor",
    "convert",
    "unit_before",
    "unit_after",
    "description_before",
    "description_after",
    "notes",
]


def test_the_columns_of_the_csv_are_these_in_this_order() -> None:
    """Other programs read them by name and by position."""
    text = migrate_codes(LIST, on=ON, to=TO).to_csv()
    assert text.splitlines()[0] == ",".join(COLUMNS)
    assert "\r" not in text
    assert text.endswith("\n")
    assert migrate_codes([], on=ON, to=TO).to_csv() == ",".join(COLUMNS) + "\n"


@pytest.mark.parametrize(
    ("code", "on", "to", "cells"),
    [
        (
            "J9310",
            ON,
            TO,
            [
                "J9310",
                "one successor",
                "replaced",
                "J9312",
                "",
                "10",
                "range",
                "100 mg",
                "10 mg",
                "Injection, rituximab, 100 mg",
                "Injection, rituximab, 10 mg",
                "",
            ],
        ),
        (
            "J7302",
            ON,
            TO,
            [
                "J7302",
                "needs a choice",
                "split",
                "J7297; J7298",
                "liletta, 3 year duration; mirena, 5 year duration",
                "1; 1",
                "exact; exact",
                "per device",
                "per device; per device",
                "Levonorgestrel-releasing intrauterine contraceptive system, 52 mg",
                (
                    "Levonorgestrel-releasing intrauterine contraceptive system (liletta), 52 mg; "
                    "Levonorgestrel-releasing intrauterine contraceptive system (mirena), 52 mg"
                ),
                "",
            ],
        ),
        (
            "J1170",
            date(2024, 9, 30),
            date(2024, 10, 1),
            [
                "J1170",
                "one successor",
                "replaced",
                "J1171",
                "",
                "",
                "dose",
                "up to 4 mg",
                "0.1 mg",
                "Injection, hydromorphone, up to 4 mg",
                "Injection, hydromorphone, 0.1 mg",
                "",
            ],
        ),
        (
            "J9037",
            date(2025, 3, 31),
            date(2026, 6, 30),
            [
                "J9037",
                "ended",
                "ended",
                "",
                "",
                "",
                "",
                "0.5 mg",
                "",
                "Injection, belantamab mafodotin-blmf, 0.5 mg",
                "",
                (
                    "J9037 to 2025-03-31: replaced, J9053 from 2026-07-01, x 5; "
                    "no code from 2025-04-01 to 2026-06-30, between J9037 and J9053; "
                    "Blenrep was off the US market in between; no code was valid on those dates."
                ),
            ],
        ),
        (
            "J0718",
            ON,
            TO,
            [
                "J0718",
                "not answered",
                *[""] * 9,
                (
                    "J0718 is not in force on 2015-06-01: it is valid from 2010-01-01 to 2013-12-31; "
                    "followed by J0717"
                ),
            ],
        ),
    ],
)
def test_each_cell_of_a_row_states_one_fact(
    code: str, on: date, to: date, cells: list[str]
) -> None:
    """With one target, several, one without a factor, none, and without an answer."""
    report = migrate_codes([code], on=on, to=to)
    assert list(report.rows[0].cells()) == cells
    (row,) = rows_of(report)
    assert list(row.items()) == list(zip(COLUMNS, cells, strict=True))
    shown = "".join(f"<td style='text-align:left'>{escape(cell)}</td>" for cell in cells)
    head = "".join(f"<th>{name.replace('_', ' ')}</th>" for name in COLUMNS)
    assert report._repr_html_() == (
        f"<table><caption>{str(report).splitlines()[0]}</caption>"
        f"<tr>{head}</tr><tr>{shown}</tr></table>"
    )


@pytest.mark.parametrize(
    ("code", "on", "to", "status"),
    [
        ("J0171", ON, TO, "unchanged"),
        ("J7315", date(2015, 12, 31), date(2016, 1, 1), "unchanged"),  # reworded
        ("J1745", date(2016, 12, 31), date(2017, 1, 1), "one successor"),  # rescoped
        ("J7311", date(2019, 9, 30), date(2019, 10, 1), "one successor"),  # redefined
        ("J0570", date(2024, 12, 31), date(2025, 10, 1), "one successor"),  # reinstated
        ("J1440", date(2013, 12, 31), date(2023, 7, 1), "one successor"),  # reused
        ("J1010", date(2024, 4, 1), date(2024, 3, 31), "needs a choice"),
        ("J0570", date(2024, 12, 31), date(2025, 9, 30), "ended"),
        ("J9271", date(2020, 1, 1), date(2014, 1, 1), "ended"),
        ("J9271", date(2014, 1, 1), date(2020, 1, 1), "not answered"),
    ],
)
def test_the_status_states_what_is_to_be_done(code: str, on: date, to: date, status: str) -> None:
    """A new scope or unit of the same number is work, a new wording alone is not."""
    assert migrate_codes([code], on=on, to=to).rows[0].status == status


def test_a_code_of_which_a_part_ended_needs_a_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    """One target and one product without a code: a person must state which product it is."""
    whole = migrate("J9310", on=ON, to=TO)
    ended = migrate("J0190", on=date(2025, 12, 31), to=date(2026, 1, 1)).without_code
    partly = evolve(whole, without_code=ended)
    monkeypatch.setattr(reports_module, "migrate", lambda *_, **__: partly)
    report = migrate_codes(["J9310"], on=ON, to=TO)
    assert report.summary == dict(zip(STATUSES, [0, 0, 1, 0, 0], strict=True))


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_each_beginning_of_a_formula_is_a_text_behind_an_apostrophe(first: str) -> None:
    """At the beginning of a cell alone: in the middle it runs nothing."""
    text = migrate_codes([f"{first}J9310", f"J9310{first}"], on=ON, to=TO).to_csv()
    # a cell may be quoted
    began = text.replace('\n"', "\n")
    assert f"\n'{first}J9310" in began
    assert f"\nJ9310{first}" in began
    assert f"\n{first}J9310" not in began


def test_a_report_reads_status_by_status() -> None:
    """The unchanged are counted; all others are listed under their status with what became of them."""
    report = migrate_codes(["J0171", "J9310", "J7302", "J0718", "J0574"], on=ON, to=TO)
    heading = (
        "5 codes of 2015-06-01 on 2019-06-01: 2 unchanged, 1 one successor, 1 needs a choice, "
        "0 ended, 1 not answered"
    )
    assert str(report).splitlines() == [
        heading,
        "one successor:",
        "  J9310  replaced: J9312 (10 mg), units x 10, as a range",
        "needs a choice:",
        (
            "  J7302  split: J7297 (per device), for liletta, 3 year duration, units unchanged or "
            "J7298 (per device), for mirena, 5 year duration, units unchanged"
        ),
        "not answered:",
        (
            "  J0718  J0718 is not in force on 2015-06-01: it is valid from 2010-01-01 to 2013-12-31; "
            "followed by J0717"
        ),
    ]
    assert repr(report) == f"<MigrationReport of {heading}>"
    assert [row.code for row in report.with_status("unchanged")] == ["J0171", "J0574"]


def test_texts_and_notebooks_show_the_work() -> None:
    """The unchanged are counted only; markup in a cell is escaped."""
    report = migrate_codes([*LIST, "<script>"], on=ON, to=TO)
    assert str(report).startswith("8 codes of 2015-06-01 on 2019-06-01: 1 unchanged, 3 one")
    assert "J0171" not in str(report)
    assert "\nneeds a choice:\n  J7302  split: J7297" in str(report)
    assert "\nended:" not in str(report)
    shown = report._repr_html_()
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown
    assert repr(report).startswith("<MigrationReport of 8 codes")
    ended = migrate_codes(["J0190"], on=date(2025, 12, 31), to=date(2026, 1, 1))
    assert "ended:\n  J0190  ended: no code" in str(ended)


def test_rows_are_found_by_status() -> None:
    """An unknown status is refused with the list of statuses."""
    report = migrate_codes(LIST, on=ON, to=TO)
    assert [row.code for row in report.with_status("needs a choice")] == ["J7302"]
    with pytest.raises(ValueError, match="'done' is not a status: pass one of unchanged, one"):
        report.with_status("done")


def test_a_report_is_a_value() -> None:
    """Compared and pickled."""
    report = migrate_codes(LIST, on=ON, to=TO)
    assert pickle.loads(pickle.dumps(report)) == report  # noqa: S301


WRONG: list[Refusal] = [
    (careless(migrate_codes, "J9310", on=ON, to=TO), UnknownCode, "J9310", "'J9310'", "['J9310'"),
    (careless(migrate_codes, None, on=ON, to=TO), UnknownCode, None, "None", "['J9310'"),
    (careless(migrate_codes, 5, on=ON, to=TO), UnknownCode, 5, "5 is not a list", "['J9310'"),
    (
        careless(migrate_codes, LIST, on=ON, to=date(2027, 1, 1)),
        UncoveredDate,
        date(2027, 1, 1),
        "2027-01-01",
        "2026-12-31",
    ),
    (
        careless(migrate_codes, LIST, on=date(2010, 1, 1), to=TO),
        UncoveredDate,
        date(2010, 1, 1),
        "2010-01-01",
        "2011-01-01",
    ),
    (
        careless(migrate_codes, LIST, on="06/01/2015", to=TO),
        BadDate,
        "06/01/2015",
        "'06/01/2015'",
        "datetime.date",
    ),
    (
        careless(migrate_codes, LIST, on=ON, to=datetime(2019, 6, 1, 8)),  # noqa: DTZ001
        BadDate,
        datetime(2019, 6, 1, 8),  # noqa: DTZ001
        "time of day",
        ".date()",
    ),
]


@pytest.mark.parametrize(("call", "error", "value", "names", "fix"), WRONG)
def test_a_value_that_is_not_a_list_or_not_a_date_is_refused(
    call: Callable[[], object], error: type[UnknownCode], value: object, names: str, fix: str
) -> None:
    """A whole report fails only if every row would."""
    refused(call, error, value, names, fix)
