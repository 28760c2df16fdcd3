"""The race on the board."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache

import streamlit as st

from components.browser.race_board.board import BoardData, RacePath, Racer, draw_board, packed
from components.charts.palette import HUES
from components.i18n import _
from components.optimizers.rules import rule_of
from components.optimizers.settings import PAGE, RACE, start_at
from components.session.keys import session_key
from components.words.labels import choice
from components.words.quoting import quote
from models.experiment import OPTIMIZERS
from models.optimizers.formulas import Formula, FormulaError
from models.optimizers.race import Path, Race, formula_of, run_race
from models.optimizers.surfaces import SURFACES, contour_levels, grid

_CELLS = (120, 120)
_LAST = session_key(PAGE, "last race that could be drawn")

raced = lru_cache(maxsize=32)(run_race)


def race_picture() -> bool:
    """Draw the race of the controls; where there is none the reason, and the last one while the reader corrects it.

    Returns:
        Whether there is a race.
    """
    race = RACE.current
    can_race = can_run(race)
    if can_race:
        st.session_state[_LAST] = race
    else:
        _say_why_not(race)
        if _LAST not in st.session_state:
            return False
        race = st.session_state[_LAST]
    data = board_data(race, raced(race))
    draw_board(data, key="race_board", on_start=start_at, on_select=lambda name: RACE.change(selected=name))
    return can_race


def _say_why_not(race: Race) -> None:
    if not race.optimizers:
        st.info(_("No optimizer is chosen: choose at least one."), icon=":material/info:")
        return
    try:
        formula_of(race)
    except FormulaError as error:
        st.error(formula_fault(error), icon=":material/error:")


def can_run(race: Race) -> bool:
    """Whether somebody takes part, and the formula is one."""
    with suppress(FormulaError):
        return bool(race.optimizers and formula_of(race))
    return False


def board_data(race: Race, paths: dict[str, list[Path]]) -> BoardData:
    """What the board draws of a race."""
    surface, formula = SURFACES[race.surface], formula_of(race)
    values, levels = _surface(formula, race.surface)
    selected = race.selected if race.selected in paths else next(iter(paths))
    return {
        "x": surface.x,
        "y": surface.y,
        "surface": {"columns": _CELLS[1], "rows": _CELLS[0], "values": values},
        "levels": levels,
        "minima": list(surface.minima),
        "starts": [(float(x), float(y)) for x, y in race.starts],
        "steps": race.steps,
        "optimizers": [_racer(name, ways) for name, ways in paths.items()],
        "selected": selected,
        "rule": rule_of(race, selected, paths[selected][0]),
    }


def formula_fault(error: FormulaError) -> str:
    """What is wrong with the reader's formula, and what it may hold."""
    part = quote(error.part)
    text = {
        "empty": _("**Formula** is empty."),
        "too_long": _("**Formula** is too long: 200 characters at most."),
        "syntax": _("**Formula** cannot be read at {part}."),
        "unknown_name": _("**Formula** has a name that is not known: {part}."),
        "not_allowed": _("**Formula** contains a character that is not allowed: {part}."),
        "too_deep": _("**Formula** has too many brackets within each other."),
    }[error.reason]
    help = _(
        "Write the loss in `x` and `y` with numbers, `+ - * / ^`, brackets, `pi`, `e`, `sin cos tan sinh cosh tanh exp "
        "log sqrt abs`; for example `x^2 / 20 + y^2`."
    )
    return text.format(part=part) + " " + help


@lru_cache(maxsize=32)
def _surface(formula: Formula, name: str) -> tuple[str, list[float]]:
    """The packed grid of a surface, and its levels."""
    values = grid(formula, SURFACES[name].x, SURFACES[name].y, _CELLS)
    return packed(values), contour_levels(values).tolist()


def _racer(name: str, ways: list[Path]) -> Racer:
    paths: list[RacePath] = [{"points": packed(way.points), "losses": packed(way.losses)} for way in ways]
    return {
        "name": name,
        "label": choice("optimizer", name),
        "color": HUES[OPTIMIZERS.index(name)],
        "paths": paths,
    }
