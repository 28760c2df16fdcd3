"""The tab's token where no browser answers, or one that says what it likes; tests/browser has the rest."""

import pytest
from streamlit.testing.v1 import AppTest

from components.session.tokens import is_issued, issue_token


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
    assert is_issued(token)
    assert settled == "False"
    at.run()
    assert at.text[0].value == token
    assert dict(at.query_params) == {}


def test_sessions_do_not_share_a_token():
    tokens = [AppTest.from_function(page, default_timeout=20).run().text[0].value for _ in range(2)]
    assert tokens[0] != tokens[1]


def answering_page() -> None:
    """Hears what a browser says, one thing at each run."""
    from types import SimpleNamespace

    import streamlit as st

    from components.session import identity

    before = identity.owner()
    st.session_state[identity._KEY] = SimpleNamespace(token=st.session_state["says"])
    identity._answered()
    st.text("stays" if identity.owner() == before else "changes")
    st.text(identity.owner())
    st.text(identity.is_settled())


def heard(says: object, at: AppTest | None = None) -> AppTest:
    at = at or AppTest.from_function(answering_page, default_timeout=20)
    at.session_state["says"] = says
    at.run()
    assert not at.exception
    return at


def test_a_token_that_a_server_issued_is_taken_over():
    token = issue_token()
    assert [text.value for text in heard(token).text] == ["changes", token, "True"]


@pytest.mark.parametrize("says", ["0" * 32, "0" * 64, "0123456789abcdef" * 4, "ann", ""])
def test_a_forged_token_does_not_change_the_owner(says):
    stays, token, settled = (text.value for text in heard(says).text)
    assert (stays, settled) == ("stays", "True")
    assert is_issued(token)


def test_a_session_is_one_owner_however_many_tokens_it_has():
    at = heard(issue_token())
    first = at.text[1].value
    for _ in range(20):
        assert heard(issue_token(), at).text[1].value == first


def test_what_is_no_text_is_no_answer():
    assert [text.value for text in heard(["0"]).text][::2] == ["stays", "False"]
