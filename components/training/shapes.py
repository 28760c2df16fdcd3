"""How many parameters the network has, and the sum behind each layer's shape and count."""

from __future__ import annotations

import streamlit as st

from components.charts.row_texts import layer_name
from components.i18n import _
from components.words.labels import choice
from components.words.numbers import count
from models.datasets import DATASETS
from models.experiment import Experiment
from models.network.shapes import LayerShape, layer_shapes, parameter_count
from models.textbook import preset_of
from models.training.presets import PRESETS


def parameters_line(experiment: Experiment) -> str:
    """How many parameters there are, how many of them are trained, and what the textbook counts of its own network."""
    total, trained = _count(experiment)
    if total == trained:
        line = _("{total} parameters, all of them trained.").format(total=count(total))
    else:
        line = _("{total} parameters, {trained} of them trained.").format(total=count(total), trained=count(trained))
    return " ".join(filter(None, [line, _textbook_line(experiment, total)]))


def layer_by_layer(experiment: Experiment) -> None:
    """A table of the layers with their shapes and parameters, folded."""
    fold = st.expander(_("Shapes and parameters"), icon=":material/calculate:", key="shapes", on_change="rerun")
    if not fold.open:
        return
    with fold:
        st.markdown(shapes_table(experiment))
        st.caption(
            _("Activation functions, softmax and dropout are left out: they change no shape and have no parameters.")
        )


def shapes_table(experiment: Experiment) -> str:
    """The table as Markdown, a row for each layer from the input to the output."""
    info = DATASETS[experiment.dataset]
    parts = list(layer_shapes(experiment, info.shape, info.classes))
    rows = [(_("Layer"), _("Shape behind it"), _("Parameters")), ("---", "---", "---")]
    rows.append((_("Input"), _times(*info.shape), ""))
    rows += [(_name(part), _shape_text(part), _parameters_text(part)) for part in parts]
    together, total = _("Together"), count(sum(part.parameters for part in parts))
    rows.append((f"**{together}**", "", f"**{total}**"))
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def shape_sum(part: LayerShape) -> str:
    """How one side of a picture, or the length of what is flattened, comes about; "" where nothing is computed."""
    before, after, layer = part.before[0], part.after[0], part.layer
    if part.part == "flatten":
        return f"{_times(*part.before)} = {count(after)}"
    if part.part == "pooling" and layer is not None:
        told = f"{before} / {layer.pool}"
        return f"{told} = {after}" if before == after * layer.pool else f"⌊{told}⌋ = {after}"
    if part.part == "convolution" and layer is not None and layer.padding == "valid":
        return f"({before} − {layer.kernel}) / 1 + 1 = {after}"
    return ""


def parameter_sum(part: LayerShape) -> str:
    """How the number of a layer's parameters comes about; "" for none."""
    if part.kernel is not None:
        return f"{_times(*part.kernel)} + {count(part.kernel[-1])} = {count(part.parameters)}"
    return f"4 × {count(part.after[-1])} = {count(part.parameters)}" if part.parameters else ""


def _count(experiment: Experiment) -> tuple[int, int]:
    info = DATASETS[experiment.dataset]
    return parameter_count(experiment, info.shape, info.classes)


def _textbook_line(experiment: Experiment, total: int) -> str:
    preset = preset_of(PRESETS, experiment)
    counted = [item.value for item in preset.published if item.figure == "parameters"] if preset else []
    if preset is None or not counted:
        return ""
    [published] = counted
    if published == total:
        return _("The textbook counts the same.")
    # Pictures of another shape make other layers.
    return _("With {dataset} the textbook counts {total}.").format(
        dataset=choice("dataset", preset.experiment.dataset), total=count(round(published))
    )


def _name(part: LayerShape) -> str:
    if part.part in ("convolution", "dense"):
        return layer_name(part.number, part.part == "convolution")
    if part.part == "pooling":
        return _("Max pooling")
    return {"flatten": _("Flatten"), "batch_norm": _("Batch norm"), "output": _("Output")}[part.part]


def _shape_text(part: LayerShape) -> str:
    """The shape, with the sum that it comes from."""
    told = shape_sum(part)
    if part.part == "flatten":
        return told
    if part.part == "convolution" and not told:
        told = _("padding keeps {side}").format(side=part.after[0])
    return f"{_times(*part.after)}: {told}" if told else _times(*part.after)


def _parameters_text(part: LayerShape) -> str:
    told = parameter_sum(part)
    return _("{sum}, half of them trained").format(sum=told) if part.part == "batch_norm" else told


def _times(*sizes: int) -> str:
    return " × ".join(map(count, sizes))
