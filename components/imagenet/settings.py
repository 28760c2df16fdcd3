"""What the page owns beside its photos: the settings that its link carries."""

from __future__ import annotations

from components.session.page_settings import PageSettings
from models.imagenet.view import ImageNetView

PAGE = "imagenet"
VIEW = PageSettings(PAGE, ImageNetView)
