"""What can be done to a training photo so that it counts as another one."""

from __future__ import annotations

AUGMENTATIONS = ("flip", "rotate", "shift", "zoom", "brightness", "noise")
