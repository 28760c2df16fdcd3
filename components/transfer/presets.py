"""The textbook's transfer experiments: a menu of them, and their figures beside the measured ones."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from components.i18n import N_, _
from components.page import close_popover, preset_popover, with_language
from components.transfer.followed import differ
from components.transfer.settings import SETTINGS
from components.words.presets import beside_measured, figure, longest_run
from models.runs.frames import TransferResult
from models.transfer.experiment import TransferExperiment
from models.transfer.presets import TRANSFER_PRESETS, TransferPreset

E1_LINK = {"model": "vgg16", "fit": "squeeze"}
_MENU = "transfer_presets"
TITLES = {
    "E2": N_("VGG16 with a softmax head"),
    "E3": N_("Frozen VGG16 for dogs and cats"),
    "E4": N_("Fine-tuned VGG16 for sign language"),
}
SENTENCES = {
    "E2": N_("The base is frozen; its feature maps, flattened, go straight to two outputs."),
    "E3": N_("A dense layer, batch norm and dropout on the frozen base: few photos are enough."),
    "E4": N_("Hands look little like ImageNet: the last five layers are trained further, with a small rate."),
}
NOTES = {
    "E2": N_("The textbook builds this network and does not train it; it is trained as E3 here."),
    "E3": N_(
        "In the textbook an epoch is four steps, 80 in all, so not all photos. Batches of 20 are ours: its size is "
        "illegible."
    ),
    "E4": N_(
        "In the textbook an epoch is 18 steps, 360 in all, and the photos are enlarged from 100 to 224 pixels. Batches "
        "of 32 are ours: its size is illegible. The weights at the end were scored, on 50 photos. It took less than 15 "
        "minutes; on a slow machine the time that a run may take here ({time}) can be over before."
    ),
}


def preset_menu() -> None:
    """A menu of the textbook's experiments; under it what the open one says."""
    with preset_popover(_MENU):
        title, sentence = _("VGG16 as it is"), _("One photo, and the five likeliest classes.")
        st.markdown(f":blue-badge[E1] **{title}**  \n{sentence}")
        link, label = urlencode(with_language(E1_LINK)), _("On the page about ImageNet")
        st.markdown(f":material/image_search: [{label}](imagenet?{link})")
        for preset in TRANSFER_PRESETS.values():
            _entry(preset)
    shown = _preset_of(SETTINGS.current)
    if shown:
        st.caption(f":blue-badge[{shown.key}] {_open_text(shown, SETTINGS.current)} {_published_line(shown)}")
        st.caption(_note(shown.key))


def beside_the_textbook(experiment: TransferExperiment, result: TransferResult) -> None:
    """The textbook's figures beside the measured ones, where the run is one of its experiments."""
    preset = _preset_of(experiment)
    if preset is None:
        return
    measured = {
        "test_accuracy": result.test_accuracy,
        "test_loss": result.keras_loss,
        "parameters": result.parameters,
        "trainable_parameters": result.trainable,
    }
    st.dataframe(beside_measured(preset.published, measured))
    st.caption(_note(preset.key))
    if differ(experiment, preset.experiment):
        st.caption(
            _(
                "Not the same photos and network: this run uses the built-in ones. Open the experiment with the "
                "textbook's data to compare."
            )
        )


def _preset_of(experiment: TransferExperiment) -> TransferPreset | None:
    presets = TRANSFER_PRESETS.values()
    return next((p for p in presets if experiment.replace(set_id="") in (p.experiment, p.built_in)), None)


def _open_text(preset: TransferPreset, experiment: TransferExperiment) -> str:
    title = _(TITLES[preset.key])
    if differ(experiment, preset.experiment):
        return _("**{title}**, here with {network} and built-in photos.").format(
            title=title, network=experiment.info.title
        )
    return f"**{title}.**"


def _published_line(preset: TransferPreset) -> str:
    return _("Textbook: {figures}.").format(figures=", ".join(map(figure, preset.published)))


def _note(key: str) -> str:
    """What has to be known about the figures of the preset ``key``."""
    return _(NOTES[key]).format(time=longest_run())


def _entry(preset: TransferPreset) -> None:
    key = preset.key
    st.markdown(f":blue-badge[{key}] **{_(TITLES[key])}**  \n{_(SENTENCES[key])}")
    st.caption(_published_line(preset))
    with st.container(horizontal=True, gap="small"):
        for label, experiment, kind, icon in (
            (_("With built-in photos"), preset.built_in, "built_in", ":material/photo_library:"),
            (_("With the textbook's data"), preset.experiment, "textbook", ":material/menu_book:"),
        ):
            st.button(
                label,
                key=f"transfer_preset_{key}_{kind}",
                icon=icon,
                on_click=_open,
                args=(experiment,),
            )


def _open(experiment: TransferExperiment) -> None:
    close_popover(_MENU)
    SETTINGS.replace(experiment)
