"""One palette for every chart: the same colour for the same layer, run or curve on every page.

The hues are those of Okabe and Ito (2008, "Color Universal Design"), which colour-blind readers can tell
apart; the light ones are darkened and the dark one lightened a little, so that each stands out on a white page and on
Streamlit's dark one.
"""

from __future__ import annotations

BLUE = "#0f7cbf"
ORANGE = "#de9000"
GREEN = "#009e73"
PURPLE = "#cc79a7"
SKY = "#45a9e0"
VERMILLION = "#d55e00"

HUES = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILLION)

TRAINING = BLUE
VALIDATION = VERMILLION
OUTPUT = "#6b727e"
CLASSES = (VERMILLION, BLUE)  # of a plane dataset

DASH = (5, 4)
SOLID = (1, 0)

# For marks inside a chart that are as plain on white as on Streamlit's dark ground.
TEXT = "#767d8a"
# For words inside a chart, by Streamlit's theme: 5 to 1 or more on its ground. No one colour is that on both.
WORDS = {"light": "#5c6470", "dark": "#a0a8b4"}


def layer_color(index: int) -> str:
    """The colour of the hidden layer ``index``, counted from 0 at the input. The output has `OUTPUT`."""
    return HUES[index % len(HUES)]


def run_color(index: int) -> str:
    """The colour of the run ``index`` in a comparison, counted from 0."""
    return HUES[index % len(HUES)]


def tint(color: str, share: float) -> str:
    """``color`` mixed with white.

    Args:
        color: "#rrggbb".
        share: how much of the colour stays, 0 (white) to 1.
    """
    channels = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - share * (255 - channel)):02x}" for channel in channels)
