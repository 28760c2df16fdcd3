"""The pages and their addresses: what runs for each visitor, at each click, before the page that is open."""

from pathlib import Path

import streamlit as st

from components.browser.tab import name_tab
from components.i18n import _, settle_language
from components.page import unknown_language_notice
from components.process import settle_process
from components.session.page_settings import enter

# A file of ours: Streamlit fetches a named icon from a font server, which a classroom may not reach.
ICON = Path(__file__).parents[1] / "components" / "icon.png"

st.set_page_config(page_title="LayerLab", page_icon=str(ICON), layout="wide")
unknown = settle_language()
page = st.navigation(
    [
        st.Page("home.py", title=_("LayerLab"), icon=":material/layers:", default=True),
        st.Page(
            "initialization.py",
            title=_("Weight initialization"),
            icon=":material/bar_chart:",
            url_path="initialization",
        ),
        st.Page("training.py", title=_("Training lab"), icon=":material/monitoring:", url_path="training"),
        st.Page("optimizers.py", title=_("Optimizers"), icon=":material/conversion_path:", url_path="optimizers"),
        st.Page("convolution.py", title=_("Convolution"), icon=":material/grid_on:", url_path="convolution"),
        st.Page("architectures.py", title=_("Architectures"), icon=":material/account_tree:", url_path="architectures"),
        st.Page("imagenet.py", title=_("ImageNet prediction"), icon=":material/image_search:", url_path="imagenet"),
        st.Page(
            "transfer.py",
            title=_("Transfer learning"),
            icon=":material/transfer_within_a_station:",
            url_path="transfer",
        ),
    ],
    position="top",
)
name_tab(page.title, page.url_path)
enter(page.url_path)
if unknown is not None:
    unknown_language_notice(unknown)
page.run()
settle_process()
