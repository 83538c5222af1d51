"""The arithmetic of derivations, and how their paths are recognised."""

import math

import pytest

from gis.evaluation.formulas import Derivation, Input, entries, frame_keys, registered


def derivation(op, *inputs, value=None):
    told = tuple(Input(f"input_{number}", one, "人", "") for number, one in enumerate(inputs))
    return Derivation("counts.pupils.after", value, "人", "derive_pupils", told, (), op)


def entry_of(path):
    """Return the registered path that a figure's path belongs to, None where nobody registered it."""
    return next((name for name, pattern, _ in entries() if pattern.fullmatch(path)), None)


@pytest.mark.parametrize(
    ("op", "inputs", "result"),
    [
        ("first", (7,), 7),
        ("quotient", (7, 2), 3.5),
        ("quotient", (7, 0), None),
        ("ceiling", (91, 45), 3),
        ("ceiling", (90, 45), 2),
        ("ceiling", (90, 0), None),
        ("shortage", (134, 120), 14),
        ("shortage", (120, 134), 0),
        ("shortage", (120, 120), 0),
        ("thousandth", (2520,), 2.52),
        ("total", (1, 2, 4), 7),
        ("least", (5, 3, 4), 3),
        ("difference", (3, 5), -2),
        ("product", (3, 5), 15),
        ("percent", (3, 12), 25),
        ("percent", (3, 0), None),
        ("", (7,), None),
    ],
)
def test_what_a_formula_makes_of_its_inputs(op, inputs, result):
    again = derivation(op, *inputs).recomputed
    assert again == (result if result is None else pytest.approx(result))


@pytest.mark.parametrize("op", ["first", "thousandth"])
def test_a_formula_of_one_input_asks_for_no_second(op):
    """What stands behind it explains the figure and may be unknown."""
    assert derivation(op, 1000, None).recomputed == (1000 if op == "first" else 1)
    assert derivation(op, None, 5).recomputed is None


@pytest.mark.parametrize(
    ("op", "result"),
    [("quotient", 4), ("ceiling", 4), ("shortage", 9), ("difference", 9), ("product", 36), ("percent", 400)],
)
def test_a_formula_of_two_inputs_asks_for_two(op, result):
    assert derivation(op, 12, 3, None).recomputed == pytest.approx(result)
    assert derivation(op, 12, None, 3).recomputed is None
    assert derivation(op, None, 3, 1).recomputed is None


@pytest.mark.parametrize("op", ["total", "least"])
def test_a_formula_of_all_inputs_asks_for_all(op):
    assert derivation(op, 1, 2, 3, None).recomputed is None


def test_whether_the_inputs_give_the_value():
    assert derivation("first", 100, value=100).closes is True
    assert derivation("first", 100, value=100 + 1e-8).closes is True           # the last digits of a float
    assert derivation("first", 100, value=100.001).closes is False
    assert derivation("first", 0, value=1e-10).closes is True
    assert derivation("first", 0, value=0.001).closes is False


def test_what_is_not_known_neither_closes_nor_fails_to():
    assert derivation("first", 100, value=None).closes is None
    assert derivation("first", None, value=100).closes is None
    assert derivation("", 100, value=100).closes is None
    assert derivation("quotient", 1, 0, value=math.inf).closes is None


def test_the_tables_and_the_columns_that_tell_their_rows_apart():
    keys = frame_keys()
    assert keys["school_grades"] == ["school_id", "grade"]
    assert keys["funding.items"] == ["subject_id", "item", "year"]
    assert "schools" not in keys                        # its rows go by their index
    assert "frames" not in registered()


def test_a_path_is_recognised_with_what_varies_in_it():
    assert entry_of("counts.pupils.after") == "counts.pupils.{side}"
    assert entry_of("counts.pupils.later") is None                  # a side is before or after
    assert entry_of("counts.pupils.after.more") is None             # the whole path
    assert entry_of("countsXpupils.after") is None                  # a dot is a dot
    path = "balance.indicators.{school}.{per_hundred}.value_{side}"
    known = next(pattern for name, pattern, _ in entries() if name == path)
    matched = known.fullmatch("balance.indicators.s2-P.L7.value_before")
    assert matched.groupdict() == {"school": "s2-P", "per_hundred": "L7", "side": "before"}
    assert known.fullmatch("balance.indicators.s2-P.L6.value_before") is None        # per pupil
    assert known.fullmatch("balance.indicators.a.b.L7.value_before") is None         # one segment, one school
