"""Tokens that a server issued, and none that anybody made up."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from components.session import tokens
from components.session.tokens import is_issued, issue_token
from models.home import PART

PROJECT = Path(__file__).parents[4]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder for the server."""
    monkeypatch.setenv("LAYERLAB_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def restarted(monkeypatch):
    """What follows is another process of the same server."""
    monkeypatch.setattr(tokens, "_key", tokens._key.__wrapped__)


def test_what_was_issued_is_known_and_what_was_made_up_is_not(folder):
    token = issue_token()
    assert is_issued(token)
    changed = ("0" if token[0] != "0" else "1") + token[1:]
    made_up = [
        "",
        "0" * 32,
        "0" * 64,
        token[:32],
        token.upper(),
        token + "0",
        changed,
        token[32:] + token[:32],
        None,
        7,
    ]
    assert [one for one in made_up if is_issued(one)] == []
    assert issue_token() != token


def test_a_token_holds_over_a_restart_and_in_a_second_server_with_the_same_folder(folder, monkeypatch):
    token = issue_token()
    restarted(monkeypatch)
    assert is_issued(token)
    program = f"from components.session.tokens import is_issued; print(is_issued({token!r}))"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=PROJECT)
    assert ended.stdout == "True\n"
    monkeypatch.setenv("LAYERLAB_HOME", str(folder / "another"))
    assert not is_issued(token)


def test_only_the_servers_user_may_read_the_key_and_nothing_is_left_beside_it(folder):
    issue_token()
    [key] = folder.iterdir()
    assert (stat.S_IMODE(key.stat().st_mode), key.stat().st_size) == (0o600, 32)


def test_a_key_that_others_may_read_is_closed_and_half_a_key_is_replaced(folder, monkeypatch):
    folder.mkdir()
    key = folder / "tokens.key"
    key.write_bytes(b"half")
    token = issue_token()
    key.chmod(0o644)
    restarted(monkeypatch)
    assert is_issued(token)
    assert (stat.S_IMODE(key.stat().st_mode), key.stat().st_size) == (0o600, 32)


def test_servers_that_start_at_once_have_one_key(folder, monkeypatch):
    restarted(monkeypatch)
    keys, together = set(), threading.Barrier(8)

    def start():
        together.wait()
        keys.add(tokens._key(folder))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 1
    assert list(folder.glob(f"*{PART}")) == []


def test_where_the_file_system_has_no_second_names_the_key_is_kept_too(folder, monkeypatch):
    def refuse(*_):
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    token = issue_token()
    restarted(monkeypatch)
    assert is_issued(token)


def test_where_nothing_can_be_written_a_key_lasts_for_the_process(monkeypatch):
    monkeypatch.setenv("LAYERLAB_HOME", "/proc/layerlab")
    token = issue_token()
    assert is_issued(token)
    restarted(monkeypatch)
    assert not is_issued(token)


def test_where_nothing_can_be_written_all_who_begin_at_once_have_one_key(monkeypatch):
    monkeypatch.setenv("LAYERLAB_HOME", "/proc/layerlab/another")
    issued, together = [], threading.Barrier(8)

    def begin():
        together.wait()
        issued.append(issue_token())

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(map(is_issued, issued))
