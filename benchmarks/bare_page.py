"""The least that Streamlit can be asked for: what it costs is the floor under every click."""

import streamlit as st

st.title("A page of one heading")
