"""The textbook's transfer experiments: a menu of them, and their figures beside the measured ones."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from components.i18n import _, with_language
from components.runs import textbook
from components.transfer.following import differ
from components.transfer.settings import SETTINGS
from components.words.presets import figures_line, note, title
from models.imagenet.presets import E1
from models.runs.results import TransferResult
from models.textbook import Preset, preset_of
from models.transfer.experiment import TransferExperiment
from models.transfer.presets import TRANSFER_PRESETS


def preset_menu() -> None:
    """A menu of the textbook's experiments; under it what the open one says."""
    textbook.preset_menu(
        "transfer_preset",
        TRANSFER_PRESETS.values(),
        _open,
        built_in=_("With built-in photos"),
        icons=(":material/photo_library:", ":material/menu_book:"),
        figures=_published_line,
        above=_e1,
    )
    shown = _preset_of(SETTINGS.current)
    if shown:
        st.caption(f":blue-badge[{shown.key}] {_open_text(shown, SETTINGS.current)} {_published_line(shown)}")
        st.caption(note(shown.key))


def beside_the_textbook(experiment: TransferExperiment, result: TransferResult) -> None:
    """The textbook's figures beside the measured ones, where the run is one of its experiments."""
    preset = _preset_of(experiment)
    if preset is None:
        return
    textbook.beside_the_textbook(
        preset.published,
        {
            "test_accuracy": result.test_accuracy,
            "test_loss": result.keras_loss,
            "parameters": result.parameters,
            "trainable_parameters": result.trainable,
        },
    )
    st.caption(note(preset.key))
    if differ(experiment, preset.experiment):
        st.caption(
            _(
                "Not the same photos and network: this run uses the built-in ones. Open the experiment with the "
                "textbook's data to compare."
            )
        )


def _e1() -> None:
    """E1 is on another page."""
    textbook.preset_entry(E1, _published_line(E1))
    link, label = urlencode(with_language(E1.experiment.to_query())), _("On the page about ImageNet")
    st.markdown(f":material/image_search: [{label}](imagenet?{link})")


def _preset_of(experiment: TransferExperiment) -> Preset[TransferExperiment] | None:
    return preset_of(TRANSFER_PRESETS, experiment.replace(set_id=""))


def _open_text(preset: Preset[TransferExperiment], experiment: TransferExperiment) -> str:
    name = title(preset.key)
    if differ(experiment, preset.experiment):
        return _("**{title}**, here with {network} and built-in photos.").format(
            title=name, network=experiment.info.title
        )
    return f"**{name}.**"


def _published_line(preset: Preset) -> str:
    return _("Textbook: {figures}.").format(figures=figures_line(preset.published))


def _open(preset: Preset[TransferExperiment], experiment: TransferExperiment) -> None:
    SETTINGS.replace(experiment, undoable=title(preset.key))
