"""LayerLab: how neural networks are trained and reused. Start it with ``streamlit run app.py``."""

from pathlib import Path

import streamlit as st

from components.browser.tab import name_tab
from components.i18n import _, settle_language
from components.page import unknown_language_notice
from components.process import settle_process, sweep_once
from components.runs.scheduler import scheduler
from components.session.page_settings import enter

# A file of ours: Streamlit fetches a named icon from a font server, which a classroom may not reach.
ICON = Path(__file__).parent / "components" / "icon.png"

st.set_page_config(page_title="LayerLab", page_icon=str(ICON), layout="wide")
scheduler()  # so that the workers start while the first page is read
sweep_once()
unknown = settle_language()
page = st.navigation(
    [
        st.Page("pages/home.py", title=_("LayerLab"), icon=":material/layers:", default=True),
        st.Page(
            "pages/initialization.py",
            title=_("Weight initialization"),
            icon=":material/bar_chart:",
            url_path="initialization",
        ),
        st.Page("pages/training.py", title=_("Training lab"), icon=":material/monitoring:", url_path="training"),
        st.Page("pages/optimizers.py", title=_("Optimizers"), icon=":material/conversion_path:", url_path="optimizers"),
        st.Page(
            "pages/imagenet.py", title=_("ImageNet prediction"), icon=":material/image_search:", url_path="imagenet"
        ),
        st.Page(
            "pages/transfer.py",
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
