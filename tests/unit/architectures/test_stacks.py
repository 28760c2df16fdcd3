"""Stacks of 3 x 3 convolutions, held against the window that runs over a picture."""

import pytest

from models.architectures.series import series
from models.architectures.stacks import SMALL, Stack
from models.convolution.windows import Window, seen_by
from models.settings import SettingError

SIDE = 64


@pytest.mark.parametrize("stack", series(Stack(), "kernel_size"), ids=lambda stack: str(stack.kernel_size))
def test_the_stack_sees_as_much_as_the_one(stack: Stack):
    of_stack = seen_by(30, [(Window(SMALL, padding="same"), SIDE)] * stack.layers)
    assert of_stack == seen_by(30, [(Window(stack.kernel_size, padding="same"), SIDE)])


def test_the_published_counts_of_three_layers():
    stack = Stack(kernel_size=7, channels=8)
    assert (stack.layers, stack.weights_of_stack, stack.weights_of_one) == (3, 27 * 64, 49 * 64)
    assert stack.saved == pytest.approx(1 - 27 / 49)
    assert Stack(kernel_size=3).saved == 0


def test_no_stack_sees_an_even_size():
    with pytest.raises(SettingError, match="kernel_size"):
        Stack(kernel_size=4)
    assert Stack.from_query({"kernel_size": "4"})[0] == Stack()
