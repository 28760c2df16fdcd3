"""Cats and dogs drawn by the project itself: a built-in set of pictures that a small network finds hard to learn."""

from models.photo_sets.drawn.picture import KINDS, draw

__all__ = ["KINDS", "draw"]
