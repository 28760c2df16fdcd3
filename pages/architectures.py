"""Architectures: by question, what published networks are built of, with the sums behind it."""

from components.architectures.answers import answers_part
from components.architectures.depth import depth_part
from components.architectures.depth_settings import take_runs
from components.architectures.ending import ending_part
from components.architectures.family import family_part
from components.architectures.heads import heads_part
from components.architectures.inception import inception_part
from components.architectures.settings import ENDING, MODULE, OWNERS, to_query
from components.architectures.stack import stack_part
from components.i18n import _, lesson
from components.page import in_keras, page_head, why
from components.session.identity import settle_identity
from components.session.notices import show_notices
from components.session.page_settings import take_link, write_address
from models.keras_code.architectures import architectures_cells

page_head(
    _("Architectures"),
    _("Why are networks built as they are? Each question has sliders, and a picture that answers while they move."),
)
settle_identity()
if take_link(*OWNERS):
    take_runs()
show_notices()
depth_part()
stack_part()
inception_part()
heads_part()
ending_part()
answers_part()
family_part()
why(lesson("architectures"))
in_keras(architectures_cells(MODULE.current, ENDING.current), "architectures")
write_address(to_query())
