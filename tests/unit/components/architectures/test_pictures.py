"""The pictures of the page on architectures, and the sources that bring them."""

from __future__ import annotations

from typing import Any

import altair as alt
import pytest
import streamlit as st

from components.architectures import answers, ending, heads, inception, stack
from components.architectures.answers_picture import ANIMALS, MAP, answers_picture
from components.architectures.blocks import BLOCKS, block_drawing
from components.architectures.ending_picture import ending_picture
from components.architectures.family_chart import family_data, family_spec
from components.architectures.family_words import described, seen
from components.architectures.heads import heads_picture
from components.architectures.inception_picture import module_picture, module_specs
from components.architectures.settings import ANSWERS, ENDING, HEADS, MODULE, STACK
from components.architectures.stack import stack_picture
from components.i18n import speaking
from components.live.source import SOURCES
from components.picture import to_json
from models.architectures.animal_row import AnimalRow
from models.architectures.endings import Ending
from models.architectures.family import COSTS, MEASURES, MEMBERS, FamilyView
from models.architectures.heads import AuxiliaryHeads
from models.architectures.inception import MODULES, Module
from models.architectures.series import series
from models.architectures.stacks import Stack

VIEWER = "0" * 32


@pytest.fixture(autouse=True)
def _session(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})


@pytest.mark.parametrize(
    ("name", "owner", "moves", "picture"),
    [
        (stack._FIGURE.name, STACK, {"kernel_size": 11, "channels": 64}, stack_picture),
        (inception._FIGURE.name, MODULE, {"before_three": 8}, module_picture),
        (heads._FIGURE.name, HEADS, {"depth": 30, "head_weight": 0.5}, heads_picture),
        (ending._FIGURE.name, ENDING, {"picture_size": 320}, ending_picture),
        (answers._FIGURE.name, ANSWERS, {"gap": 40}, answers_picture),
    ],
)
def test_a_dragged_slider_brings_what_the_page_would_draw(name, owner, moves, picture):
    source: Any = SOURCES[name]
    asked = owner.to_args() | {field: str(value) for field, value in moves.items()} | {"moved": list(moves)}
    brought = source.picture(source.read(asked, VIEWER))
    assert to_json(brought) == to_json(picture(owner.kind(**moves)))
    with pytest.raises(ValueError, match=r"."):
        source.read(owner.to_args() | {next(iter(moves)): "many"}, VIEWER)


@pytest.mark.parametrize("code", ["en", "ko"])
def test_every_picture_can_be_sent(code):
    with speaking(code):
        for picture in (
            *map(stack_picture, series(Stack(place_x=1.0), "kernel_size")),
            *(module_picture(Module.published(name)) for name in MODULES),
            module_picture(Module(one=8, three=512, five=8, behind_pool=8, bottlenecks=False)),
            *map(heads_picture, (AuxiliaryHeads(), AuxiliaryHeads(auxiliary=False), AuxiliaryHeads(head_weight=0.0))),
            *map(ending_picture, series(Ending(), "picture_size")),
            *map(answers_picture, series(AnimalRow(animals="dog_dog_dog"), "gap")),
        ):
            assert len(to_json(picture)) > 100
            assert all(picture["words"])


def test_the_field_is_cut_off_at_the_edge_and_that_is_said():
    picture = stack_picture(Stack(kernel_size=5, place_x=0.0, place_y=1.0))
    assert picture["marks"]["photo"] == [(46, 0, 2, 2, "window"), (45, 0, 3, 3, "field")]
    assert "only 3 × 3 of them" in picture["words"][1]
    assert len(stack_picture(Stack())["words"]) == 1


def test_each_answer_has_its_square():
    marks = {one.picture_size: ending_picture(one)["marks"]["photo"] for one in series(Ending(), "picture_size")}
    assert [len(marks[size]) for size in (192, 224, 256, 512)] == [0, 2, 5, 101]
    assert marks[224] == [(0.0, 0.0, 128.0, 128.0, "field"), (3 * 128 / 7, 3 * 128 / 7, 128 / 7, 128 / 7, "window")]
    row, column, rows, columns, _role = marks[512][-1]
    assert row + rows == column + columns == 128 - 3 * 128 / 16


@pytest.mark.parametrize(
    ("place", "answer"),
    [
        ("", (3, 3)),
        (f"{MAP}-0-24", (0, 24)),
        (f"{MAP}-99-99", (6, 24)),
        (f"{ANIMALS}-48-48", (3, 3)),
        (f"{ANIMALS}-0-239", (0, 24)),
        ("nowhere", (3, 3)),
    ],
)
def test_pointing_marks_the_answer_and_the_window_that_it_is_of(place, answer):
    row, column = answer
    marks = answers_picture(AnimalRow(place=place))["marks"]
    assert marks[ANIMALS] == [(8 * row, 8 * column, 48, 48, "window")]
    assert marks[MAP] == [*[(3, at, 1, 1, "field") for at in (3, 12, 21)], (row, column, 1, 1, "place")]


def test_another_place_changes_nothing_but_what_is_said_of_it():
    source: Any = SOURCES[answers._FIGURE.name]
    asked = ANSWERS.to_args() | {"place": f"{MAP}-1-2", "moved": ["place"]}
    brought, whole = source.picture(source.read(asked, VIEWER)), answers_picture(AnimalRow(place=f"{MAP}-1-2"))
    assert set(whole) - set(brought) == {"pixels", "sheets", "words"}
    assert whole == whole | brought
    assert all(whole[part] == answers_picture(AnimalRow())[part] for part in ("pixels", "sheets", "words"))


def test_what_is_said_of_the_map_of_answers():
    picture = answers_picture(AnimalRow())
    assert (picture["pixels"][MAP]["rows"], picture["pixels"][MAP]["columns"]) == (7, 25)
    assert "At the other 172 places" in picture["words"][1]
    assert not any("nothing but ground" in text for text in picture["words"])
    # The outermost rows, and of the 11 between them the outermost columns and one in each gap: 2 · 37 + 11 · 4.
    assert "In 118 of these windows" in answers_picture(AnimalRow(gap=48))["words"][2]
    assert picture["sheets"]["layers"][2][1:] == (
        "384 · 32 + 32 = 12,320",
        "4 · 4 · 24 · 32 + 32 = 12,320",
        "7 × 25 × 32",
    )


def test_the_sums_of_a_module_are_those_of_its_parameters():
    head, *branches, together, _multiply_adds = module_picture(Module())["sheets"]["branches"]
    assert len(head) == 3
    totals = [[int(cell.rpartition("= ")[2].replace(",", "")) for cell in row[1:] if "=" in cell] for row in branches]
    assert sum(row[0] for row in totals) == 163_696
    assert sum(row[-1] for row in totals) == 393_472
    assert together[1:] == ("**163,696**", "**393,472**")


def test_bottlenecks_that_save_nothing_are_told_of():
    assert "save nothing" in module_picture(Module(before_three=512, before_five=512))["words"][0]


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_is_drawn_from_the_input_to_its_end(name):
    table, spec = block_drawing(BLOCKS[name])
    steps, has_skip = len(BLOCKS[name].steps), bool(BLOCKS[name].skip)
    assert list(table["part"]).count(2) == 1 + steps + has_skip
    assert list(table["part"]).count(1) == steps + 2 * has_skip
    alt.LayerChart.from_dict({**spec, "data": {"name": "table"}})


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("cost", COSTS)
def test_the_chart_has_all_that_were_published(measure, cost):
    view = FamilyView(measure=measure, cost=cost)
    table = family_data(view)
    assert len(table["name"]) == sum(getattr(member, measure) is not None for member in MEMBERS.values())
    assert list(table["chosen"]).count(1) == 1
    assert (table["cost"] > 0).all()  # type: ignore[operator]
    alt.LayerChart.from_dict({**family_spec(measure, cost), "data": {"name": "table"}})


def test_the_specs_are_vega_lite():
    for spec in (*module_specs().values(), stack.stack_weights_spec(), ending.ending_weights_spec()):
        alt.LayerChart.from_dict({**spec, "data": {"name": "table"}})


def test_what_is_said_of_networks():
    assert "Xception" in seen(FamilyView(architecture="vgg16"))
    assert "No network with fewer parameters" in seen(FamilyView(architecture="mobilenet_v2"))
    assert "no dot" in seen(FamilyView(architecture="googlenet"))
    assert "9 times fewer than AlexNet and 20 times fewer than VGG16" in described("googlenet")[-1]
    assert "ten cuts" in described("alexnet")[-1]


@pytest.mark.parametrize("name", MEMBERS)
def test_the_chosen_network_is_named_in_the_chart(name):
    table = family_data(FamilyView(architecture=name, measure="top_5"))
    chosen = list(table["chosen"]).index(1) if 1 in table["chosen"] else None
    assert (chosen is None) == (MEMBERS[name].top_5 is None)
    assert chosen is None or table["side"][chosen] in (0, 1)
