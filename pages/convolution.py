"""Convolution: a window that runs over a picture, stage by stage, with the arithmetic of every place."""

from components.convolution import cases, shift_runs
from components.convolution.controls import convolution_controls
from components.convolution.settings import SETTINGS
from components.convolution.shifts import does_it_help
from components.convolution.try_this import convolution_cases
from components.convolution.view import stages_view
from components.i18n import _, lesson
from components.page import in_keras, page_head, page_parts, why
from components.session.identity import settle_identity
from components.session.notices import show_notices
from components.session.page_settings import take_link, write_address
from models.keras_code.convolution import convolution_cells

page_head(
    _("Convolution"),
    _("A small window runs over a picture and asks the same question everywhere. Point at a place to see its sum."),
)
settle_identity()
if take_link(SETTINGS, shift_runs.COMPARED):
    shift_runs.RUNS.take_link()
    cases.take_links()
convolution_cases()
left, right = page_parts()
with left:
    convolution_controls()
with right:
    show_notices()
    stages_view()
cases.network_cases_part()
does_it_help()
why(lesson("convolution"))
in_keras(convolution_cells(SETTINGS.current), "convolution")
write_address(SETTINGS.to_query() | shift_runs.COMPARED.to_query() | shift_runs.RUNS.link() | cases.links())
