"""Built-in sample pictures: photos that come with scikit-image and scikit-learn, and two that are drawn here."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image

from models.photos.decode import decode
from models.photos.photo import Photo

_SIDE = 320
_SEED = 0
# name: package, path in it, licence and author as the package states them (skimage/data/_fetchers.py and
# sklearn/datasets/images/README.txt). skimage's pictures of motorcycles have no licence and are left out.
_FILES = {
    "cat": ("skimage", "data/chelsea.png", "Stefan van der Walt, CC0"),
    "coffee": ("skimage", "data/coffee.png", "Rachel Michetti, CC0"),
    "rocket": ("skimage", "data/rocket.jpg", "SpaceX, public domain"),
    "astronaut": ("skimage", "data/astronaut.png", "NASA, public domain"),
    "flower": ("sklearn", "datasets/images/flower.jpg", "vultilion (Flickr), CC BY 2.0"),
    "temple": ("sklearn", "datasets/images/china.jpg", "danielbuechele (Flickr), CC BY 2.0"),
}


def _noise() -> np.ndarray:
    """Every pixel drawn alone: no edge, no part, and yet a network answers. (320, 320, 3) uint8."""
    return np.random.default_rng(_SEED).integers(0, 256, (_SIDE, _SIDE, 3), dtype=np.uint8)


def _stripes() -> np.ndarray:
    """Black and white waves in all directions, ever finer to the right: the texture of a zebra, without the zebra.

    (320, 320, 3) uint8.
    """
    down, across = np.mgrid[0:_SIDE, 0:_SIDE] / _SIDE
    waves = np.sin(2 * np.pi * (4 * across + 5 * across**2 + 0.35 * np.sin(2 * np.pi * down)))
    grey = np.clip(127.5 + 300 * waves, 0, 255).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)


_DRAWN: dict[str, Callable[[], np.ndarray]] = {"stripes": _stripes, "noise": _noise}


def _package_file(package: str, path: str) -> Path | None:
    """A file of an installed package, which is not imported: scikit-image alone would take a second."""
    spec = importlib.util.find_spec(package)
    folders = (spec.submodule_search_locations if spec else None) or []
    return next((file for folder in folders if (file := Path(folder) / path).is_file()), None)


# Names of the samples that are there; a package that is not installed only makes them fewer.
SAMPLES: tuple[str, ...] = (
    *(name for name, (package, path, _) in _FILES.items() if _package_file(package, path)),
    *_DRAWN,
)


@lru_cache(maxsize=len(_FILES) + len(_DRAWN))
def load_sample(name: str) -> Photo:
    """A sample by its name in `SAMPLES`.

    Raises:
        KeyError: there is no such sample.
    """
    if name in _DRAWN:
        buffer = io.BytesIO()
        Image.fromarray(_DRAWN[name]()).save(buffer, "PNG")
        return decode(buffer.getvalue(), name)
    package, path, _ = _FILES[name]
    file = _package_file(package, path)
    if file is None:
        raise KeyError(name)
    return decode(file.read_bytes(), name)


def sample_credit(name: str) -> str:
    """Author and licence of a sample, as a line of text; "" for those that are drawn here.

    Raises:
        KeyError: there is no such sample.
    """
    return "" if name in _DRAWN else _FILES[name][2]
