"""The language that is spoken where there is no session."""

from __future__ import annotations

import threading

from components.i18n import _, language, speaking


def test_a_context_speaks_its_language():
    assert language() == "en"
    with speaking("ko"):
        assert _("Train") == "학습하기"
        with speaking("en"):
            assert _("Train") == "Train"
        assert language() == "ko"
    assert language() == "en"


def test_other_threads_speak_their_own():
    heard = []
    with speaking("ko"):
        thread = threading.Thread(target=lambda: heard.append(language()))
        thread.start()
        thread.join()
    assert heard == ["en"]
