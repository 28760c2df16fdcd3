"""Weight initialization: what a network passes on before it has learnt anything."""

from components.i18n import _, lesson
from components.initialization import learning
from components.initialization import settings as owned
from components.initialization.batch_norm import batch_norm_steps
from components.initialization.controls import network_controls
from components.initialization.try_this import network_cases
from components.initialization.view import networks_view
from components.page import in_keras, page_head, page_parts, why
from components.session.identity import settle_identity
from components.session.notices import show_notices
from components.session.page_settings import take_link, write_address
from models.keras_code.fresh_network import fresh_network_cells

page_head(
    _("Weight initialization"),
    _("Before any training: how wide the first weights are decides what gets through the layers, and what comes back."),
)
settle_identity()
if take_link(*owned.OWNERS):
    learning.RUNS.take_link()
network_cases()
left, right = page_parts()
with left:
    network_controls()
with right:
    show_notices()
    networks_view()
    batch_norm_steps()
learning.does_it_learn()
why(lesson("initialization"))
in_keras(fresh_network_cells(owned.NETWORK.current), "initialization")
write_address(owned.to_query() | learning.RUNS.link())
