"""Photos from outside: decoding what may be hostile, fitting them to a network's input, reading archives of them."""

from models.photos.decode import PhotoRefused, decode
from models.photos.fit import FITS, VIEWS, averaged_views, fit
from models.photos.photo import MOST_SHORT_SIDE, Photo
from models.photos.samples import SAMPLES, load_sample, sample_credit

__all__ = [
    "FITS",
    "MOST_SHORT_SIDE",
    "SAMPLES",
    "VIEWS",
    "Photo",
    "PhotoRefused",
    "averaged_views",
    "decode",
    "fit",
    "load_sample",
    "sample_credit",
]
