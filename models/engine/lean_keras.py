"""Loads Keras without the plotting and the wrappers that it loads where it finds them: a quarter of a worker's start.

Imported before anything that imports Keras. Other modules find those packages as ever.
"""

from __future__ import annotations

import sys

_OPTIONAL = ("matplotlib", "sklearn")

_hidden = [name for name in _OPTIONAL if name not in sys.modules]
for name in _hidden:
    sys.modules[name] = None  # type: ignore[assignment]  # an import of it fails, as if it were not installed
try:
    import keras  # noqa: F401
finally:
    for name in _hidden:
        del sys.modules[name]
