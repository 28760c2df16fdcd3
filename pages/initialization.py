"""Weight initialization: what a network passes on before it has learnt anything."""

import streamlit as st

from components.i18n import _, lesson
from components.initialization import learning
from components.initialization import settings as owned
from components.initialization.batch_norm import batch_norm_steps
from components.initialization.controls import network_controls
from components.initialization.findings import network_sentences
from components.initialization.picture import networks_picture
from components.initialization.try_this import network_cases
from components.page import in_keras, page_head, page_parts, what_you_see, why
from components.session.identity import settle_identity
from components.session.notices import show_notices
from components.session.page_settings import follow_settled, take_link, write_address
from models.keras_code.fresh_network import fresh_network_cells


@st.fragment
def instant_part() -> None:
    """Controls and picture: all that follows a slider while it is dragged."""
    left, right = page_parts()
    with left:
        network_controls()
    with right:
        show_notices()
        networks_picture()
        what_you_see(network_sentences())
        batch_norm_steps()
    follow_settled()


page_head(
    _("Weight initialization"),
    _("Before any training: how wide the first weights are decides what gets through the layers, and what comes back."),
)
settle_identity()
if take_link(*owned.OWNERS):
    learning.RUNS.take_link()
network_cases()
instant_part()
learning.does_it_learn()
why(lesson("initialization"))
in_keras(fresh_network_cells(owned.NETWORK.current), "initialization")
write_address(owned.to_query() | learning.RUNS.link())
