"""The sums beside each layer of the lab's network: each comes to what it says."""

import math
import re

import pytest

from components.training.shapes import parameter_sum, parameters_line, shape_sum, shapes_table
from models.experiment import Experiment
from models.layers import parse_layers
from models.network.shapes import layer_shapes
from models.training.presets import PRESETS

NETWORKS = {
    "C1": ("c32k3p2-c16k5p2-64:n=after-32", (28, 28, 1)),
    "C3": ("c32k3vp2-c64k3vp2-c128k3vp2-128", (32, 32, 3)),
    "odd sides": ("c4k4vp3-c8k2p2-7", (28, 28, 1)),
    "points": ("8-8", (2,)),
    "none": ("", (28, 28, 1)),
}


def value_of(text):
    """What the left side of a sum comes to, computed here."""
    terms = text.replace(",", "").replace("×", "*").replace("−", "-")
    terms = re.sub(r"⌊(.*)⌋", r"math.floor(\1)", terms)
    return eval(terms, {"math": math})


@pytest.mark.parametrize("name", NETWORKS)
def test_each_sum_comes_to_what_it_says(name):
    text, input_shape = NETWORKS[name]
    parts = list(layer_shapes(Experiment(layers=parse_layers(text)), input_shape, 10))
    for part in parts:
        for told, meant in ((parameter_sum(part), part.parameters), (shape_sum(part), part.after[0])):
            if told:
                left, right = told.rsplit(" = ", 1)
                assert value_of(left) == value_of(right) == meant
        assert bool(parameter_sum(part)) == bool(part.parameters)
        assert bool(shape_sum(part)) or part.part not in ("flatten", "pooling")


def test_the_table_has_a_row_for_each_layer_from_the_input_to_the_sum():
    table = shapes_table(PRESETS["C1"].experiment)
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in table.splitlines()]
    assert [row[0] for row in rows[2:]] == [
        "Input",
        *("Conv layer 1", "Max pooling", "Conv layer 2", "Max pooling", "Flatten"),
        *("Layer 3", "Batch norm", "Layer 4", "Output", "**Together**"),
    ]
    assert rows[3] == ["Conv layer 1", "28 × 28 × 32: padding keeps 28", "3 × 3 × 1 × 32 + 32 = 320"]
    assert rows[9] == ["Batch norm", "64", "4 × 64 = 256, half of them trained"]
    assert rows[-1][2] == "**66,042**"
    valid = shapes_table(PRESETS["C3"].experiment)
    assert "30 × 30 × 32: (32 − 3) / 1 + 1 = 30 | 3 × 3 × 3 × 32 + 32 = 896" in valid
    assert "⌊13 / 2⌋ = 6" in valid


@pytest.mark.parametrize(
    ("experiment", "line"),
    [
        (PRESETS["C1"].experiment, "66,042 parameters, 65,914 of them trained. The textbook counts the same."),
        (PRESETS["C1"].built_in, "66,042 parameters, 65,914 of them trained. The textbook counts the same."),
        (PRESETS["C3"].experiment, "160,202 parameters, all of them trained. The textbook counts the same."),
        (Experiment(), "55,082 parameters, all of them trained."),
    ],
)
def test_the_line_under_the_controls(experiment, line):
    assert parameters_line(experiment) == line


def test_another_dataset_than_the_textbook_s_has_other_layers():
    line = parameters_line(PRESETS["C3"].built_in)
    assert line.endswith("all of them trained. With CIFAR-10 photos the textbook counts 160,202.")
    assert not line.startswith("160,202")
