"""What a convolution shows, in words."""

from __future__ import annotations

import numpy as np

from components.convolution.place import stage_name
from components.i18n import _
from components.words.numbers import count, number, percent
from models.convolution.convolution import Convolution
from models.convolution.stages import Stage, fields_of, missing

_EVEN = 1e-9  # weights whose sum is nearer to 0 or 1 only differ from it by rounding


def sentences(convolution: Convolution, stages: tuple[Stage, ...]) -> list[str]:
    """What is to be seen, most important first."""
    told = [_does_not_fit(convolution, stages), _nothing(stages), _weights(stages)]
    by_name = {stage.name: stage for stage in stages}
    if "activation" in by_name:
        told.append(_activated(convolution, by_name["convolution"].values))
    if "pooling" in by_name:
        told.append(_pooled(by_name["activation"], by_name["pooling"]))
    if len(stages) > 2:
        told.append(_field(stages))
    return [text for text in told if text]


def _does_not_fit(convolution: Convolution, stages: tuple[Stage, ...]) -> str:
    name = missing(convolution, stages)
    if not name:
        return ""
    rows, columns, _channels = stages[-1].shape
    text = _(
        "**{stage} is not there:** its window does not fit on {rows} × {columns} pixels. A smaller window or stride "
        "leaves more of them, or padding that keeps the size."
    )
    return text.format(stage=stage_name(name), rows=rows, columns=columns)


def _nothing(stages: tuple[Stage, ...]) -> str:
    if stages[0].values.any():
        return ""
    return _("**The picture is black:** every product is 0, so the bias alone is left. Draw something.")


def _weights(stages: tuple[Stage, ...]) -> str:
    """What the sum of the weights, over all channels, says of an even picture."""
    if len(stages) < 2 or stages[1].kernel is None:
        return ""
    weights = stages[1].kernel
    total = float(weights.sum())
    if not weights.any():
        return _("**All weights are 0:** every place gets the bias, whatever the picture shows.")
    if abs(total) < _EVEN * weights.size:
        return _(
            "**The weights add up to 0:** where the picture is even, nothing is left but the bias; only changes show."
        )
    if abs(total - 1) < _EVEN * weights.size:
        return _("**The weights add up to 1:** where the picture is even, it keeps its brightness.")
    return _(
        "**The weights add up to {sum}:** where the picture is even, its brightness is multiplied by that."
    ).format(sum=number(total))


def _activated(convolution: Convolution, weighted: np.ndarray) -> str:
    if convolution.activation != "relu":
        return ""
    below = float((weighted < 0).mean())
    if not below:
        return _("No value is negative, so ReLU changes nothing here.")
    return _("ReLU sets {share} of the values to 0, those that are negative.").format(share=percent(below))


def _pooled(before: Stage, pooled: Stage) -> str:
    there, left = (stage.shape[0] * stage.shape[1] for stage in (before, pooled))
    return _("Pooling makes {left} values out of {there} and has no parameters.").format(
        left=count(left), there=count(there)
    )


def _field(stages: tuple[Stage, ...]) -> str:
    """How much of the input one place of the last stage sees; one in its middle, which no border cuts off."""
    rows, columns, _channels = stages[-1].shape
    area = fields_of(stages, len(stages) - 1, rows // 2, columns // 2)[0]
    height, width, _input_channels = stages[0].shape
    return _("One place of the last picture sees {rows} × {columns} of the {height} × {width} pixels.").format(
        rows=area.rows, columns=area.columns, height=height, width=width
    )
