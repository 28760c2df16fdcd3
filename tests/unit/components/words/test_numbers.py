"""Figures as text, in both languages, and that nothing else writes them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import i18n
from components.words import numbers

ROOT = Path(__file__).parents[4]


@pytest.fixture
def speak(monkeypatch):
    def choose(code):
        for module in (i18n, numbers):
            monkeypatch.setattr(module, "language", lambda: code)

    return choose


TEXTS = {
    "three figures": (lambda: numbers.percent(0.8283), "82.8\xa0%", "82.8%"),
    "half way": (lambda: numbers.percent(0.9725), "97.3\xa0%", "97.3%"),
    "half way in float32": (lambda: numbers.percent(float(np.float32(0.9725))), "97.3\xa0%", "97.3%"),
    "half way, two decimals": (lambda: numbers.percent(float(np.float32(0.65875)), 2), "65.88\xa0%", "65.88%"),
    "two decimals": (lambda: numbers.percent(0.5, 2), "50.00\xa0%", "50.00%"),
    "points": (lambda: numbers.points(0.053, signed=True), "+5.3 percentage points", "+5.3%p"),
    "fewer points": (lambda: numbers.points(-0.02), "−2 percentage points", "−2%p"),
    "one point": (lambda: numbers.points(0.01), "1 percentage point", "1%p"),
    "below a million": (lambda: numbers.rough_count(52_778), "52,778", "52,778"),
    "million": (lambda: numbers.rough_count(4_652_008), "4.7\xa0million", "470만"),
    "many million": (lambda: numbers.rough_count(25_600_000), "26\xa0million", "2,600만"),
    "hundreds of million": (lambda: numbers.rough_count(390_000_000), "390\xa0million", "3.9억"),
    "billion": (lambda: numbers.rough_count(15_500_000_000), "16\xa0billion", "160억"),
    "seconds": (lambda: numbers.duration(2.44), "2.4 s", "2.4초"),
    "almost a minute": (lambda: numbers.duration(59.6), "1 min", "1분"),
    "minutes": (lambda: numbers.duration(90), "1 min 30 s", "1분 30초"),
    "hours": (lambda: numbers.duration(3900), "1 h 5 min", "1시간 5분"),
    "small size": (lambda: numbers.megabytes(1_440_000), "1.4\xa0MB", "1.4\xa0MB"),
    "large size": (lambda: numbers.megabytes(553_400_000), "553\xa0MB", "553\xa0MB"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_figures_are_written_as_the_language_writes_them(speak, name):
    write, *expected = TEXTS[name]
    for code, text in zip(("en", "ko"), expected, strict=True):
        speak(code)
        assert write() == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.05, "0.05"),
        (999.7, "1,000"),
        (60_000.0, "60,000"),
        (1e-5, "10⁻⁵"),
        (-6.1e-5, "−6.1·10⁻⁵"),
        (1.6e17, "1.6·10¹⁷"),
        (0, "0"),
    ],
)
def test_very_small_and_large_numbers_are_powers_of_ten(value, text):
    assert numbers.number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.213, "0.21"),
        (1e-6, "10⁻⁶"),
        (15_000, "1.5·10⁴"),
        (214.3, "214"),
        (2143, "2,143"),
        (-0.05, "−0.05"),
        (0, "0"),
        (99.9, "100"),
    ],
)
def test_short_numbers(value, text):
    assert numbers.short_number(value) == text


SHARES = {
    (1.0, 2): "100",
    (0.5, 2): "50",
    (2 / 3, 60): "67",
    (0.965, 200): "96.5",
    (0.9579, 2000): "95.79",
    (0.5, 0): "50.00",
}


@pytest.mark.parametrize(("share", "tested"), SHARES)
def test_an_accuracy_has_no_more_decimals_than_its_examples_bear(share, tested):
    assert numbers.accuracy(share, tested) == SHARES[share, tested] + "\xa0%"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.9972, "99.72 %"),
        (0.5, "50.00 %"),
        (0.00006, "0.01 %"),
        (0.00004, "<0.01 %"),
        (0.0, "<0.01 %"),
        (0.99994, "99.99 %"),
        (np.float32(0.99999), ">99.99 %"),
    ],
)
def test_probabilities_are_written_with_two_decimals(value, text):
    assert numbers.probability(value).replace("\N{NO-BREAK SPACE}", " ") == text


def test_next_to_no_probability_is_not_written_out():
    assert numbers.probability_in_words(1e-9) == "less than 0.01\xa0%"
    assert numbers.probability_in_words(0.9999) == "more than 99.9\xa0%"
    assert numbers.probability_in_words(0.0) == "0\xa0%"
    assert numbers.probability_in_words(0.9972) == "99.7\xa0%"


@given(st.floats(0, 1))
def test_no_probability_is_told_as_certain_or_impossible(value):
    assert numbers.probability(value) not in ("0.00\xa0%", "100.00\xa0%")


def literals(path: Path) -> list[str]:
    """The texts in a file but for its docstrings and comments; an f-string has "{}" for each of its values."""
    tree = ast.parse(path.read_text("utf-8"))
    nodes = list(ast.walk(tree))
    docs = {id(node.value) for node in nodes if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
    filled = [node for node in nodes if isinstance(node, ast.JoinedStr)]
    parts = {id(part) for node in filled for part in node.values}
    plain = [node.value for node in nodes if isinstance(node, ast.Constant) and id(node) not in docs | parts]
    joined = [
        "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values) for node in filled
    ]
    return joined + [value for value in plain if isinstance(value, str)]


SET_SIGN = re.compile(r"(\}[\s\xa0]*|\d[\s\xa0])%")
FILES = [*(ROOT / "components").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]


def test_only_numbers_sets_per_cent_signs():
    """Texts take a share as it is written by `numbers.percent`; formats of charts, such as ".1%", are no such texts."""
    assert [path.name for path in FILES if any(map(SET_SIGN.search, literals(path)))] == []


def test_a_per_cent_sign_in_a_text_is_noticed(tmp_path):
    for text in ('f"{100 * share:.2f} %"', 'f"{share:.0f}%"', '"60 to 80 % frozen"', '_("{share} % of")'):
        (tmp_path / "one.py").write_text(f'"""A docstring: 5 %."""\nx = {text}\n')
        assert any(map(SET_SIGN.search, literals(tmp_path / "one.py"))), text


FORMAT = re.compile(r"[,_]|\.(\d|\{)")


def formats(path: Path) -> list[str]:
    """How the f-strings of a file write figures; one that is read again as a number is no text."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    calls = [node for node in nodes if isinstance(node, ast.Call) and ast.unparse(node.func) == "float"]
    read = {id(part) for call in calls for part in call.args}
    filled = [node for node in nodes if isinstance(node, ast.JoinedStr) and id(node) not in read]
    values = [part for node in filled for part in node.values if isinstance(part, ast.FormattedValue)]
    specs = [ast.unparse(value.format_spec) for value in values if value.format_spec]
    return [spec for spec in specs if FORMAT.search(spec)]


def test_only_numbers_formats_figures():
    assert {path.name for path in FILES if formats(path)} == {"numbers.py"}


def test_a_figure_that_is_formatted_is_noticed(tmp_path):
    (tmp_path / "one.py").write_text('a = f"{x:.4f} {n:,} {y:.{k}g} {s} {z:>3}", float(f"{x:.2g}")')
    assert len(formats(tmp_path / "one.py")) == 3
