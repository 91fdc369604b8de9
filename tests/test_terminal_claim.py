"""The command ``claim``: a chart as JSON in, the claim of ``build_claim`` out."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from hcpcs_jcodes import Administration, Payer, build_claim, from_dict, to_dict
from hcpcs_jcodes.__main__ import main
from tests.bills import plan_x
from tests.interchange.examples import infusion_day
from tests.interchange.test_visits import EVENT, RITUXAN

MEDICARE = ["--payer", "medicare", "--setting", "professional"]


class Desk:
    """A directory with a visit, and what the command prints of it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path = folder / "visit.json"
        self.capsys = capsys

    def claim(self, visit: Any, *options: str) -> str:
        """What is printed for a visit."""
        self.write(visit)
        assert main(["claim", str(self.path), *options]) == 0
        return self.capsys.readouterr().out.rstrip("\n")

    def refused(self, visit: Any, *options: str) -> str:
        """Why a visit has no claim."""
        self.write(visit)
        assert main(["claim", str(self.path), *options]) == 1
        printed = self.capsys.readouterr()
        assert not printed.out
        return printed.err.rstrip("\n")

    def misused(self, visit: Any, *options: str) -> str:
        """How the command was misused."""
        self.write(visit)
        with pytest.raises(SystemExit) as caught:
            main(["claim", str(self.path), *options])
        assert caught.value.code == 2
        return self.capsys.readouterr().err

    def write(self, visit: Any) -> None:
        """Write the visit, as it is if it is bytes."""
        data = visit if isinstance(visit, bytes) else json.dumps(visit).encode()
        self.path.write_bytes(data)


def charted(event: dict[str, Any]) -> Administration:
    """The administration of an entry."""
    return Administration(**event)


def typed_here(text: str) -> str:
    """What the library says of an argument that is an option, as it is typed in the terminal."""
    text = text.replace("nearest=True", "--nearest").replace("nearest=", "--nearest")
    return text.replace("place_of_service=", "--place-of-service")


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_the_claim_of_a_file_is_that_of_the_library(desk: Desk) -> None:
    claim = build_claim([RITUXAN], payer="medicare", setting="professional")
    assert desk.claim([EVENT], *MEDICARE) == typed_here(str(claim))
    assert claim.ready
    assert "J9312 x 72 on 2025-08-01" in str(claim)
    assert "J9312-JW x 8 on 2025-08-01" in str(claim)


def test_several_visits_are_one_claim(desk: Desk) -> None:
    later = {**EVENT, "start": "2025-08-02 09:00", "stop": "2025-08-02 10:00"}
    printed = desk.claim([[EVENT], [later]], *MEDICARE)
    assert "J9312 x 72 on 2025-08-01" in printed
    assert "J9312 x 72 on 2025-08-02" in printed


def test_the_file_may_say_all_that_the_options_say(desk: Desk) -> None:
    facts = {"payer": "Medicare", "setting": "professional", "place_of_service": "11"}
    options = ["--payer", "Medicare", "--setting", "professional", "--place-of-service", "11"]
    stated = desk.claim({"chart": [EVENT], "reason": "Rituxan", **facts})
    assert stated == desk.claim([EVENT], *options, "--reason", "Rituxan")
    assert stated.startswith("professional claim to medicare, place of service 11")
    assert stated == desk.claim({"chart": [EVENT], "reason": ["Rituxan"], **facts})


def test_an_option_wins_over_the_file(desk: Desk) -> None:
    facts = {
        "payer": "commercial",
        "setting": "facility",
        "place_of_service": "22",
        "reason": "Zofran",
    }
    options = [*MEDICARE, "--place-of-service", "11", "--reason", "Rituxan"]
    assert desk.claim({"chart": [EVENT], **facts}, *options) == desk.claim([EVENT], *options)
    assert "pass one of" in desk.refused({"chart": [EVENT], **facts}, "--payer", "")


def test_reasons_may_be_several(desk: Desk) -> None:
    two = ["--reason", "Rituxan", "--reason", "Zofran"]
    error = desk.refused([EVENT], *MEDICARE, *two)
    assert "Zofran" in error


def test_a_payer_of_the_file_may_be_written_out(desk: Desk) -> None:
    """It is configured once in Python, and goes with the chart."""
    visit = {"chart": [EVENT], "setting": "professional"}
    mine = plan_x(name="Acme")
    claim = build_claim([RITUXAN], payer=mine, setting="professional")
    assert desk.claim({**visit, "payer": to_dict(mine)}) == typed_here(str(claim))
    whole = to_dict(Payer.medicare())
    assert desk.claim({**visit, "payer": whole}) == desk.claim([EVENT], *MEDICARE)
    error = desk.refused({**visit, "payer": {**whole, "line_limit": 0}})
    assert error.startswith("$.payer.line_limit: 0 does not fit; pass a whole number")


@pytest.mark.parametrize("name", ["payer", "setting"])
def test_payer_and_setting_are_required(desk: Desk, name: str) -> None:
    """Neither has a default."""
    facts: dict[str, Any] = {"payer": "medicare", "setting": "professional"}
    del facts[name]
    error = desk.misused({"chart": [EVENT], **facts})
    assert f"--{name} is required, unless the file has it" in error


@pytest.mark.parametrize("number", range(4))
def test_the_claim_as_json_comes_back(desk: Desk, number: int) -> None:
    chart = infusion_day()[number : number + 3]
    visit = [to_dict(each) for each in chart]
    printed = desk.claim(visit, *MEDICARE, "--json")
    assert from_dict(printed) == build_claim(chart, payer="medicare", setting="professional")


def test_the_work_list_says_who_settles_what(desk: Desk) -> None:
    event = {key: value for key, value in EVENT.items() if key not in {"opened", "container"}}
    printed = desk.claim([event], *MEDICARE, "--work-list")
    claim = build_claim([charted(event)], payer="medicare", setting="professional")
    listed = "\n".join(map(str, claim.work_list))
    assert printed == typed_here(listed)
    assert printed.startswith("hold for the nurse")
    assert desk.claim([EVENT], *MEDICARE, "--nearest", "--work-list") != printed


def test_nothing_open_is_said(desk: Desk) -> None:
    options = ["--place-of-service", "11", "--nearest", "--work-list"]
    assert desk.claim([EVENT], *MEDICARE, *options) == "nothing is open"


def test_json_and_work_list_are_two_answers(desk: Desk) -> None:
    assert "not allowed with argument" in desk.misused([EVENT], *MEDICARE, "--json", "--work-list")


def test_an_argument_is_named_as_it_is_typed_here(desk: Desk) -> None:
    """What belongs in the file keeps its name; --json is the claim as the library has it."""
    visit = [{**EVENT, "ndc": "50242-0053-06", "start": "2020-08-01 09:00", "stop": None}]
    for options in ([], ["--work-list"]):
        printed = desk.claim(visit, *MEDICARE, *options)
        assert "nearest=" not in printed
        assert "place_of_service=" not in printed
        assert "--place-of-service" in printed
        assert "pass --nearest" in printed
    assert "pass nearest=True" in desk.claim(visit, *MEDICARE, "--json")
    assert "--nearest" not in desk.claim(visit, *MEDICARE, "--nearest")


@pytest.mark.parametrize("in_file", [True, False])
def test_nearest_is_in_the_file_or_an_option(desk: Desk, *, in_file: bool) -> None:
    chart = [{**EVENT, "ndc": "50242-0053-06"}]
    visit = {"chart": chart, "nearest": True} if in_file else chart
    printed = desk.claim(visit, *MEDICARE, *([] if in_file else ["--nearest"]))
    claim = build_claim([charted(chart[0])], payer="medicare", setting="professional", nearest=True)
    assert printed == typed_here(str(claim))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "$: '' is not JSON"),
        (b"drug,route\n", "is not JSON"),
        (b"[", "is not JSON"),
        (b"[]", "nothing was given"),
        (b"{}", "$.chart is missing"),
        (b"5", "$: 5 does not fit"),
        (b'[{"drug": "a", "drug": "b"}]', "$.chart[0]: an object with the key 'drug' twice"),
        (b'{"chart": [], "plan": "x"}', "$.plan: there is no such key"),
        (b'{"chart": [], "place_of_servce": "11"}', "pass 'place_of_service'"),
        (b'{"chart": [], "fees": {"J9312": 1.5}}', "$.fees.J9312: 1.5, a binary float"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "cannot be read: it is not text in UTF-8"),
        ("[]".encode("utf-16"), "cannot be read: it is not text in UTF-8"),
        (b"\x00\x00", "is not JSON"),
    ],
)
def test_a_file_that_is_no_visit_is_refused_in_a_line(
    desk: Desk, content: bytes, says: str
) -> None:
    error = desk.refused(content, *MEDICARE)
    assert says in error
    assert "\n" not in error


def test_a_file_that_begins_with_a_byte_order_mark_is_read(desk: Desk) -> None:
    """As Windows writes it."""
    marked = b"\xef\xbb\xbf" + json.dumps([EVENT]).encode()
    assert desk.claim(marked, *MEDICARE) == desk.claim([EVENT], *MEDICARE)


def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path, why in ((tmp_path / "none.json", "No such file"), (tmp_path, "s a directory")):
        assert main(["claim", str(path), *MEDICARE]) == 1
        error = capsys.readouterr().err
        assert path.name in error or "characters" in error
        assert "cannot be read: " in error
        assert why in error


def stdin(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """Put bytes on the standard input of a terminal without other characters."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="ascii"))


def test_a_hyphen_reads_the_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], desk: Desk
) -> None:
    """As UTF-8, whatever the locale."""
    visit = [{**EVENT, "site": "left forearm \u2013 20 G"}]
    stdin(monkeypatch, json.dumps(visit, ensure_ascii=False).encode())
    assert main(["claim", "-", *MEDICARE]) == 0
    assert capsys.readouterr().out.rstrip("\n") == desk.claim(visit, *MEDICARE)
    stdin(monkeypatch, b"\xff\xfe")
    assert main(["claim", "-", *MEDICARE]) == 1
    assert capsys.readouterr().err == "'-' cannot be read: it is not text in UTF-8\n"


def test_the_status_is_that_of_the_other_commands(desk: Desk) -> None:
    """0 for a claim, also on hold; 1 for a reason; 2 for misuse."""
    assert "on hold" in desk.claim([{**EVENT, "opened": None}], *MEDICARE)
    assert "'hospital'" in desk.refused([EVENT], "--payer", "medicare", "--setting", "hospital")
    assert "medicade" in desk.refused([EVENT], "--payer", "medicade", "--setting", "facility")
    assert "unrecognized" in desk.misused([EVENT], *MEDICARE, "--zone", "UTC")
