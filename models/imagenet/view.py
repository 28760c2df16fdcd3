"""The settings of the page on ImageNet prediction: which networks look, how, and what is shown of them."""

from __future__ import annotations

from dataclasses import dataclass

from models.imagenet.networks import BUILT_IN, NETWORKS
from models.photos.fit import FITS
from models.photos.samples import SAMPLES
from models.settings import Settings, setting

NO_SECOND = "none"
PARTS = ("seen", "inside", "heat", "patch", "networks", "accuracy")
TOP = 5

_MOST_LAYERS = max(len(info.layers) for info in NETWORKS.values())


@dataclass(frozen=True)
class ImageNetView(Settings):
    """What the page shows. The photo is no part of it: a link does not pass photos on.

    Attributes:
        model: the network that is asked; the built-in one answers while its weights are not there.
        second: another one beside it, or "none".
        fit: how a photo becomes square, one of `FITS`.
        average: several crops and scales are averaged.
        sample: the built-in picture shown while the visitor has none.
        part: what is shown below the answer.
        layer: which of the network's layers is looked into, from 1; a network that has fewer shows its last.
        rank: whose place in the answer Grad-CAM explains, from 1.
        pixel_x, pixel_y: the pixel that is followed, in shares of the fitted picture's width and height.
        patch_x, patch_y, patch_size: middle and side of the hidden square, in shares likewise.

    Raises:
        SettingError: a field has a value that is not allowed.
    """

    model: str = setting(BUILT_IN, choices=tuple(NETWORKS))
    second: str = setting(NO_SECOND, choices=(NO_SECOND, *NETWORKS))
    fit: str = setting("crop", choices=FITS)
    average: bool = setting(False)
    sample: str = setting(SAMPLES[0], choices=SAMPLES)
    part: str = setting("seen", choices=PARTS)
    layer: int = setting(1, 1, _MOST_LAYERS)
    rank: int = setting(1, 1, TOP)
    pixel_x: float = setting(0.5, 0.0, 1.0)
    pixel_y: float = setting(0.5, 0.0, 1.0)
    patch_x: float = setting(0.5, 0.0, 1.0)
    patch_y: float = setting(0.5, 0.0, 1.0)
    patch_size: float = setting(0.25, 0.05, 0.7)
