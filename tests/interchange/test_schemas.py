"""The schemas accept what is written, and refuse what would mean something else."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from hcpcs_jcodes import BadArgument, BadInterchange, from_dict, json_schema, to_dict
from tests.interchange.examples import examples
from tests.interchange.values import KINDS, objects_of

# of each type that JSON has, one that stands nowhere, or is another type than what stands there
OTHERS: tuple[Any, ...] = (True, 5, -5, 7.5, "~", "2025-02-30", None, [], [[7.5]], {}, {"zzz": 1})
NOWHERE: tuple[Any, ...] = (7.5, [[7.5]], {"zzz": 1})

# kinds whose plain example has what is corrupted; of others the last one has
WHOLE = {"bill", "encounter", "payer"}

Place = tuple[str | int, ...]


def validator(name: str) -> Any:
    """The validator of a kind, with dates checked too."""
    return Draft202012Validator(
        json_schema(name), format_checker=Draft202012Validator.FORMAT_CHECKER
    )


def places(data: object, place: Place = ()) -> Iterator[Place]:
    """Where each value stands; of a list, the first two entries stand for the others."""
    if place:
        yield place
    if isinstance(data, dict):
        for key, value in data.items():
            yield from places(value, (*place, key))
    elif isinstance(data, list):
        for at, value in enumerate(data[:2]):
            yield from places(value, (*place, at))


def at(data: Any, place: Place) -> Any:
    """What stands at a place."""
    for key in place:
        data = data[key]
    return data


def corrupted(data: Any, place: Place, value: object) -> Any:
    """A copy with another value at a place; the rest is shared."""
    first, *rest = place
    changed = copy.copy(data)
    changed[first] = corrupted(data[first], tuple(rest), value) if rest else value
    return changed


def without(data: Any, place: Place) -> Any:
    """A copy without a key, or without an entry of a list."""
    changed = copy.deepcopy(data)
    del at(changed, place[:-1])[place[-1]]
    return changed


def refusal(data: Any) -> BadInterchange | None:
    """Why ``from_dict`` refuses a dictionary; None if it does not."""
    try:
        from_dict(data)
    except BadInterchange as error:
        return error
    return None


def assert_agree(checked: Any, data: Any) -> bool:
    """The schema refuses what ``from_dict`` refuses, but for what constructors alone know.

    Returns:
        Whether both accept it.
    """
    fits, error = checked.is_valid(data), refusal(data)
    if error is None:
        assert fits, data
        return True
    assert not fits or error.__cause__ is not None, (data, str(error))
    return False


@pytest.mark.parametrize("name", json_schema())
def test_a_schema_is_one_and_accepts_what_is_written(name: str) -> None:
    Draft202012Validator.check_schema(json_schema(name))
    for each in examples()[name]:
        validator(name).validate(to_dict(each))
        validator(name).validate(json.loads(json.dumps(to_dict(each))))


@pytest.mark.parametrize("name", json_schema())
def test_a_schema_accepts_any_object_of_its_kind(name: str) -> None:
    checked = validator(name)

    @settings(max_examples=8, deadline=None)
    @given(objects_of(KINDS[name]))
    def accepts(obj: Any) -> None:
        checked.validate(to_dict(obj))

    accepts()


@pytest.mark.parametrize("name", json_schema())
def test_each_value_of_another_type_is_refused(name: str) -> None:
    """By the schema and by ``from_dict`` alike, wherever it stands."""
    checked = validator(name)
    for each in examples()[name][:2]:
        data = to_dict(each)
        for place in places(data):
            for value in OTHERS:
                if type(value) is type(at(data, place)) and value == at(data, place):
                    continue
                accepted = assert_agree(checked, corrupted(data, place, value))
                assert not (accepted and value in NOWHERE), place


@pytest.mark.parametrize("name", json_schema())
def test_a_missing_key_is_refused_unless_it_may_be_omitted(name: str) -> None:
    checked = validator(name)
    required = json_schema(name)["required"]
    for each in examples()[name][:2]:
        data = to_dict(each)
        for key in required:
            assert not assert_agree(checked, without(data, (key,)))
        for place in places(data):
            if isinstance(place[-1], str):
                assert_agree(checked, without(data, place))


@pytest.mark.parametrize("name", json_schema())
def test_an_unknown_key_is_refused_wherever_it_stands(name: str) -> None:
    checked = validator(name)
    for each in examples()[name][:2]:
        data = to_dict(each)
        objects = [(), *(place for place in places(data) if isinstance(at(data, place), dict))]
        for place in objects:
            assert not assert_agree(checked, corrupted(data, (*place, "zzz"), 5)), place


@pytest.mark.parametrize("name", json_schema())
def test_a_misspelled_word_and_a_date_that_is_none_are_refused(name: str) -> None:
    """What is no free text is refused with one letter more, and a date with a 13th month."""
    checked = validator(name)
    for each in examples()[name]:
        data = to_dict(each)
        for place in places(data):
            value = at(data, place)
            if isinstance(value, str):
                assert_agree(checked, corrupted(data, place, f"{value}~"))
                is_date = value[4:8] == "-08-" and value[:4].isdigit()
                if is_date and "as_read" not in place:
                    assert not assert_agree(
                        checked, corrupted(data, place, value.replace("-08-", "-13-"))
                    )


@pytest.mark.parametrize(
    ("name", "place", "value"),
    [
        ("bill", ("setting",), "profesional"),
        ("bill", ("on",), "2025-02-30"),
        ("bill", ("administered",), "715"),
        ("bill", ("administered_units",), 0),
        ("bill", ("discarded_units",), -1),
        ("bill", ("lines", 0, "code"), "J931"),
        ("bill", ("lines", 0, "units"), 0),
        ("bill", ("lines", 0, "units"), "0.0"),
        ("bill", ("payer", "fingerprint"), "b303"),
        ("claim", ("setting",), "inpatient"),
        ("claim", ("lines",), [{"schema": "hcpcs_jcodes.bill/1"}]),
        ("claim", ("questions", 0, "severity"), "blocking"),
        ("claim", ("place_of_service",), "1"),
        ("claim_line", ("units",), True),
        ("claim_line", ("code",), "j9312"),
        ("bill", ("code", "fingerprint"), "a3b1"),
        ("encounter", ("setting",), "supplier"),
        ("encounter", ("lines", 0, "outcome"), "report"),
        ("encounter", ("administrations", 0, "route"), "intravenus"),
        ("encounter", ("administrations", 0, "start"), "2025-08-01"),
        ("question", ("kind",), "discard"),
        ("question", ("severity",), "block"),
        ("question", ("owner",), "Nurse"),
        ("jcode", ("billing_unit", "kind"), "measure"),
        ("jcode", ("valid_from",), "2019-1-1"),
        ("mue", ("units",), -1),
        ("package", ("size",), "1/0"),
        ("amount", ("value",), "715"),
        ("rounding", ("value",), "down"),
        ("payer", ("line_of_business",), "medicaid plans"),
        ("payer", ("discarded_from",), "never"),
        ("payer", ("discarded_layout",), "two lines"),
        ("payer", ("repeat_modifier",), "7"),
        ("payer", ("line_limit",), 0),
        ("payer", ("noc_needs",), ["invoices"]),
        ("payer", ("noc_codes",), {"hospital": "C9399"}),
        ("payer", ("families",), {"J1745": "chemo"}),
        ("received_line", ("as_read", "units"), 72),
        ("record", ("container",), "vial"),
        ("record", ("acquired",), "bought"),
        ("fault", ("kind",), "bad"),
        ("received_line", ("units",), 72),
        ("work_item", ("hold",), "yes"),
        ("work_item", ("at_risk",), 12),
    ],
)
def test_a_schema_refuses_what_changes_the_meaning(name: str, place: Place, value: object) -> None:
    data = to_dict(examples()[name][0 if name in WHOLE else -1])
    assert validator(name).is_valid(data)
    assert not assert_agree(validator(name), corrupted(data, place, value))


def test_a_schema_names_its_kind_and_its_objects() -> None:
    schema = json_schema("bill")
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == "urn:hcpcs_jcodes:bill:1"
    assert schema["title"] == "Bill of hcpcs_jcodes"
    assert schema["properties"]["schema"] == {"const": "hcpcs_jcodes.bill/1"}
    assert schema["properties"]["lines"]["items"] == {"$ref": "#/$defs/claim_line"}
    assert schema["$defs"]["claim_line"]["additionalProperties"] is False
    assert "schema" not in schema["$defs"]["claim_line"]["properties"]
    assert json_schema("bill") is not schema


def test_an_unknown_kind_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(BadArgument, match=r"'claim_lines' is not a kind .* 'claim_line'"):
        json_schema("claim_lines")
    nothing: Any = 5
    with pytest.raises(BadArgument, match="5 is not a kind"):
        json_schema(nothing)


@settings(deadline=None)
@given(st.sampled_from(json_schema()), st.data())
def test_any_other_json_is_refused_and_never_an_error_of_python(name: str, data: Any) -> None:
    scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    junk = st.recursive(
        scalars, lambda more: st.lists(more) | st.dictionaries(st.text(), more), max_leaves=5
    )
    # the plain one of a kind may say nothing
    written = [to_dict(each) for each in (examples()[name][0], examples()[name][-1])]
    good = data.draw(st.sampled_from([each for each in written if len(each) > 1]))
    place = data.draw(st.sampled_from([place for place in places(good) if place != ("schema",)]))
    error = refusal(corrupted(good, place, data.draw(junk)))
    if error is not None:
        assert error.path.startswith("$")
        assert str(error).startswith(error.path[:100])
        assert len(str(error)) <= 500
