"""LayerLab: how neural networks are trained and reused. Start it with ``streamlit run app.py``."""

import streamlit as st

from components.i18n import _, settle_language
from components.page import freeze_imports, unknown_language_notice

st.set_page_config(page_title="LayerLab", page_icon=":material/layers:", layout="wide")
unknown = settle_language()
page = st.navigation(
    [
        st.Page("pages/home.py", title=_("LayerLab"), icon=":material/layers:", default=True),
        st.Page("pages/training.py", title=_("Training lab"), icon=":material/monitoring:", url_path="training"),
    ],
    position="top",
)
if unknown is not None:
    unknown_language_notice(unknown)
page.run()
freeze_imports()
