"""The commands ``review``, ``explain-denial`` and ``rules``: what a payer would deny, or denied."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hcpcs_jcodes import (
    Claim,
    ClaimLine,
    Override,
    Review,
    Verdict,
    explain_denial,
    from_dict,
    review,
    rules,
    to_dict,
)
from hcpcs_jcodes.__main__ import main
from hcpcs_jcodes.reviews import reviewing
from hcpcs_jcodes.reviews.reviewed import Ran

DAY = date(2025, 8, 1)
MEDICARE = ["--payer", "medicare"]


def a_claim(code: str = "J9312", units: int = 8) -> Claim:
    """A claim of one drug."""
    line = ClaimLine(code, units, on=DAY, modifiers=("JZ",), charge=800)
    return Claim([line], setting="professional", place_of_service="11", reference="visit 7")


CLEAN = a_claim()
ENDED = a_claim("J9310")


class Desk:
    """A directory with a claim, and what the commands print of it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path = folder / "claim.json"
        self.capsys = capsys

    def review(self, claim: Any, *options: str, status: int = 0) -> str:
        """What is printed for a claim, in which bytes are written as they are."""
        data = claim if isinstance(claim, bytes) else json.dumps(to_dict(claim)).encode()
        self.path.write_bytes(data)
        return self.run("review", str(self.path), *(options or MEDICARE), status=status)

    def run(self, *command: str, status: int = 0) -> str:
        """What a command prints, and where."""
        assert main(command) == status
        printed = self.capsys.readouterr()
        assert not (printed.out and printed.err)
        return (printed.out or printed.err).rstrip("\n")

    def misused(self, *command: str) -> str:
        """How a command was misused."""
        with pytest.raises(SystemExit) as caught:
            main(command)
        assert caught.value.code == 2
        return self.capsys.readouterr().err


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def as_typed(text: str) -> str:
    """What the library says of an argument that is an option, as it is typed in the terminal."""
    return text.replace("received_on=", "--received-on").replace("decided_on=", "--decided-on")


# --- a review -------------------------------------------------------------------------


def test_the_review_of_a_file_is_that_of_the_library(desk: Desk) -> None:
    assert desk.review(CLEAN) == as_typed(str(review(CLEAN, payer="medicare")))
    printed = desk.review(ENDED, status=1)
    assert printed == as_typed(str(review(ENDED, payer="medicare")))
    assert "error CODE002, line 1, code: J9310" in printed


def test_the_status_is_1_with_an_error_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A warning, or what was not checked, does not stop a batch; a rule that broke does."""
    real = review

    def overridden(*given: Any, **facts: Any) -> Review:
        reason = "a test claim"
        return real(*given, **facts, overrides=[Override("CODE002", "warning", reason=reason)])

    def broken(claim: Claim, *, payer: str, **_: Any) -> Review:
        ran = Ran("ACME001", (Verdict("error", "KeyError: 5"),) * len(claim.lines), True, "error")
        return Review(payer, (ran,))

    assert "not checked" in desk.review(CLEAN, status=0)
    monkeypatch.setattr(reviewing, "review", overridden)
    assert "0 errors, 1 warning" in desk.review(ENDED, status=0)
    monkeypatch.setattr(reviewing, "review", broken)
    assert "1 rule with a defect" in desk.review(ENDED, status=1)


def test_the_review_as_json_comes_back(desk: Desk) -> None:
    printed = desk.review(ENDED, *MEDICARE, "--json", status=1)
    assert from_dict(printed) == review(ENDED, payer="medicare")
    assert json.loads(printed)["reference"] == "visit 7"


def test_a_date_of_receipt_is_an_option(desk: Desk) -> None:
    day = date(2026, 8, 2)
    printed = desk.review(CLEAN, *MEDICARE, "--received-on", str(day), status=1)
    assert printed == as_typed(str(review(CLEAN, payer="medicare", received_on=day)))
    assert "--received-on" in desk.review(CLEAN)


def stdin(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="ascii"))


def test_a_claim_is_piped_from_the_command_that_makes_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk.run("claim", "docs/visit.json", *MEDICARE, "--nearest", "--json")
    stdin(monkeypatch, made.encode())
    found = review(from_dict(made), payer="medicare")
    is_denied = any(each.severity == "error" for each in found.findings)
    printed = desk.run("review", "-", *MEDICARE, status=int(is_denied))
    assert printed == as_typed(str(review(from_dict(made), payer="medicare")))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is not JSON"),
        (b"[]", "$: a list of 0 does not fit; pass an object of kind claim"),
        (b"{}", "$.schema: null does not fit; pass a kind of object and its version"),
        (b'{"chart": []}', "such as 'hcpcs_jcodes.claim/1'"),
        (json.dumps(to_dict(CLEAN.lines[0])).encode(), "such as 'hcpcs_jcodes.claim/1'"),
        (b'{"schema": "hcpcs_jcodes.claim/1"}', "$.lines is missing"),
        (b"\xff\xfe", "it is not text in UTF-8"),
    ],
)
def test_what_is_no_claim_is_refused_in_a_line_with_status_2(
    desk: Desk, content: bytes, says: str
) -> None:
    error = desk.review(content, status=2)
    assert says in error
    assert "\n" not in error


def test_whatever_else_leaves_no_review_is_status_2(desk: Desk) -> None:
    """So that status 1 always means that the claim would be denied."""
    assert "No such file" in desk.run("review", "none.json", *MEDICARE, status=2)
    assert "'medicade'" in desk.review(CLEAN, "--payer", "medicade", status=2)
    assert "--payer" in desk.misused("review", "claim.json")
    assert "not a date" in desk.misused("review", "c.json", *MEDICARE, "--received-on", "soon")


@pytest.mark.parametrize(("claim", "status"), [(CLEAN, 0), (ENDED, 1)])
def test_the_status_survives_a_pipe_that_closes_early(
    desk: Desk, claim: Claim, status: int
) -> None:
    """``review ... | head -1`` under pipefail."""
    desk.path.write_text(json.dumps(to_dict(claim)))
    command = [sys.executable, "-m", "hcpcs_jcodes", "review", str(desk.path), *MEDICARE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == status


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_review_that_cannot_be_written_is_none(desk: Desk) -> None:
    desk.path.write_text(json.dumps(to_dict(CLEAN)))
    command = [sys.executable, "-m", "hcpcs_jcodes", "review", str(desk.path), *MEDICARE]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, b"could not be written" in done.stderr) == (2, True)


# --- a denial that came back --------------------------------------------------------------


def test_a_denial_is_explained_as_the_library_does(desk: Desk) -> None:
    told = explain_denial("181", ["M20"], "CO", payer="medicare", decided_on=DAY)
    options = ["--rarc", "M20", "--group", "CO", *MEDICARE, "--decided-on", str(DAY)]
    assert desk.run("explain-denial", "181", *options) == str(told)
    assert from_dict(desk.run("explain-denial", "181", *options, "--json")) == told
    several = ["--rarc", "N822", "--rarc", "MA130"]
    told = explain_denial("16", ["N822", "MA130"], payer="medicare")
    assert desk.run("explain-denial", "16", *several, *MEDICARE) == as_typed(str(told))
    assert desk.run("explain-denial", "--front-end") == str(explain_denial(front_end=True))


def test_the_evidence_is_of_the_claim_or_of_one_line(desk: Desk) -> None:
    two = Claim([ENDED.lines[0], ClaimLine("J9310", 3, on=DAY)], setting="professional")
    desk.path.write_text(json.dumps(to_dict(two)))
    whole = ["--claim", str(desk.path), *MEDICARE]
    told = explain_denial("181", claim=two, payer="medicare")
    assert desk.run("explain-denial", "181", *whole) == as_typed(str(told))
    told = explain_denial("181", claim=two, line=two.lines[1], payer="medicare")
    printed = desk.run("explain-denial", "181", *whole, "--line", "2")
    assert printed == as_typed(str(told))


def test_what_is_no_denial_is_refused(desk: Desk) -> None:
    assert "is not a reason code" in desk.run("explain-denial", "J9312", status=1)
    assert "pass it in --rarc" in desk.run("explain-denial", "M20", status=1)
    assert "pass the reason code" in desk.run("explain-denial", status=1)
    assert "has the group before it" in desk.run("explain-denial", "CO-181", status=1)
    assert "--line is the number" in desk.misused("explain-denial", "181", "--line", "1")
    assert "not a number" in desk.misused("explain-denial", "181", "--line", "0")
    desk.path.write_text(json.dumps(to_dict(ENDED)))
    error = desk.misused("explain-denial", "181", "--claim", str(desk.path), "--line", "2")
    assert "--line 2: pass 1 to 1" in error


def test_the_rules_are_listed(desk: Desk) -> None:
    printed = desk.run("rules").splitlines()
    assert printed == [str(rule) for rule in rules()]
    assert re.fullmatch("[A-Z]{2,4}[0-9]{3}: .*", printed[0])


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ([], "pass the reason code, such as '181', or --front-end"),
        (["CO-16"], "'CO-16' has the group before it: pass '16', --group 'CO'"),
        (["M20"], "'M20' is a remark code: pass it in --rarc"),
    ],
)
def test_a_refused_denial_names_the_options_of_the_command(
    typed: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The reason code has none: it is typed by itself."""
    assert main(["explain-denial", *typed]) == 1
    assert capsys.readouterr().err.strip() == says


def test_remarks_are_typed_together_or_one_by_one(capsys: pytest.CaptureFixture[str]) -> None:
    told = []
    for typed in (["--rarc", "M119,MA130"], ["--rarc", "M119", "--rarc", "MA130"]):
        assert main(["explain-denial", "16", *typed]) == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]
