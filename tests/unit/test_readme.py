"""The README's tables of links name every key and every value that a link may have."""

import re
from pathlib import Path

import pytest

from models.architectures.animal_row import AnimalRow
from models.architectures.depth import DepthExperiment
from models.architectures.endings import Ending
from models.architectures.family import FamilyView
from models.architectures.heads import AuxiliaryHeads
from models.architectures.inception import Module
from models.architectures.stacks import Stack
from models.convolution.compared import Compared
from models.convolution.convolution import Convolution
from models.experiment import Experiment
from models.imagenet.view import ImageNetView
from models.initialization.fresh_network import FreshNetwork
from models.initialization.view import InitializationView
from models.optimizers.race import Race
from models.settings import Settings
from models.training.continued import ContinuedExperiment
from models.training.view import TrainingView
from models.transfer.experiment import TransferExperiment

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
PAGES: dict[str, tuple[type[Settings], ...]] = {
    "training": (Experiment, TrainingView),
    "initialization": (FreshNetwork, InitializationView),
    "optimizers": (Race,),
    "convolution": (Convolution, Compared),
    "architectures": (DepthExperiment, Stack, Module, AuxiliaryHeads, Ending, AnimalRow, FamilyView),
    "imagenet": (ImageNetView,),
    "transfer": (TransferExperiment,),
}


def words(page: str) -> set[str]:
    """All that stands in backticks in a page's table."""
    after = README.split(f"keys of\n`/{page}`" if page == "training" else f"The keys of `/{page}`")[1]
    table = after.split("\n\n")[1]
    return set(re.findall(r"[a-z_0-9]+", " ".join(re.findall(r"`([^`]+)`", table))))


def test_every_settings_class_belongs_to_a_page():
    kinds = {kind for kind in Settings.__subclasses__() if kind.__module__.startswith("models.")}
    # Which experiment of C2 a run is of, a link leaves to the run.
    assert kinds == {kind for kinds in PAGES.values() for kind in kinds} | {ContinuedExperiment}


@pytest.mark.parametrize("page", PAGES)
def test_every_key_and_every_value_is_named(page):
    known = words(page) | words("training")
    anywhere = set().union(*map(words, PAGES))  # "as `model` above" says which
    for kind in PAGES[page]:
        for name, field in kind.linked_fields().items():
            assert name in known, name
            assert [choice for choice in field.choices if str(choice) not in anywhere] == [], name
