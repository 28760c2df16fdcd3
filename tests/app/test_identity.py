"""The tab's token where no browser answers; tests/browser has the rest."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from components.session.identity import is_settled, owner, settle_identity

    settle_identity()
    st.text(owner())
    st.text(is_settled())


def test_without_an_answer_the_token_lasts_for_the_session_and_stays_out_of_the_address():
    at = AppTest.from_function(page, default_timeout=20).run()
    assert not at.exception
    token, settled = (text.value for text in at.text)
    assert len(token) == 32
    assert settled == "False"
    at.run()
    assert at.text[0].value == token
    assert dict(at.query_params) == {}


def test_sessions_do_not_share_a_token():
    tokens = [AppTest.from_function(page, default_timeout=20).run().text[0].value for _ in range(2)]
    assert tokens[0] != tokens[1]
