"""The trained network to take along: a zip with the model, the class names and the program that uses both."""

from __future__ import annotations

from components.i18n import _
from components.runs.network_download import network_download
from models.runs.results import TransferResult
from models.transfer.export_zip import export_zip


def take_along(result: TransferResult) -> None:
    """Draw the download."""
    network_download(
        result,
        _("Download the model (.zip)"),
        lambda path: export_zip(path, result.classes),
        "layerlab-transfer.zip",
        _("One Keras file that takes photos of any size, the class names, and a short program."),
    )
