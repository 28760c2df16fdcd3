"""Drawings of what the networks of the family tree are built of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from components.architectures.drawing import GAP, Box, Way, down, drawing_data, drawing_spec
from components.charts.base import Spec
from components.charts.palette import BLUE, GREEN, TEXT
from components.i18n import N_, _
from components.picture import Table

_WIDTH = 3.0  # of the boxes, in columns
_STEP = 1.25  # rows from one box to the next
_SKIP = _WIDTH + 0.5  # the column of the skip connection


@dataclass(frozen=True)
class Block:
    """A chain of steps.

    Attributes:
        title: marked with `N_`.
        steps: what follows on one another; those marked with `N_` are translated.
        skip: what stands where the input joins the end again; "" where there is no skip.
    """

    title: str
    steps: Sequence[str]
    skip: str = ""


_ADDED, _JOINED = N_("+ the input"), N_("joined with the input")
_BOTTLENECK = Block(
    N_("A residual block of the first stage (BN: batch norm)"),
    ("1 × 1: 64, BN, ReLU", "3 × 3: 64, BN, ReLU", "1 × 1: 256, BN"),
    N_("+ the input, then ReLU"),
)
_PREACTIVATED = Block(
    N_("A residual block of the first stage (BN: batch norm)"),
    ("BN, ReLU, 1 × 1: 64", "BN, ReLU, 3 × 3: 64", "BN, ReLU, 1 × 1: 256"),
    _ADDED,
)
_VGG = Block(N_("One of the last three blocks"), ("3 × 3, ReLU", "3 × 3, ReLU", "3 × 3, ReLU", N_("max pooling 2 × 2")))
_DENSE = Block(
    N_("A layer of a dense block (BN: batch norm)"), ("BN, ReLU, 1 × 1: 128", "BN, ReLU, 3 × 3: 32"), _JOINED
)
_INVERTED = (N_("1 × 1: six times as wide"), N_("3 × 3, each channel alone"), N_("1 × 1: narrow again"))
_WEIGHED = (*_INVERTED[:2], N_("weights for the channels"), _INVERTED[2])
_INVERTED_BLOCK = Block(N_("An inverted residual block"), _INVERTED, _ADDED)
_WEIGHED_BLOCK = Block(N_("An inverted residual block"), _WEIGHED, _ADDED)
BLOCKS: dict[str, Block] = {
    "alexnet": Block(
        N_("The whole network"),
        (
            N_("11 × 11: 96, stride 4; max pooling"),
            N_("5 × 5: 256; max pooling"),
            "3 × 3: 384",
            "3 × 3: 384",
            N_("3 × 3: 256; max pooling"),
            N_("Dense 4096, dropout"),
            N_("Dense 4096, dropout"),
            "Dense 1000",
        ),
    ),
    "vgg16": _VGG,
    "vgg19": Block(_VGG.title, ("3 × 3, ReLU", *_VGG.steps)),
    "resnet50": _BOTTLENECK,
    "resnet101": _BOTTLENECK,
    "resnet152": _BOTTLENECK,
    "resnet50_v2": _PREACTIVATED,
    "densenet121": _DENSE,
    "densenet201": _DENSE,
    "xception": Block(N_("A block of the middle"), (N_("ReLU, 3 × 3 each channel alone, 1 × 1"),) * 3, _ADDED),
    "mobilenet": Block(N_("A block (BN: batch norm)"), (N_("3 × 3, each channel alone, BN, ReLU"), "1 × 1, BN, ReLU")),
    "mobilenet_v2": _INVERTED_BLOCK,
    "mobilenet_v3_large": _WEIGHED_BLOCK,
    "efficientnet_b0": _WEIGHED_BLOCK,
    "efficientnet_lite0": _INVERTED_BLOCK,
}


def block_drawing(block: Block) -> tuple[Table, Spec]:
    """The table and the spec of a drawing."""
    texts = [_("input"), *map(_, block.steps), *([_(block.skip)] if block.skip else [])]
    colors = [TEXT, *[BLUE] * len(block.steps), GREEN]
    boxes = [
        Box(0, _STEP * row, _WIDTH, text, color) for row, (text, color) in enumerate(zip(texts, colors, strict=False))
    ]
    ways = [down(upper, lower) for upper, lower in pairwise(boxes)]
    if block.skip:
        ways.append(_around(boxes[0], boxes[-1]))
    rows = boxes[-1].top + 1
    description = _("A block of the network, from its input to what it hands on: {steps}.").format(
        steps=", ".join(texts)
    )
    return drawing_data(boxes, ways), drawing_spec(_(block.title), _SKIP + 0.3, rows, description)


def _around(first: Box, last: Box) -> Way:
    """The skip: from the side of the input, past the steps, to the side of the end."""
    start, end = (box.top + box.height / 2 for box in (first, last))
    edge = _WIDTH - GAP
    return Way(((edge, start), (_SKIP, start), (_SKIP, end), (edge, end)), GREEN)
