"""Optimizers: six rules race down the same loss surface."""

from components.i18n import _, lesson
from components.optimizers.controls import race_controls
from components.optimizers.picture import can_run
from components.optimizers.settings import RACE
from components.optimizers.try_this import race_cases
from components.optimizers.view import race_view
from components.page import in_keras, page_head, page_parts, why
from components.session.notices import show_notices
from components.session.page_settings import take_link, write_address
from models.keras_code.race import race_cells

page_head(
    _("Optimizers"),
    _("Six rules start from the same place of a loss surface. Each sees only the slope under its feet."),
)
take_link(RACE)
race_cases()
left, right = page_parts()
with left:
    race_controls()
with right:
    show_notices()
    race_view()
why(lesson("optimizers"))
if can_run(RACE.current):
    in_keras(race_cells(RACE.current), "optimizers")
write_address(RACE.to_query())
