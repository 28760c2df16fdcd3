"""Convolution and max pooling in NumPy, forward and backward, as Keras computes them (stride 1; NHWC)."""

from __future__ import annotations

import numpy as np


def convolve(x: np.ndarray, kernel: np.ndarray, padding: str) -> np.ndarray:
    """The convolution of pictures with square filters.

    Args:
        x: (examples, height, width, channels).
        kernel: (side, side, channels, filters).
        padding: "same" or "valid".

    Returns:
        (examples, height, width, filters); "valid" takes ``side - 1`` off height and width.
    """
    return _correlate(_pad(x, *_same_padding(kernel.shape[0], padding)), kernel)


def convolution_kernel_gradient(x: np.ndarray, side: int, padding: str, gradient: np.ndarray) -> np.ndarray:
    """The gradient of the kernel of `convolve`, (side, side, channels, filters).

    Args:
        x: what was convolved. side: of the kernel, in pixels.
        gradient: the gradient of the convolution's output, in its shape.
    """
    channels, filters = x.shape[-1], gradient.shape[-1]
    padded = _pad(x, *_same_padding(side, padding))
    by_filter = gradient.reshape(-1, filters)
    rows = [_windows(padded, row, side).T @ by_filter for row in range(side)]
    return np.stack(rows).reshape(side, side, channels, filters)


def convolution_input_gradient(kernel: np.ndarray, padding: str, gradient: np.ndarray) -> np.ndarray:
    """The gradient of the input of `convolve`, from that of its output: a convolution with the turned kernel."""
    side = kernel.shape[0]
    before, after = _same_padding(side, padding)
    turned = kernel[::-1, ::-1].transpose(0, 1, 3, 2)  # (side, side, filters, channels)
    return _correlate(_pad(gradient, side - 1 - before, side - 1 - after), turned)


def max_pool(x: np.ndarray, side: int) -> np.ndarray:
    """The largest value of each square of ``side`` x ``side`` pixels; a remainder at the edge is left out."""
    pooled, *others = _pixels_of_squares(x, side)
    for pixel in others:
        pooled = np.maximum(pooled, pixel)
    return pooled


def max_pool_gradient(x: np.ndarray, pooled: np.ndarray, side: int, gradient: np.ndarray) -> np.ndarray:
    """The gradient of the input of `max_pool`: the first of the largest pixels takes it all."""
    result = np.zeros_like(x)
    free = np.ones(pooled.shape, bool)
    for pixel, target in zip(_pixels_of_squares(x, side), _pixels_of_squares(result, side), strict=True):
        chosen = free & (pixel == pooled)
        np.multiply(gradient, chosen, out=target)
        free &= ~chosen
    return result


def _same_padding(side: int, padding: str) -> tuple[int, int]:
    """Pixels of zeros before and behind the picture; of an odd number, one more behind."""
    return ((side - 1) // 2, side // 2) if padding == "same" else (0, 0)


def _pad(x: np.ndarray, before: int, after: int) -> np.ndarray:
    return np.pad(x, ((0, 0), (before, after), (before, after), (0, 0))) if before or after else x


def _correlate(x: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """The "valid" convolution, as one matrix product for each row of the kernel.

    One product for the whole kernel would copy every pixel side² times; this copies it side times
    and holds the copies for one row at a time, which keeps the server's memory small.
    """
    side, _, channels, filters = kernel.shape
    examples, height, width, _ = x.shape
    total = _windows(x, 0, side) @ kernel[0].reshape(side * channels, filters)
    for row in range(1, side):
        total += _windows(x, row, side) @ kernel[row].reshape(side * channels, filters)
    return total.reshape(examples, height - side + 1, width - side + 1, filters)


def _windows(x: np.ndarray, row: int, side: int) -> np.ndarray:
    """What row ``row`` of the kernel sees at each position: (examples * height * width, side * channels)."""
    examples, height, width, channels = x.shape
    rows = x[:, row : row + height - side + 1].reshape(examples, height - side + 1, width * channels)
    windows = np.lib.stride_tricks.sliding_window_view(rows, side * channels, axis=2)[:, :, ::channels]
    return windows.reshape(-1, side * channels)


def _pixels_of_squares(x: np.ndarray, side: int) -> list[np.ndarray]:
    """For each place in a square, the pixels there: views (examples, height // side, width // side, channels)."""
    height, width = x.shape[1] // side * side, x.shape[2] // side * side
    return [x[:, i:height:side, j:width:side] for i in range(side) for j in range(side)]
