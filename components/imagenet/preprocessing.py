"""How the network gets the photo: upright, made square, and as numbers; one pixel is followed all the way."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from components.controls import Controls
from components.i18n import _
from components.imagenet.asking import Predictor
from components.imagenet.settings import VIEW
from components.words.numbers import decimals, number
from models.imagenet.networks import NetworkInfo
from models.imagenet.pictures import preprocessed_picture, with_square
from models.imagenet.preprocessing import MODES, Step, first_convolution_input, pixel_steps
from models.photos.fit import SHOWN_SHARE, fit
from models.photos.photo import Photo

_MARK = 5  # pixels


def seen_part(photo: Photo, predictor: Predictor) -> None:
    """Draw the three stages, and the chosen pixel's numbers."""
    view, info = VIEW.current, predictor.info
    pixels = fit(photo.pixels, info.size, view.fit)
    column, row = round(view.pixel_x * (info.size - 1)), round(view.pixel_y * (info.size - 1))
    together = preprocessed_picture(first_convolution_input(pixels[np.newaxis], info.preprocessing)[0])
    marked = with_square(pixels, (column + 0.5) / info.size, (row + 0.5) / info.size, _MARK)
    whole = _with_crop(photo.pixels) if view.fit == "crop" else photo.pixels
    named = (_("The photo upright"), _("The photo made square"), _("The photo as numbers, shown as colours"))
    captions = _captions(photo, info, view.fit)
    for place, picture, alt, text in zip(st.columns(3), (whole, marked, together), named, captions, strict=True):
        with place:
            st.image(picture, width="stretch", alt=alt)
            st.caption(text)
    _pixel(info, pixels[row, column], column, row)


def _with_crop(pixels: np.ndarray) -> np.ndarray:
    """The photo with the square outlined that is cut out of it; as it is where there is no room for an outline."""
    side = round(SHOWN_SHARE * min(pixels.shape[:2]))
    return with_square(pixels, 0.5, 0.5, side)


def _captions(photo: Photo, info: NetworkInfo, how: str) -> tuple[str, str, str]:
    height, width = photo.pixels.shape[:2]
    fitted = {
        "crop": _(
            "**2. Made square:** the shorter side becomes {short} pixels, and the middle {size} × {size} are cut out: "
            "the square drawn on the photo."
        ),
        "squeeze": _("**2. Made square:** squeezed to {size} × {size} pixels."),
    }[how]
    resized = _("Resized by Pillow, bicubic and antialiased, everywhere in LayerLab.")
    return (
        _("**1. Upright**, {width} × {height} pixels.").format(width=width, height=height),
        fitted.format(short=round(info.size / SHOWN_SHARE), size=info.size) + " " + resized,
        _(
            "**3. As numbers:** {what}. Zero is middle grey; the channels stand for red, green and blue in the "
            "network's order."
        ).format(what=_arithmetic(info.preprocessing)),
    )


def _arithmetic(mode: str) -> str:
    return {
        "caffe": _("the mean colour of ImageNet is subtracted, and blue comes first"),
        "tf": _("0 to 255 becomes −1 to 1"),
        "lite": _("127 is subtracted, and the rest divided by 128"),
        "none": _("each channel is brought to mean 0 and spread 1, by the network's own first layers"),
    }[mode]


def _pixel(info: NetworkInfo, rgb: np.ndarray, column: int, row: int) -> None:
    controls = Controls(VIEW)
    left, right = st.columns([1, 2])
    with left:
        controls.number("pixel_x", live=True)
        controls.number("pixel_y", live=True)
    with right:
        colour = f"rgb({', '.join(map(str, rgb.tolist()))})"
        swatch = f'<span style="background: {colour}; border: 1px solid; padding: 0 0.6em; margin-right: 0.5em"></span>'
        text = _("The pixel in column {column}, row {row}:").format(column=column + 1, row=row + 1)
        st.html(f"{swatch} {text}")
        st.table(_table(pixel_steps(rgb, info.preprocessing)))
        if MODES[info.preprocessing].inside:
            st.caption(_("This network does the arithmetic in its own first layers; it is handed 0 to 255."))


def _table(steps: tuple[Step, ...]) -> pd.DataFrame:
    names = {"red": _("red"), "green": _("green"), "blue": _("blue")}
    return pd.DataFrame(
        {
            # Markdown would make an item of a list of "1. red".
            _("Channel"): [rf"{place}\. {names[step.channel]}" for place, step in enumerate(steps, 1)],
            _("In the photo"): [str(step.value) for step in steps],
            _("Arithmetic"): [_written(step) for step in steps],
            _("What the network gets"): [decimals(step.result, 3) for step in steps],
        }
    ).set_index(_("Channel"))


def _written(step: Step) -> str:
    text = str(step.value)
    if step.unit != 1:
        text += f" / {number(step.unit)}"
    if step.shift:
        text += f" − {number(step.shift)}"
    return text if step.divisor == 1 else f"({text}) / {number(step.divisor)}"
