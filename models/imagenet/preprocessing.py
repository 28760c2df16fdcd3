"""What is done to a photo's pixels before the first convolution: each network's own arithmetic, as in training."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

CHANNELS = ("red", "green", "blue")


@dataclass(frozen=True)
class Scaling:
    """Arithmetic of a mode: ``(value / unit - shift) / divisor`` for each channel.

    Attributes:
        order: for each channel that the network gets, which of red, green and blue it is (0, 1, 2).
        unit: what values from 0 to 255 are divided by first.
        shift, divisor: one a channel, in the network's order.
        inside: the network does it itself, in its first layers; its input is 0 to 255.
    """

    order: tuple[int, int, int] = (0, 1, 2)
    unit: float = 1.0
    shift: tuple[float, float, float] = (0.0, 0.0, 0.0)
    divisor: tuple[float, float, float] = (1.0, 1.0, 1.0)
    inside: bool = False


@dataclass(frozen=True)
class Step:
    """One channel of a pixel on its way into the network: ``(value / unit - shift) / divisor = result``.

    Attributes:
        channel: "red", "green" or "blue".
        value: 0 to 255.
        unit, shift, divisor: the arithmetic; 1, 0 and 1 where that part is left out.
        result: what the first convolution sees.
    """

    channel: str
    value: int
    unit: float
    shift: float
    divisor: float
    result: float


# "caffe": ImageNet's mean colour is taken away, blue first, as the library of that name had it. "tf": -1 to 1.
# "lite": nearly so, as EfficientNet-Lite's authors trained it. "none": EfficientNetV2B0 takes 0 to 255; its own layers
# Rescaling and Normalization bring each channel to mean 0 and deviation 1 over ImageNet (Keras calls that "torch").
MODES: dict[str, Scaling] = {
    "caffe": Scaling(order=(2, 1, 0), shift=(103.939, 116.779, 123.68)),
    "tf": Scaling(unit=127.5, shift=(1.0, 1.0, 1.0)),
    "lite": Scaling(shift=(127.0, 127.0, 127.0), divisor=(128.0, 128.0, 128.0)),
    "none": Scaling(unit=255.0, shift=(0.485, 0.456, 0.406), divisor=(0.229, 0.224, 0.225), inside=True),
}


def preprocess(pixels: np.ndarray, mode: str) -> np.ndarray:
    """What the network is given; equal to its ``preprocess_input`` in keras.applications.

    Args:
        pixels: (photos, height, width, 3) uint8, red first; or the same values as floats.
        mode: a key of `MODES`.

    Returns:
        (photos, height, width, 3) float32, contiguous, in the network's order of channels.
    """
    scaling = MODES[mode]
    return pixels.astype(np.float32, order="C") if scaling.inside else _scaled(pixels, scaling)


def first_convolution_input(pixels: np.ndarray, mode: str) -> np.ndarray:
    """What the first convolution sees: `preprocess`, and what the network's own first layers do."""
    return _scaled(pixels, MODES[mode])


def pixel_steps(rgb: tuple[int, int, int] | np.ndarray, mode: str) -> tuple[Step, ...]:
    """One pixel followed from 0..255 to the first convolution.

    Args:
        rgb: its red, green and blue, 0 to 255.
        mode: a key of `MODES`.

    Returns:
        One step a channel, in the order in which the network gets them.
    """
    scaling = MODES[mode]
    results = _scaled(np.asarray(rgb, np.uint8).reshape(1, 1, 1, 3), scaling).ravel()
    return tuple(
        Step(
            CHANNELS[channel],
            int(rgb[channel]),
            scaling.unit,
            scaling.shift[place],
            scaling.divisor[place],
            float(results[place]),
        )
        for place, channel in enumerate(scaling.order)
    )


def _scaled(pixels: np.ndarray, scaling: Scaling) -> np.ndarray:
    # In place on one fresh float32 array: the same roundings as Keras, and no second copy of a batch.
    values = np.ascontiguousarray(pixels[..., list(scaling.order)], np.float32)
    values /= np.float32(scaling.unit)
    values -= np.asarray(scaling.shift, np.float32)
    values /= np.asarray(scaling.divisor, np.float32)
    return values
