"""What a deployment installs, `requirements.lock`, fits what the app asks for, `requirements.txt`."""

from __future__ import annotations

import re
from collections import Counter
from importlib import metadata
from itertools import product
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).parents[2]
LOCK = (PROJECT / "requirements.lock").read_text("utf-8")
SYSTEMS = (("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"), ("win32", "AMD64"))
ENVIRONMENTS = list(product(("3.11", "3.12", "3.13"), SYSTEMS))


def requirements(text: str) -> list[Requirement]:
    """The packages of a requirements file, without their checksums."""
    whole = re.sub(r"\s*\\\n\s*", " ", text)
    lines = [line.split(" --hash")[0] for line in whole.splitlines()]
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


ASKED = requirements((PROJECT / "requirements.txt").read_text("utf-8"))
PINNED = requirements(LOCK)


def in_force(found: list[Requirement], python: str, system: tuple[str, str]) -> list[Requirement]:
    """Those that count on such a machine."""
    platform, machine = system
    names = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}
    environment = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": platform,
        "platform_system": names[platform],
        "platform_machine": machine,
        "extra": "",
    }
    return [one for one in found if one.marker is None or one.marker.evaluate(environment)]


def version_of(pin: Requirement) -> str:
    [exact] = pin.specifier
    assert exact.operator == "==", f"{pin} is no exact version"
    return exact.version


@pytest.mark.parametrize(("python", "system"), ENVIRONMENTS)
def test_every_requirement_is_there_once_in_a_version_that_is_allowed(python, system):
    pins = {canonicalize_name(pin.name): version_of(pin) for pin in in_force(PINNED, python, system)}
    twice = [name for name, times in Counter(pin.name for pin in in_force(PINNED, python, system)).items() if times > 1]
    assert twice == [], "two versions on one machine"
    for asked in in_force(ASKED, python, system):
        version = pins.get(canonicalize_name(asked.name))
        assert version is not None, f"{asked.name} is not in requirements.lock: make it anew, see CONTRIBUTING.md"
        assert asked.specifier.contains(version), f"{asked} does not allow {version}: make requirements.lock anew"


def test_what_the_packages_themselves_need_is_there_too():
    """As far as this machine's own packages tell."""
    applies = {"extra": ""}
    pins = [pin for pin in PINNED if pin.marker is None or pin.marker.evaluate(applies)]
    here = {canonicalize_name(pin.name): pin for pin in pins}
    for name, pin in here.items():
        try:
            needed = [Requirement(text) for text in metadata.distribution(name).requires or []]
        except metadata.PackageNotFoundError:  # this machine has another build of it
            continue
        for need in needed:
            if need.marker is None or need.marker.evaluate(applies):
                assert canonicalize_name(need.name) in here, f"{pin} needs {need}, which is not in requirements.lock"


def test_every_file_is_checked_and_comes_from_where_the_installer_is_told():
    blocks = re.findall(r"^\S+==[^\n]*(?:\n +--[^\n]*)*", LOCK, re.MULTILINE)
    assert len(blocks) == len(PINNED)
    assert [block.split()[0] for block in blocks if not re.search(r"--hash=sha256:[0-9a-f]{64}", block)] == []
    assert re.findall(r"://.*|^ *--(?!hash=).*", LOCK, re.MULTILINE) == [], "it names a place to download from"
