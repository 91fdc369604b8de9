"""The terminal answers as the library does, and refuses in whole sentences."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from argparse import Namespace
from datetime import date

import pytest

from hcpcs_jcodes import __main__ as terminal
from hcpcs_jcodes import administration_codes, bill, migrate_codes, pair
from hcpcs_jcodes.__main__ import main

ON = ["--on", "2025-08-01"]
BILLED = ["--policy", "medicare", "--setting", "professional", *ON]


def test_show_prints_what_a_code_means_on_a_date(capsys: pytest.CaptureFixture[str]) -> None:
    """The wording, the unit, the brands and the validity of a version are shown."""
    assert main(["show", "J9312", *ON]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("J9312  Injection, rituximab, 10 mg\n")
    assert "one unit  10 mg" in shown
    assert "Rituxan" in shown
    assert "2019-01-01, still active (added)" in shown


def test_show_gives_both_bounds_of_an_uncertain_first_day(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A wording whose first day is not known is shown with both bounds."""
    assert main(["show", "J1569", "--on", "2026-08-01"]) == 0
    assert "began between 2026-04-02 and 2026-07-01" in capsys.readouterr().out


def test_show_marks_an_inferred_first_day(capsys: pytest.CaptureFixture[str]) -> None:
    """A first day that no file states is shown as inferred."""
    assert main(["show", "J0643", "--on", "2026-10-01"]) == 0
    assert "first day inferred" in capsys.readouterr().out


def test_find_takes_several_words(capsys: pytest.CaptureFixture[str]) -> None:
    """Words of a drug need no quotes."""
    assert main(["find", "rituximab", "hyaluronidase", "--limit", "1", *ON]) == 0
    assert capsys.readouterr().out.startswith("J9311  ")


def test_units_prints_code_and_units(capsys: pytest.CaptureFixture[str]) -> None:
    """715 mg of rituximab is 72 units of 10 mg."""
    assert main(["units", "J9312", "715 mg", *ON]) == 0
    assert capsys.readouterr().out == "J9312 x 72   (10 mg each)\n"


def test_units_takes_a_concentration_and_a_component(capsys: pytest.CaptureFixture[str]) -> None:
    """A volume with its strength, and an ingredient of a combination, are accepted."""
    assert main(["units", "J9312", "71.5 mL", "--concentration", "10 mg/mL", *ON]) == 0
    assert main(["units", "J0742", "500 mg", "--component", "imipenem", *ON]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "J9312 x 72   (10 mg each)"


def test_pair_prints_the_outcome_or_every_code_that_may_go_with_a_drug(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With an administration code, the outcome; without one, the options."""
    command = ["--setting", "professional", *ON]
    assert main(["pair", "J2405", "96413", *command]) == 0
    assert capsys.readouterr().out.startswith("J2405 with 96413: refused, 96413 is for ")
    assert main(["pair", "J9271", "--minutes", "120", "--route", "intravenous", *command]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert [line.split(" (")[0] for line in printed] == ["96413 x 1", "96415 x 1", "96417 x 1"]


def test_pair_with_a_code_takes_no_minutes(capsys: pytest.CaptureFixture[str]) -> None:
    """Minutes help to choose among codes; for one code they do not apply."""
    with pytest.raises(SystemExit):
        main(["pair", "J9271", "96413", "--minutes", "20", "--setting", "facility", *ON])
    assert "--minutes is for a list of codes: omit 96413" in capsys.readouterr().err


def test_migrate_prints_the_code_of_another_date(capsys: pytest.CaptureFixture[str]) -> None:
    """8 units of J9310 are a range of units of J9312; with the dose they are one number."""
    command = ["migrate", "J9310", "--on", "2018-06-01", "--to", "2019-06-01"]
    assert main(command) == 0
    assert capsys.readouterr().out.splitlines() == [
        "J9310 of 2018-06-01 on 2019-06-01: replaced",
        "  J9312 (10 mg), units x 10, as a range",
    ]
    assert main([*command, "--units", "8"]) == 0
    assert capsys.readouterr().out.endswith("8 units of J9310 are\n  J9312 x 71 to 80\n")
    assert main([*command, "--units", "8", "--dose", "715 mg"]) == 0
    assert capsys.readouterr().out.endswith("8 units of J9310 are\n  J9312 x 72\n")


def test_migrate_chooses_among_the_codes_of_a_split(capsys: pytest.CaptureFixture[str]) -> None:
    """The labeler determines which epinephrine code it is; an unknown labeler is refused."""
    command = ["migrate", "J0171", "--on", "2025-06-30", "--to", "2025-07-01", "--product"]
    assert main([*command, "Hospira"]) == 0
    assert "J0167" in capsys.readouterr().out
    assert main([*command, "Hospria"]) == 1
    assert "J0167 is for hospira" in capsys.readouterr().err


def test_migrate_reports_on_a_list_of_codes(capsys: pytest.CaptureFixture[str]) -> None:
    """Several codes make a report, as text or as CSV."""
    command = ["migrate", "J9310", "J9271", "--on", "2018-06-01", "--to", "2019-06-01"]
    assert main(command) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "one successor:",
        "  J9310  replaced: J9312 (10 mg), units x 10, as a range",
    ]
    assert main([*command, "--csv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("code,status,kind,to,")
    assert [line.split(",")[:4] for line in lines[1:]] == [
        ["J9310", "one successor", "replaced", "J9312"],
        ["J9271", "unchanged", "unchanged", "J9271"],
    ]


@pytest.mark.parametrize("option", ["--units", "--dose", "--product", "--ndc", "--route"])
def test_migrate_refuses_options_of_one_code_for_a_list(
    option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A dose or product is refused for a list of codes and for a table."""
    command = ["migrate", "J9310", "--on", "2018-06-01", "--to", "2019-06-01", option, "8"]
    for more in (["J9271"], ["--csv"]):
        with pytest.raises(SystemExit):
            main([*command[:2], *more, *command[2:]])
        assert f"{option} applies to one code" in capsys.readouterr().err


def test_history_prints_uses_or_a_picture(capsys: pytest.CaptureFixture[str]) -> None:
    """No date is needed; the picture is an SVG image."""
    assert main(["history", "J9310"]) == 0
    assert capsys.readouterr().out.splitlines()[1:3] == [
        "  J9310  rituximab (100 mg), 1999-01-01 to 2018-12-31",
        "  J9312  rituximab (10 mg), 2019-01-01 on",
    ]
    assert main(["history", "J9310", "--svg"]) == 0
    assert capsys.readouterr().out.startswith("<svg ")
    assert main(["history", "JO129"]) == 1
    assert "did you mean J0129" in capsys.readouterr().err


def test_identify_needs_no_date(capsys: pytest.CaptureFixture[str]) -> None:
    """A letter typed for a digit is recognized."""
    assert main(["identify", "JO129"]) == 0
    assert "J0129" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["show", "JO129", *ON], "did you mean J0129?"),
        (["show", "rituximab", *ON], "'rituximab' has several codes on 2025-08-01: J9312 (rit"),
        (["show", "Truxima", "--on", "2015-01-01"], "Q5115 is not in force on 2015-01-01"),
        (["packages", "50242-051", "--on", "2015-01-01"], "pass --nearest to use 2024Q1"),
        (["history", "rituximab"], "has had several codes: pass one of J9310, J9312, Q5115"),
        (["history", "nosuch"], "there is no code or name 'nosuch'"),
        (["migrate", "rituximab", "--to", "2012-01-01", *ON], "J9312 (rituximab), Q5115"),
        (["show", "J9310", *ON], "to 2018-12-31"),
        (["show", "J9312", "--on", "2027-01-01"], "2027-01-01 is not covered"),
        (["units", "J9312", "10mg/ml", *ON], "is a ratio, not a unit"),
        (["units", "J9312", "-5 mg", *ON], "is negative"),
        (["units", "J9312", "", *ON], "does not begin with a number"),
        (["units", "J9312", "1,200,000 units", *ON], "billed per 10 mg"),
        (["show", "", *ON], "'' is empty: pass a code, a name or an NDC"),
        (["bill", "J9312", "5 mg", *BILLED, "--status-indicator", "ZZ"], "pass one such as 'K'"),
        (["bill", "J9312", "5 mg", *BILLED, "--status-indicator", "k "], "write it as 'K'"),
        (["bill", "lupron", "7.5 mg", *BILLED], "or pass --route or --ndc"),
    ],
)
def test_a_refusal_is_a_sentence_and_no_traceback(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """If there is no answer, the reason and the fix go to the error stream."""
    assert main(arguments) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert reason in printed.err
    assert "Traceback" not in printed.err


@pytest.mark.parametrize("day", ["yesterday", "2025-13-01", "08/01/2025", ""])
def test_a_date_in_another_form_is_refused(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Only the form 2025-08-01 is accepted: 08/01/2025 is read as two different dates."""
    with pytest.raises(SystemExit):
        main(["show", "J9312", "--on", day])
    assert "is not a date of service" in capsys.readouterr().err


def test_there_is_no_default_date(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a date of service nothing is looked up."""
    with pytest.raises(SystemExit):
        main(["show", "J9312"])
    assert "--on" in capsys.readouterr().err


def test_the_package_runs_as_a_module() -> None:
    """``python -m hcpcs_jcodes`` is the terminal."""
    command = [sys.executable, "-m", "hcpcs_jcodes", "units", "J9312", "715 mg", *ON]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert answer.stdout == "J9312 x 72   (10 mg each)\n"


def test_a_pipe_that_closes_early_causes_no_traceback() -> None:
    """``... find | head`` ends quietly when head closes the pipe."""
    command = [sys.executable, "-m", "hcpcs_jcodes", "find", "injection", "--limit", "9999", *ON]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        messages = process.stderr.read()
    assert messages == b""
    assert process.returncode == 0


def test_a_closed_pipe_is_replaced_by_the_null_device(monkeypatch: pytest.MonkeyPatch) -> None:
    """If printing fails because the pipe is closed, the stream goes to the null device."""
    redirected: list[tuple[int, int]] = []

    def no_reader(*_: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("builtins.print", no_reader)
    monkeypatch.setattr("os.dup2", lambda *handles: redirected.append(handles))
    monkeypatch.setattr("sys.stdout", sys.__stdout__)
    assert main(["identify", "J9312"]) == 0
    assert len(redirected) == 1


# --- what is printed, and the exit status ----------------------------------------


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (
            ["show", "J9312", *ON],
            [
                "J9312  Injection, rituximab, 10 mg",
                "  in force  2019-01-01, still active (added)",
                "  drug      rituximab",
                "  brands    Rituxan",
                "  routes    intravenous",
                "  classes   antineoplastic, biologic response modifier",
                "  one unit  10 mg",
            ],
        ),
        (
            ["show", "J9310", "--on", "2018-12-31"],
            [
                "J9310  Injection, rituximab, 100 mg",
                "  in force  1999-01-01 to 2018-12-31 (added)",
                "  drug      rituximab",
            ],
        ),
        (
            ["show", "J0643", "--on", "2026-10-01"],
            [
                "J0643  Inj leucovorin calcium 1 mg",
                "  in force  2026-10-01, still active (added)",
                "  drug      leucovorin calcium",
                "  routes    intramuscular, intravenous",
                "  classes   supportive care",
                "  one unit  1 mg",
                "  seen in   2026Q4",
                "  dates     first day inferred",
                "  by hand   curated: read from the short description because the long one is not available",
            ],
        ),
        (
            ["packages", "50242-0053-06", *ON],
            [
                (
                    "50242-0053-06  Rituxan (Genentech, Inc.), 1 x 50 ML, 50 units of J9312 each"
                    "  [2025Q3]"
                )
            ],
        ),
        (["packages", "J0120", *ON], ["no package of J0120 is listed"]),
        (["identify", "JO129"], ["'JO129': unknown", "  did you mean J0129?"]),
    ],
)
def test_an_answer_is_printed_in_full_and_in_order(
    arguments: list[str], lines: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Only what is known: empty rows are left out, and a published day needs no remark."""
    assert main(arguments) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert printed.out.splitlines()[: len(lines)] == lines
    assert ("  dates " in printed.out) == ("J0643" in arguments)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["identify", "nonsense"], 0),
        (["find", "nosuchdrug", *ON], 0),
        (["history", "J9312"], 0),
        (["migrate", "J0190", "--on", "2025-12-31", "--to", "2026-01-01"], 0),
        (["packages", "J9312", "--on", "2024-06-30", "--nearest"], 0),
        (["show", "J0000", *ON], 1),
        (["history", "J0000"], 1),
        (["packages", "J9312", "--on", "2023-12-31"], 1),
        (["migrate", "J9310", "--on", "2018-06-01", "--to", "2027-01-01"], 1),
        (["migrate", "J9310", "--on", "2018-06-01", "--to", "2019-06-01", "--units", "0"], 1),
        (["units", "J9312", "12 liters", *ON], 1),
        (["pair", "J9271", "--setting", "home", *ON], 1),
        ([], 2),
        (["nosuchcommand"], 2),
        (["show", "J9312"], 2),
        (["show", "J9312", "--on", "2025-02-29"], 2),
        (["find", "rituxan", "--limit", "many", *ON], 2),
        (["pair", "J9271", *ON], 2),
        (["pair", "J9271", "96413", "--technique", "push", "--setting", "facility", *ON], 2),
        (["bill", "J9312", "715 mg", "--setting", "facility", *ON], 2),
        (["bill", "J9312", "715 mg", "--policy", "medicare", *ON], 2),
        (["migrate", "J9310", "--on", "2018-06-01"], 2),
        (["migrate", "J9310", "--csv", "--dose", "1 mg", "--to", "2019-01-01", *ON], 2),
        (["--help"], 0),
        (["bill", "--help"], 0),
    ],
)
def test_the_status_is_0_with_an_answer_1_with_a_reason_and_2_for_misuse(
    arguments: list[str], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Scripts rely on the status; answers go to one stream and errors to the other."""
    try:
        found = main(arguments)
    except SystemExit as exited:
        assert status == 2 or "--help" in arguments
        found = int(exited.code or 0)
    assert found == status
    printed = capsys.readouterr()
    assert bool(printed.out) == (status == 0)
    assert bool(printed.err) == (status != 0)


def test_the_status_of_the_process_is_that_of_the_command() -> None:
    """``python -m hcpcs_jcodes`` returns it to the shell, and reads the shell's arguments."""
    for words, status in ((["identify", "J9312"], 0), (["history", "J0000"], 1), (["show"], 2)):
        command = [sys.executable, "-m", "hcpcs_jcodes", *words]
        assert subprocess.run(command, capture_output=True, check=False).returncode == status


def test_twenty_codes_are_found_unless_another_limit_is_given(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The limit counts the lines."""
    for limit, count in (([], 20), (["--limit", "21"], 21), (["--limit", "1"], 1)):
        assert main(["find", "injection", *limit, *ON]) == 0
        assert len(capsys.readouterr().out.splitlines()) == count


@pytest.mark.parametrize(
    "option",
    [
        "--units",
        "--dose",
        "--concentration",
        "--component",
        "--product",
        "--ndc",
        "--route",
        "--indication",
    ],
)
@pytest.mark.parametrize("more", [["J9271"], ["--csv"]])
def test_every_option_of_one_code_is_refused_for_a_list(
    option: str, more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each option: for two codes, and for a table of one."""
    dates = ["--on", "2018-06-01", "--to", "2019-06-01"]
    with pytest.raises(SystemExit) as exited:
        main(["migrate", "J9310", *more, *dates, option, "8"])
    assert exited.value.code == 2
    assert f"{option} applies to one code: pass one code, without --csv" in (
        capsys.readouterr().err
    )


def test_a_table_of_one_code_is_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    """``--csv`` prints the library's report, once."""
    dates = ["--on", "2018-06-01", "--to", "2019-06-01"]
    assert main(["migrate", "J9310", "--csv", *dates]) == 0
    report = migrate_codes(["J9310"], on=date(2018, 6, 1), to=date(2019, 6, 1))
    assert capsys.readouterr().out == report.to_csv()
    assert main(["migrate", "J9310", "J9271", *dates]) == 0
    report = migrate_codes(["J9310", "J9271"], on=date(2018, 6, 1), to=date(2019, 6, 1))
    assert capsys.readouterr().out == f"{report}\n"


def test_every_option_of_a_migration_reaches_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each option goes to the argument of its name; an omitted one is None."""
    calls: list[dict[str, object]] = []
    monkeypatch.setattr(
        terminal, "migrate", lambda *code, **facts: calls.append({"code": code} | facts)
    )
    given = {
        "dose": "715 mg",
        "concentration": "10 mg/mL",
        "component": "a part",
        "product": "a brand",
        "ndc": "50242-0053-06",
        "route": "oral",
        "indication": "gout",
    }
    options = [word for name, text in given.items() for word in (f"--{name}", text)]
    dates = ["--on", "2018-06-01", "--to", "2019-06-01"]
    assert main(["migrate", "J9310", *options, *dates]) == 0
    assert main(["migrate", "J9310", *dates]) == 0
    when = {"code": ("J9310",), "on": date(2018, 6, 1), "to": date(2019, 6, 1)}
    assert calls == [when | given, when | dict.fromkeys(given)]


def test_every_option_of_a_bill_reaches_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each option goes to the argument of its name; a repeated one is a list."""
    calls: list[dict[str, object]] = []
    monkeypatch.setattr(
        terminal, "bill", lambda *code, **facts: calls.append({"code": code} | facts)
    )
    needed = ["bill", "J9312", "715 mg", "100 mg", "--policy", "medicare", "--setting", "facility"]
    given = {
        "discarded": "85 mg",
        "container": "single-dose",
        "concentration": "10 mg/mL",
        "component": "a part",
        "ndc": "50242-0053-06",
        "route": "intravenous",
        "place_of_service": "11",
        "status_indicator": "K",
        "narrative": "what it was",
    }
    options = [
        word for name, text in given.items() for word in (f"--{name.replace('_', '-')}", text)
    ]
    repeated = ["--opened", "500 mg", "--opened", "3 x 100 mg", "--size", "100 mg"]
    assert main([*needed, *options, *repeated, "--nearest", *ON]) == 0
    assert main([*needed, *ON]) == 0
    always = {
        "code": ("J9312",),
        "administered": ["715 mg", "100 mg"],
        "on": date(2025, 8, 1),
        "payer": "medicare",
        "setting": "facility",
    }
    lists = {"opened": ["500 mg", "3 x 100 mg"], "sizes": ["100 mg"]}
    assert calls == [
        always | given | lists | {"nearest": True},
        always | dict.fromkeys(given) | dict.fromkeys(lists) | {"nearest": False},
    ]


def test_the_terminal_bills_as_the_library_does(capsys: pytest.CaptureFixture[str]) -> None:
    """Lines, steps and what was not checked."""
    command = ["bill", "J9312", "715 mg", "--policy", "medicare", "--setting", "professional"]
    opened = ["--opened", "500 mg", "--opened", "3 x 100 mg", "--container", "single-dose"]
    assert main([*command, *opened, *ON]) == 0
    billed = bill(
        "J9312",
        administered=["715 mg"],
        on=date(2025, 8, 1),
        policy="medicare",
        setting="professional",
        opened=["500 mg", "3 x 100 mg"],
        container="single-dose",
    )
    printed = capsys.readouterr().out
    assert printed == f"{billed}\n"
    assert "  J9312 x 72 on 2025-08-01\n  J9312-JW x 8 on 2025-08-01\n" in printed


def test_every_option_of_a_pairing_reaches_the_library(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Route applies to both questions, technique and minutes to a list of codes."""
    command = ["--setting", "professional", "--route", "intravenous", *ON]
    on = date(2025, 8, 1)
    assert main(["pair", "J9271", "96413", *command]) == 0
    pairing = pair("J9271", "96413", on=on, setting="professional", route="intravenous")
    assert capsys.readouterr().out == f"{pairing}\n"
    assert main(["pair", "J2405", "--technique", "push", "--minutes", "5", *command]) == 0
    pairings = administration_codes(
        "J2405", on=on, setting="professional", route="intravenous", technique="push", minutes=5
    )
    assert pairings
    assert capsys.readouterr().out == "".join(f"{each}\n" for each in pairings)


def in_terminal(*arguments: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """A command as a shell runs it, with these variables."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "hcpcs_jcodes", *arguments],
        env=kept | variables,
        capture_output=True,
        check=False,
    )


PLAIN = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": ""}
"""A terminal that has ASCII and nothing else."""


@pytest.mark.parametrize(
    ("command", "status", "says"),
    [
        (
            "bill J9312|715 mg|--opened|500 mg|--opened|3 x 100 mg|--policy|medicare",
            0,
            b"ch. 17 sec. 10: whole units",
        ),
        ("units J0222|715 \u00b5g", 0, b"J0222 x 8"),
        ("units J0222|715 \u00e9g", 1, b"'eg' is not a unit"),
        ("show J9312\u2013", 1, b"'J9312-'"),
        ("show \u836f", 1, b"'?'"),
    ],
)
def test_a_terminal_without_other_characters_has_plain_ones(
    command: str, status: int, says: bytes
) -> None:
    """The sign of a section was a UnicodeEncodeError; what was typed is read as UTF-8."""
    name, _, rest = command.partition(" ")
    setting = ["--setting", "professional"] if name == "bill" else []
    done = in_terminal(name, *rest.split("|"), *setting, *ON, **PLAIN)
    assert (done.returncode, b"Traceback" in done.stderr) == (status, False)
    assert says in done.stdout + done.stderr
    assert (done.stdout + done.stderr).isascii()


def test_a_terminal_with_all_characters_has_them() -> None:
    """Nothing is replaced without need."""
    done = in_terminal(
        *("bill", "J9312", "715 mg", "--policy", "medicare", "--setting", "facility"),
        *ON,
        PYTHONUTF8="1",
    )
    assert "ch. 17 \u00a710".encode() in done.stdout


def test_what_was_typed_is_printed_without_control_characters() -> None:
    """A pasted escape would color the terminal, or worse."""
    done = in_terminal("identify", "J93\x1b[31m12")
    assert b"\x1b" not in done.stdout + done.stderr
    assert rb"\x1b[31m" in done.stdout


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")  # noqa: PTH110
@pytest.mark.parametrize(
    "command", ["show J9312 --on 2025-08-01", "find rituximab --on 2025-08-01"]
)
def test_a_full_disk_is_said_in_a_line(command: str) -> None:
    """A traceback, and the status of success, would hide that the answer is lost."""
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "hcpcs_jcodes", *command.split()],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "the answer could not be written: No space left on device\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")  # noqa: PTH110
def test_a_reason_that_cannot_be_printed_is_still_a_status() -> None:
    """Nothing is left to say it with."""
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        command = [sys.executable, "-m", "hcpcs_jcodes", "show", "J0000", *ON]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=full, check=False)
    assert (done.returncode, done.stdout) == (1, b"")


def test_what_cannot_be_written_at_all_goes_to_the_null_device(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither the answer nor the reason: only the status says so."""
    redirected: list[tuple[int, int]] = []

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("builtins.print", full)
    monkeypatch.setattr("os.dup2", lambda *handles: redirected.append(handles))
    monkeypatch.setattr("sys.stdout", sys.__stdout__)
    monkeypatch.setattr("sys.stderr", sys.__stderr__)
    assert main(["identify", "J9312"]) == 1
    assert len(redirected) == 2


@pytest.mark.parametrize(
    ("error", "status"), [(BrokenPipeError(), 0), (OSError(28, "No space left on device"), 1)]
)
def test_a_help_that_cannot_be_written_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, error: OSError, status: int
) -> None:
    """It leaves by another way than an answer."""

    class Full(io.StringIO):
        def flush(self) -> None:
            raise error

        def fileno(self) -> int:
            return 1

    redirected: list[tuple[int, int]] = []
    monkeypatch.setattr("os.dup2", lambda *handles: redirected.append(handles))
    monkeypatch.setattr("sys.stdout", Full())
    assert main(["--help"]) == status
    assert len(redirected) == 1


def test_an_answer_fits_the_characters_of_the_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the process itself, where the text is read back."""
    stream = io.TextIOWrapper(io.BytesIO(), "ascii")
    monkeypatch.setattr("sys.stdout", stream)
    command = ["bill", "J9312", "715 mg", "--policy", "medicare", "--setting", "facility", *ON]
    assert main(command) == 0
    stream.seek(0)
    assert "ch. 17 sec. 10: whole units" in stream.read()


# --- names and NDCs in place of codes ---------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "begins"),
    [
        (["show", "Q5115", *ON], "Q5115  Injection, rituximab-abbs"),
        (["show", "truxima", *ON], "Q5115  Injection, rituximab-abbs"),
        (["show", "j9312 ", *ON], "J9312  Injection, rituximab, 10 mg"),
        (["units", "Rituxan", "715 mg", *ON], "J9312 x 72"),
        (["bill", "Truxima", "100 mg", *BILLED], "Q5115 on 2025-08-01"),
        (["bill", "rituximab", "100 mg", "--ndc", "50242-051-21", *BILLED], "J9312 on 2025-08-01"),
        (["pair", "Keytruda", "96413", "--setting", "facility", *ON], "J9271 with 96413: accepted"),
        (["packages", "truxima", *ON], "63459-0103-10  Truxima"),
        (["packages", "NDC 50242-051", *ON], "50242-0051-21  Rituxan"),
        (["migrate", "rituxan", "--on", "2018-01-01", "--to", "2020-01-01"], "J9310 of 2018-01-01"),
        (["history", "Rituxan"], "history of J9310"),
        (["history", "j9310 "], "history of J9310"),
        (["identify", "truxima"], "'truxima': a name of Q5115"),
        (["identify", "nosuch"], "'nosuch': unknown"),
    ],
)
def test_every_command_takes_what_resolve_takes(
    arguments: list[str], begins: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where one code remains."""
    assert main(arguments) == 0
    assert capsys.readouterr().out.startswith(begins)


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (["bill", "J9312", "100 mg", *BILLED], "pass --opened with the labeled amount"),
        (["bill", "J9312", "5 mL", *BILLED], "on the label with --concentration"),
        (["packages", "50242-051-21", "--on", "2015-01-01"], "pass --nearest to use"),
    ],
)
def test_arguments_are_named_as_they_are_typed_here(
    arguments: list[str], option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """No Python in the terminal: an option has hyphens and no equals sign."""
    main(arguments)
    printed = "".join(capsys.readouterr())
    assert option in printed
    for keyword in ("opened=", "concentration=", "nearest=", "discarded=", "container="):
        assert keyword not in printed


def test_an_argument_that_is_no_option_stays_as_it_is() -> None:
    """It is not invented; sizes= is --size here."""
    options = Namespace(size=None, nearest=False, place_of_service=None)
    text = "pass mue= or sizes=, place_of_service='11' or nearest=True"
    shown = terminal._as_typed_here(text, options)
    assert shown == "pass mue= or --size, --place-of-service '11' or --nearest"
