"""Every limit stands in one file, and the README tells of it."""

import tomllib
from pathlib import Path

from models.limits import LIMITS, MEGABYTE, ServerLimits, table

README = Path(__file__).parents[2] / "README.md"


def test_the_readme_has_the_table():
    assert table() in README.read_text("utf-8")


def test_streamlit_is_told_how_long_a_message_may_be():
    config = tomllib.loads((README.parent / ".streamlit" / "config.toml").read_text("utf-8"))
    assert config["server"]["maxMessageSize"] * MEGABYTE == LIMITS.socket_message_bytes


def test_limits_on_memory_are_shares_of_it():
    small, large = ServerLimits.of(2_000_000_000), ServerLimits.of(8_000_000_000)
    assert (small.uploads_bytes, large.uploads_bytes) == (400_000_000, 1_600_000_000)
    assert small.zip_bytes == large.zip_bytes
    assert (small.decoding_bytes, large.decoding_bytes) == (160_000_000, 250_000_000)  # no photo needs more
