"""What the page owns: the settings of each of its questions."""

from __future__ import annotations

from components.architectures import depth_settings
from components.session.page_settings import PageSettings
from components.words.labels import label
from models.architectures.animal_row import AnimalRow
from models.architectures.endings import Ending
from models.architectures.family import FamilyView
from models.architectures.heads import AuxiliaryHeads
from models.architectures.inception import Module
from models.architectures.stacks import Stack

PAGE = depth_settings.PAGE
STACK = PageSettings(PAGE, Stack)
MODULE = PageSettings(PAGE, Module)
HEADS = PageSettings(PAGE, AuxiliaryHeads)
ENDING = PageSettings(PAGE, Ending)
ANSWERS = PageSettings(PAGE, AnimalRow)
FAMILY = PageSettings(PAGE, FamilyView)
OWNERS = (depth_settings.NETWORK, STACK, MODULE, HEADS, ENDING, ANSWERS, FAMILY)


def open_module(name: str) -> None:
    """Show one of GoogLeNet's modules as it was published."""
    MODULE.replace(Module.published(name), undoable=label("module"))


def to_query() -> dict[str, str]:
    """Everything the page shows, as a link has it."""
    settings = {key: text for owner in OWNERS for key, text in owner.to_query().items()}
    return settings | depth_settings.runs_link()
