"""Optimizers: six rules race down the same loss surface."""

import streamlit as st

from components.i18n import _, lesson
from components.optimizers.controls import race_controls
from components.optimizers.findings import race_sentences
from components.optimizers.picture import can_run, race_picture
from components.optimizers.settings import RACE
from components.optimizers.try_this import race_cases
from components.page import in_keras, page_head, page_parts, what_you_see, why
from components.session.notices import show_notices
from components.session.page_settings import follow_settled, take_link, write_address
from models.keras_code.race import race_cells


@st.fragment
def instant_part() -> None:
    """Controls and picture: all that follows a slider while it is dragged."""
    left, right = page_parts()
    with left:
        race_controls()
    with right:
        show_notices()
        if race_picture():
            what_you_see(race_sentences())
    follow_settled()


page_head(
    _("Optimizers"),
    _("Six rules start from the same place of a loss surface. Each sees only the slope under its feet."),
)
take_link(RACE)
race_cases()
instant_part()
why(lesson("optimizers"))
if can_run(RACE.current):
    in_keras(race_cells(RACE.current), "optimizers")
write_address(RACE.to_query())
