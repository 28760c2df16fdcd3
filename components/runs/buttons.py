"""The row of buttons over a run: what they have in common on all pages."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import streamlit as st

from components.i18n import _
from components.runs.following import Following, is_mine
from models.jobs import Run


class RunButtons:
    """Draws the buttons that command the followed run; a click acts before the page is drawn again.

    Args:
        run: the followed run, as the rest of the page shows it.
        page: what the buttons' keys begin with.

    Attributes:
        going: whether there is a run that this tab may command, and that is not over.
        paused: whether it stands still.
    """

    def __init__(self, following: Following, run: Run | None, page: str) -> None:
        self._following, self._page = following, page
        self.going = run is not None and is_mine(run) and not run.is_over
        self.paused = run is not None and self.going and run.state == "paused"

    def row(self) -> AbstractContextManager:
        """Where they stand."""
        return st.container(horizontal=True, gap="xsmall", key=f"{self._page}_buttons")

    def button(
        self, name: str, label: str, act: Callable[..., Any], *arguments: object, icon: str = "", **more: Any
    ) -> None:
        """A button of the row.

        Args:
            name: tells it from the others. act: what a click does, with these arguments.
            icon: the name of a Material symbol.
        """
        symbol = f":material/{icon}:" if icon else None
        st.button(label, icon=symbol, key=f"{self._page}_{name}", on_click=act, args=arguments, **more)

    def stop(self) -> None:
        """The button that ends the run."""
        self.button("Stop", _("Stop"), self._following.tell, "stop", icon="stop", disabled=not self.going)
