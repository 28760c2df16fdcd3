"""What is measured is a forward pass; how long it takes is no matter of tests."""

import numpy as np

from models.architectures.forward_time import MOST_CHANNELS, forward, forward_times
from models.architectures.stacks import Stack
from models.convolution.windows import Window, convolve


def test_both_see_the_same_pixels():
    """Of a picture with one bright pixel, both answer within the same field, the stack after ReLU in each layer."""
    picture = np.zeros((15, 15, 1), np.float32)
    picture[7, 7] = 1
    ones = [np.ones((side, side, 1, 1), np.float32) for side in (3, 7)]
    stack, one = forward(picture, ones[:1] * 3), forward(picture, ones[1:])
    assert ((stack > 0) == (one > 0)).all()
    assert (one > 0).sum() == 49
    np.testing.assert_allclose(one, np.maximum(convolve(picture, ones[1], np.zeros(1), Window(7, padding="same")), 0))


def test_measured_with_the_channels_that_are_told():
    measured = forward_times(Stack(kernel_size=5, channels=8))
    assert measured.channels == 8
    assert measured.stack > 0
    assert measured.one > 0
    assert forward_times(Stack(kernel_size=3, channels=512)).channels == MOST_CHANNELS
