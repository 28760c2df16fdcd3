"""The table "Single layers": settings that one layer does not take from the controls above."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components.charts.row_texts import layer_name
from components.i18n import _, ngettext
from components.session.keys import session_key
from components.session.notices import Rejected, add_notice, dismiss_notices
from components.training.layers import Layers, with_layer
from components.training.settings import EXPERIMENT, PAGE
from components.words.labels import choice, help_text, label
from models.experiment import Experiment
from models.layers import SETTING_KEYS, Layer, LayerError
from models.settings import SettingError

_NAME = "layer"
_SHOWN, _VERSION = session_key(PAGE, "layer table shows"), session_key(PAGE, "layer table version")


def apply_edits(experiment: Experiment, edits: Mapping[int, Mapping[str, Any]]) -> Experiment:
    """The experiment with cells of the table set.

    Args:
        edits: row -> setting -> new value; an empty cell (None) takes the experiment's value.

    Raises:
        SettingError: a value is not allowed.
    """
    layers = experiment.layers
    try:
        for row, settings in edits.items():
            if not 0 <= row < len(layers):
                continue  # the layer was taken away while its row was edited
            layers = with_layer(layers, row, **{name: settings[name] for name in settings if name in SETTING_KEYS})
    except LayerError as error:
        raise SettingError("layers", error.value, error.allowed) from error
    return experiment.replace(layers=layers)


def without_own_settings(layers: Layers) -> Layers:
    """The same layers, all of them taking the experiment's values."""
    return tuple(Layer(layer.units, layer.kernel, layer.pool, layer.padding) for layer in layers)


def layer_table() -> None:
    """Draw the table; an edit changes the experiment, a wrong value leaves it and gives a notice."""
    layers = EXPERIMENT.current.layers
    if not layers:
        st.caption(_("There is no hidden layer."))
        return
    st.caption(_("An empty cell takes the value of the control above."))
    key = _table_key(layers)
    st.data_editor(
        _table(layers),
        key=key,
        column_config=_columns(),
        hide_index=True,
        on_change=_edited,
        args=(key,),
        placeholder="–",
        alt=_("The settings of each hidden layer"),
    )
    if any(layer.own_settings for layer in layers):
        st.button(_("Clear the table"), icon=":material/backspace:", type="tertiary", on_click=_clear)


def own_settings_note(layers: Layers) -> str | None:
    """Which settings some layers do not take from the controls, in a sentence, if there are any."""
    own = [layer.own_settings for layer in layers if layer.own_settings]
    if not own:
        return None
    names = ", ".join(label(name) for name in SETTING_KEYS if any(name in settings for settings in own))
    if len(own) == 1:
        return _("One layer has settings of its own: {names}.").format(names=names)
    return ngettext(
        "{n} layer has settings of its own: {names}.", "{n} layers have settings of their own: {names}.", len(own)
    ).format(n=len(own), names=names)


def _table(layers: Layers) -> pd.DataFrame:
    rows = [{_NAME: layer_name(n, layer.is_conv), **_settings(layer)} for n, layer in enumerate(layers, start=1)]
    numbers = {name: "float64" for name in SETTING_KEYS if not Experiment.FIELDS[name].choices}
    # A column of nothing but None must still be known as text or number.
    return pd.DataFrame(rows).astype({name: numbers.get(name, "object") for name in SETTING_KEYS})


def _settings(layer: Layer) -> dict[str, Any]:
    return {name: getattr(layer, name) for name in SETTING_KEYS}


def _columns() -> dict[str, Any]:
    columns: dict[str, Any] = {_NAME: st.column_config.TextColumn("", disabled=True, pinned=True, width=70)}
    for name in SETTING_KEYS:
        spec = Experiment.FIELDS[name]
        if spec.choices:
            columns[name] = st.column_config.SelectboxColumn(
                label(name), help=help_text(name), options=spec.choices, format_func=_named(name), width=110
            )
        else:
            columns[name] = st.column_config.NumberColumn(label(name), help=help_text(name), format="%g", width=90)
    return columns


def _named(field: str) -> Any:
    return lambda name: choice(field, name)


def _table_key(layers: Layers) -> str:
    """The table's key: a new one when layers were changed elsewhere, so that old edits are not laid over them."""
    if st.session_state.get(_SHOWN) != layers:
        st.session_state[_SHOWN] = layers
        st.session_state[_VERSION] = st.session_state.get(_VERSION, 0) + 1
    return session_key(PAGE, f"layer table {st.session_state[_VERSION]}")


def _edited(key: str) -> None:
    before = EXPERIMENT.current
    try:
        new = apply_edits(before, st.session_state[key]["edited_rows"])
    except SettingError as error:
        dismiss_notices()
        add_notice(Rejected(error, None))
        del st.session_state[_SHOWN]  # the table is drawn anew, without the wrong value
        return
    EXPERIMENT.change(layers=new.layers)
    st.session_state[_SHOWN] = new.layers


def _clear() -> None:
    EXPERIMENT.change(layers=without_own_settings(EXPERIMENT.current.layers))
