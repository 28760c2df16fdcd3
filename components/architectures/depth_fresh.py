"""The networks of "Does deeper help?" before any training: a figure that follows the depth while it is dragged."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from components.architectures.depth_settings import NETWORK, colored, line_of, named
from components.browser.live_figure import Chart, Line, Row, Words
from components.charts.named_lines import lines_data, lines_spec
from components.following_figure import FollowingFigure
from components.i18n import _
from components.picture import Picture
from components.words.numbers import count, number, percent
from models.architectures.depth import DepthExperiment, pair_of
from models.architectures.fresh_blocks import FreshBlocks, fresh_blocks

# The gradient in front of the first block, in terms of that behind the last one.
_VANISHED, _EXPLODED = 0.01, 10.0
_ALIKE = 0.95


def fresh_view() -> None:
    """Draw the networks of the controls as they are before training."""
    lines = colored(*map(line_of, _networks(NETWORK.current)))
    before = _("before training")
    across = _("behind Dense layer")
    charts = (
        Chart(
            "gradient",
            lines_spec(_("Gradient on its way back"), before, across, _("root mean square"), lines, "log"),
        ),
        Chart(
            "likeness",
            lines_spec(
                _("How alike two digits are"),
                _("before training, mean of all pairs"),
                across,
                _("cosine"),
                lines,
                "share",
            ),
        ),
    )
    _FIGURE.show([Row(charts), Line("parameters"), Words(_("What you see"))])


def read_out(*sentences: str) -> str:
    """Sentences as a chart's description has them, without Markdown."""
    return " ".join(sentences).replace("**", "")


def layers_at(places: int) -> np.ndarray:
    """Which Dense layer each of so many places is behind, counted from 1."""
    return 1 + 2 * np.arange(places)


def _networks(experiment: DepthExperiment) -> list[DepthExperiment]:
    """The plain network, and beside it the one with skips where these are on."""
    pair = pair_of(experiment)
    return [pair["plain"], *([pair["skip"]] if experiment.skip else [])]


def _picture(experiment: DepthExperiment) -> Picture:
    networks = _networks(experiment)
    signals = {line_of(network): fresh_blocks(network) for network in networks}
    tables = {
        kind: lines_data(
            [(named(line), layers_at(len(one.gradient)), getattr(one, kind)) for line, one in signals.items()]
        )
        for kind in ("gradient", "likeness")
    }
    gradients = [_gradient_words(line, one) for line, one in signals.items()]
    likeness = _likeness_words(signals)
    return {
        "tables": tables,
        "lines": {"parameters": _parameters(experiment)},
        "words": [*gradients, likeness],
        "alt": {"gradient": read_out(*gradients), "likeness": read_out(likeness)},
    }


def _parameters(experiment: DepthExperiment) -> str:
    pair = pair_of(experiment)
    plain, skip = (count(pair[name].parameters) for name in ("plain", "skip"))
    text = (
        _("{layers} Dense layers in {blocks} blocks: {n} parameters, with and without skips; an addition has none.")
        if plain == skip
        else _("{layers} Dense layers in {blocks} blocks: {n} parameters plain, {more} as {name}.")
    )
    return text.format(
        layers=experiment.dense_layers, blocks=experiment.blocks, n=plain, more=skip, name=named(line_of(pair["skip"]))
    )


def _gradient_words(line: str, signals: FreshBlocks) -> str:
    """What of the gradient reaches layer 1."""
    share = float(signals.gradient[0] / signals.gradient[-1])
    if share < _VANISHED:
        text = _("**{name}:** {share} of the gradient reaches layer 1: it vanishes on its way.")
    elif share > _EXPLODED:
        text = _(
            "**{name}:** the gradient at layer 1 is {share} times that behind the last block: each block adds to what "
            "it is given, so all that passes grows from block to block, {size} times on the way there."
        )
    else:
        text = _("**{name}:** the gradient at layer 1 is {share} times that behind the last block: it gets through.")
    return text.format(name=named(line), share=number(share), size=number(float(signals.size[-1] / signals.size[0])))


def _likeness_words(signals: Mapping[str, FreshBlocks]) -> str:
    """How alike digits are behind the last block."""
    told = [
        _("{share} ({name})").format(share=percent(float(one.likeness[-1])), name=named(line))
        for line, one in signals.items()
    ]
    first = float(next(iter(signals.values())).likeness[0])
    text = _("Two different digits are {first} alike behind layer 1, and behind the last block {last}.").format(
        first=percent(first), last=", ".join(told)
    )
    alike = [named(line) for line, one in signals.items() if one.likeness[-1] > _ALIKE]
    if alike:
        text += " " + _("Nearly the same for all digits leaves the softmax little to tell them by: {names}.").format(
            names=", ".join(alike)
        )
    return text


_FIGURE = FollowingFigure("fresh blocks", NETWORK, _picture)
