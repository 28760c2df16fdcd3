"""The weights of a pretrained network as something to load."""

from __future__ import annotations

from functools import partial

from components.i18n import _
from components.runs.download_panel import Downloads
from models.home import downloaded_folder, weights_folder
from models.imagenet.networks import NETWORKS
from models.imagenet.weights import fetch_weights, weights_file


def weights_downloads(name: str, top: bool = True) -> Downloads:
    """The official file of a network.

    Args:
        name: a key of `NETWORKS`.
        top: the whole network, or the one without the classifier.
    """
    return Downloads(
        key=f"weights {name}" + ("" if top else " without classifier"),
        title=NETWORKS[name].title,
        files=[weights_file(name, top)],
        fetch=partial(fetch_weights, name, top=top),
        program=name if top else f"{name} --notop",
        by_hand=weights_folder(),
        carried=downloaded_folder(),
    )


def missing_weights_text(wanted: Downloads) -> str:
    """What is said of weights that are not there."""
    return _(
        "The weights of **{network}** are not on this machine yet: {size}, loaded once from Keras's own place."
    ).format(network=wanted.title, size=wanted.size)
