"""The words beside and above each row of the layer histograms, and the short numbers in them."""

from __future__ import annotations

import numpy as np

from components.i18n import _
from components.words.numbers import short_number, whole_percent
from models.runs.frames import Histograms


def layer_name(number: int, is_conv: bool = False) -> str:
    """A hidden layer's name wherever it is named, with ``number`` from 1 at the input, convolutions counted."""
    return _("Conv layer {n}").format(n=number) if is_conv else _("Layer {n}").format(n=number)


def row_texts(
    histograms: Histograms, dead: np.ndarray | None, saturated: np.ndarray | None, with_range: bool = False
) -> list[str]:
    """What stands above each row: its spread, and the shares of dead and saturated units where there are any."""
    texts = []
    for row, spread in enumerate(histograms.std):
        if not np.isfinite(spread):
            texts.append(_("overflow"))
            continue
        text = [_("std {value}").format(value=short_number(spread))]
        if with_range:
            text.insert(0, _range_text(float(histograms.low[row]), float(histograms.high[row])))
        for shares, wording in ((dead, _("{share} dead")), (saturated, _("{share} saturated"))):
            if shares is not None and row < len(shares) and shares[row] > 0:
                text.append(wording.format(share=whole_percent(shares[row])))
        texts.append(" · ".join(text))
    return texts


def _range_text(low: float, high: float) -> str:
    """The ends of a row; an end next to nothing beside the other is 0."""
    low, high = (end if abs(end) > 0.005 * (high - low) else 0.0 for end in (low, high))
    return _("{low} to {high}").format(low=short_number(low), high=short_number(high))
