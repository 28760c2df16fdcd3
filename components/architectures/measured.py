"""How long the stack and the large convolution take, measured when the reader asks."""

from __future__ import annotations

import streamlit as st

from components.architectures.settings import PAGE, STACK
from components.i18n import _
from components.session.keys import session_key
from components.words.numbers import number
from models.architectures.forward_time import SIDE, ForwardTimes, forward_times
from models.architectures.stacks import Stack

_MEASURED = session_key(PAGE, "forward times")


def measure_forward_pass() -> None:
    """A button that measures both, and what it measured last for this size."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(_("Measure the time"), icon=":material/timer:", on_click=_measure, key="measure_forward")
        measured: tuple[Stack, ForwardTimes] | None = st.session_state.get(_MEASURED)
        if measured and measured[0] == _sizes(STACK.current):
            st.markdown(_told(*measured), width="stretch")
        else:
            st.caption(_("How long one forward pass takes, on this server, in NumPy."))


def _sizes(stack: Stack) -> Stack:
    """Without the place on the photo, which costs nothing."""
    return Stack(kernel_size=stack.kernel_size, channels=stack.channels)


def _measure() -> None:
    stack = _sizes(STACK.current)
    st.session_state[_MEASURED] = (stack, forward_times(stack))


def _told(stack: Stack, times: ForwardTimes) -> str:
    return _(
        "On this server just now, over a map of {side} × {side} with {channels} channels: the stack took {stack} ms, "
        "the convolution of {size} × {size} {one} ms (medians of five passes)."
    ).format(
        side=SIDE,
        channels=times.channels,
        stack=number(1000 * times.stack),
        size=stack.kernel_size,
        one=number(1000 * times.one),
    )
