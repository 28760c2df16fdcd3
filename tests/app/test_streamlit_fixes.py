"""What is private of Streamlit is found where this version has it."""

from __future__ import annotations

import pytest
from streamlit import config, net_util

from components import streamlit_fixes
from components.streamlit_fixes import is_origin_allowed


class TestOrigins:
    @pytest.fixture(autouse=True)
    def options(self, monkeypatch):
        """The server's options, as a test sets them."""
        chosen: dict[str, object] = {}
        get_option = config.get_option
        monkeypatch.setattr(config, "get_option", lambda name: chosen.get(name, get_option(name)))
        monkeypatch.setattr(net_util, "get_external_ip", lambda: None)
        monkeypatch.setattr(net_util, "get_internal_ip", lambda: None)
        return chosen

    def test_streamlits_own_check_is_found(self):
        assert streamlit_fixes._origin_check().__module__.startswith("streamlit.")

    @pytest.mark.parametrize("host", ["lab.example", "lab.example:8501"])
    def test_a_page_of_the_same_host_is_allowed_and_others_are_not(self, host):
        assert is_origin_allowed(f"http://{host}", host)
        assert is_origin_allowed(None, host)  # no browser
        for origin in ("http://elsewhere.example", "null", "http://[", "", f"http://{host}.elsewhere.example"):
            assert not is_origin_allowed(origin, host)

    def test_what_the_server_is_told_to_allow_is_allowed(self, options):
        options["server.corsAllowedOrigins"] = ["https://school.example"]
        assert is_origin_allowed("https://school.example", "lab.example")
        options["server.allowedHosts"] = ["other.example"]
        assert not is_origin_allowed("https://school.example", "lab.example")

    def test_without_streamlits_check_only_the_same_host_is_allowed(self, monkeypatch):
        monkeypatch.delattr("streamlit.web.server.starlette.starlette_websocket._is_origin_allowed")
        streamlit_fixes._origin_check.cache_clear()
        assert is_origin_allowed("http://lab.example", "lab.example")
        assert not is_origin_allowed("http://elsewhere.example", "lab.example")
        assert not is_origin_allowed("http://localhost", "lab.example")
        streamlit_fixes._origin_check.cache_clear()
