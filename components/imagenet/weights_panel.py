"""How a network's weights are had, where they are not on this machine, or are not what they should be."""

from __future__ import annotations

import streamlit as st

from components.i18n import N_, _
from components.runs.download_panel import MISSING_WEIGHTS, download_panel, weights_downloads
from models.home import shown
from models.imagenet.networks import BUILT_IN, NETWORKS
from models.imagenet.weights import WeightsFile, find_weights

_DAMAGED = N_(
    "`{path}` is damaged, or no weights file of **{name}**: it cannot be used. {size} are loaded once more, "
    "from Keras's own place, into LayerLab's own folder; a file that was laid by hand is left as it is."
)
_UNVERIFIED = N_(
    "**{network}** uses `{path}`, laid by hand: unverified, since its checksum is not, or not yet, known to be Keras's."
)


def weights_panel(name: str, refused: bool = False) -> None:
    """Say what is wrong with the weights of a network, and what can be done; nothing where they are as they should be.

    Args:
        name: a key of `NETWORKS`.
        refused: the network could not be built from the file, though it can be read: `WeightsBroken`.
    """
    if NETWORKS[name].built_in:
        return
    found = find_weights(name)
    if found is None or not found.usable or refused:
        _offer(name, found, refused)
    elif found.state == "unverified":
        st.caption(_(_UNVERIFIED).format(network=NETWORKS[name].title, path=shown(found.path)))


def _offer(name: str, useless: WeightsFile | None, refused: bool) -> None:
    meanwhile = _("Meanwhile {network}, which is built in, answers.").format(network=NETWORKS[BUILT_IN].title)
    download_panel(
        weights_downloads(name),
        _DAMAGED if useless else MISSING_WEIGHTS,
        "" if refused else meanwhile,
        path=shown(useless.path) if useless else "",
    )
