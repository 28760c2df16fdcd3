"""Formulas: what is read, what is refused, and that gradients are those of automatic differentiation."""

import pickle

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from models.optimizers.formulas import DEEPEST, LONGEST, Formula, FormulaError, parse
from models.optimizers.surfaces import SURFACES

E = float(np.e)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2x", 3.0),
        ("3sin(x)", 3 * np.sin(1.5)),
        ("x²", 2.25),
        ("x⁻²", 1.5**-2),
        ("2x²y", 9.0),
        ("xy", 3.0),
        ("x y", 3.0),
        ("x(y + 1)", 4.5),
        ("(x)(y)", 3.0),
        ("sin(x)²", np.sin(1.5) ** 2),
        ("sin(x)cos(y)", np.sin(1.5) * np.cos(2.0)),
        ("2 × x · y − 1", 5.0),
        ("y^x^2", 2.0**2.25),
        ("-x^2", -2.25),
        ("x^-2", 1.5**-2),
        ("x - y - 1", -1.5),
        ("1/2x", 0.75),
        ("2e", 2 * E),
        ("2e3", 2000.0),
        ("2exp(x)", 2 * np.exp(1.5)),
        ("2πx", 3 * np.pi),
        ("ln(x) + log(x)", 2 * np.log(1.5)),
        ("007x", 10.5),
        (".5x", 0.75),
        ("+x", 1.5),
        ("3", 3.0),
    ],
)
def test_a_formula_is_read_as_it_is_written_on_paper(text, expected):
    assert parse(text).value(1.5, 2.0) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "reason", "part"),
    [
        ("", "empty", ""),
        (" \t", "empty", ""),
        ("x" * (LONGEST + 1), "too_long", "x" * 40),
        ("(" * (DEEPEST + 1) + "x" + ")" * (DEEPEST + 1), "too_deep", "(x" + ")" * 38),
        ("x + (y - 1", "syntax", "(y - 1"),
        ("x +", "syntax", "+"),
        ("x)", "syntax", ")"),
        ("x // y", "syntax", "/ y"),
        ("2 3", "syntax", "3"),
        ("sin + 1", "syntax", "sin"),
        ("sin()", "syntax", "sin()"),
        ("sin(*x)", "syntax", "*x"),
        ("()", "syntax", "()"),
        ("x + z", "unknown_name", "z"),
        ("__import__('os')", "unknown_name", "__import__"),
        ("(lambda: 1)()", "unknown_name", "lambda"),
        ("x if y else 1", "unknown_name", "if"),
        ("x.__class__", "not_allowed", "."),
        ("x = 1", "not_allowed", "="),
        ("atan2(x, y)", "unknown_name", "atan2"),
        ("sin(x, y)", "not_allowed", ","),
        ("x[0]", "not_allowed", "["),
        ("'x'", "not_allowed", "'"),
        ("x # y", "not_allowed", "#"),
    ],
)
def test_a_text_that_is_no_formula_is_refused_with_its_reason(text, reason, part):
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert caught.value.reason == reason
    assert caught.value.part.startswith(part) if reason == "syntax" else caught.value.part == part
    assert pickle.loads(pickle.dumps(caught.value)).part == caught.value.part


SIGNS = [*"xy0129.+-*/^()²⁻π×·− ,=_", "**", "sin(", "exp(", "log(", "abs(", "pi", "e", "1e9", "lambda", ".__"]


def parsed_or_refused(text: str) -> Formula | FormulaError:
    try:
        return parse(text)
    except FormulaError as error:
        return error


@given(st.one_of(st.text(max_size=LONGEST + 5), st.lists(st.sampled_from(SIGNS), max_size=60).map("".join)))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_a_formula_that_computes_or_a_formula_error(text):
    formula = parsed_or_refused(text)
    if isinstance(formula, FormulaError):
        assert formula.reason in ("empty", "too_long", "syntax", "unknown_name", "not_allowed", "too_deep")
        assert len(formula.part) <= 40
        return
    x = np.array([-1.0, 0.0, 2.0])
    for computed in (formula.value(x, 1.0), *formula.gradient(x, 1.0)):
        assert computed.shape == (3,)
        assert computed.dtype == np.float64


@pytest.mark.parametrize(
    ("text", "value", "slope"),
    [
        ("-" * (LONGEST - 1) + "x", -1.0, -1.0),
        ("x+" * 99 + "x", 100.0, 100.0),
        ("x*" * 99 + "x", 1.0, 100.0),
        ("x^" * 99 + "x", 1.0, 1.0),
        ("x" + "/x" * 99, 1.0, -98.0),
        ("x" + "²" * 100, 1.0, 2 / 9 * 10**100),
        ("tanh(" * 33 + "0x" + ")" * 33, 0.0, 0.0),
        ("(" * DEEPEST + "3x" + ")" * DEEPEST, 3.0, 3.0),
    ],
)
def test_the_longest_chains_are_computed(text, value, slope):
    formula = parse(text)
    assert formula.value(1.0, 1.0) == pytest.approx(value)
    assert formula.gradient(1.0, 1.0)[0] == pytest.approx(slope)


def test_overflow_and_undefined_values_are_quiet():
    with np.errstate(all="raise"):
        assert parse("9**9**9**9").value(0, 0) == np.inf
        assert parse("1/0 + x").value(0, 0) == np.inf
        assert np.isnan(parse("log(x)").value(-1.0, 0.0))
        assert parse("exp(x)").value(1e4, 0.0) == np.inf
        assert parse("1/x").gradient(0.0, 0.0)[0] == -np.inf


def test_a_constant_fills_the_shape_that_the_arguments_broadcast_to():
    formula = parse("x + 1")
    x, y = np.zeros((1, 4)), np.zeros((3, 1))
    assert formula.value(x, y).shape == (3, 4)
    along_x, along_y = formula.gradient(x, y)
    np.testing.assert_array_equal(along_x, np.ones((3, 4)))
    np.testing.assert_array_equal(along_y, np.zeros((3, 4)))


# The same once more for TensorFlow, by hand.
TWINS = {
    "(x^2 + y^2) / 2": lambda x, y: (x**2 + y**2) / 2,
    "x^2 / 20 + y^2": lambda x, y: x**2 / 20 + y**2,
    "x^2 / 2 + (y^2 - 4)^2 / 16": lambda x, y: x**2 / 2 + (y**2 - 4) ** 2 / 16,
    "((1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2) / 10": lambda x, y: (
        ((1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2) / 10
    ),
    "(1 - x)^2 / 100 + (y - x^2)^2": lambda x, y: (1 - x) ** 2 / 100 + (y - x**2) ** 2,
    "(x^2 + y^2) / 20 + (2 - cos(2x) - cos(2y)) / 4": lambda x, y: (
        (x**2 + y**2) / 20 + (2 - tf.cos(2 * x) - tf.cos(2 * y)) / 4
    ),
    "x^2 / 20 + y^2 + sin(3x) + 1": lambda x, y: x**2 / 20 + y**2 + tf.sin(3 * x) + 1,
    "sin(x y)exp(-x²/9) / (1 + y²)": lambda x, y: tf.sin(x * y) * tf.exp(-(x**2) / 9) / (1 + y**2),
    "tan(x/2) + tanh(y)cosh(x/2) - sinh(y/2)": lambda x, y: (
        tf.tan(x / 2) + tf.tanh(y) * tf.cosh(x / 2) - tf.sinh(y / 2)
    ),
    "(x² + 1)^(y/3) + 2^x": lambda x, y: (x**2 + 1) ** (y / 3) + 2.0**x,
    "sqrt(x² + y² + 1)log(3 + x)abs(y - 0.3)": lambda x, y: (
        tf.sqrt(x**2 + y**2 + 1) * tf.math.log(3 + x) * tf.abs(y - 0.3)
    ),
    "x - (y - x)^3 / (4 - x)": lambda x, y: x - (y - x) ** 3 / (4 - x),
}


def test_every_built_in_surface_has_a_twin():
    assert {surface.formula for surface in SURFACES.values()} <= set(TWINS)


@pytest.mark.parametrize("text", list(TWINS))
def test_values_and_gradients_are_those_of_tensorflow(text):
    formula = parse(text)
    x, y = np.random.default_rng(0).uniform(-2.5, 2.5, (2, 50))
    points = [tf.constant(x), tf.constant(y)]
    with tf.GradientTape() as tape:
        tape.watch(points)
        value = TWINS[text](*points)
    np.testing.assert_allclose(formula.value(x, y), value, rtol=1e-9)
    for ours, theirs in zip(formula.gradient(x, y), tape.gradient(value, points), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)
