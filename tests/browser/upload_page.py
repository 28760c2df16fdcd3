"""A page that takes photos, and under ``?page=still`` one that takes nothing."""

from __future__ import annotations

import streamlit as st

from components.i18n import settle_language
from components.session.notices import notices
from components.session.page_settings import enter
from components.session.uploads import file_upload
from components.words.uploads import speak_in_uploads
from tests.browser.upload_album import ALBUMS, Answer, take

settle_language()
speak_in_uploads()
name = st.query_params.get("page", "photos")
enter(name)
st.session_state.setdefault("answer", Answer())
if name == "photos":
    file_upload("Photos", "photos", take, accept_multiple_files=True)
st.text(f"{len(ALBUMS.mine())} kept")
if notices():
    st.text(f"{len(notices())} told")
