"""Groups of ImageNet's classes that a person would call by one name: a network may be sure of the group only.

The 1000 classes are numbered in the order of their WordNet ids, so that related animals stand beside one another.
"""

from __future__ import annotations

import numpy as np

# First and last index of each stretch of classes.
FAMILIES: dict[str, tuple[tuple[int, int], ...]] = {
    "dogs": ((151, 275), (277, 280)),  # dogs, wolves, wild dogs and foxes; 276 is the hyena
    "cats": ((281, 293),),
    "bears": ((294, 297),),
    "birds": ((7, 24), (80, 100), (127, 146)),
    "fish": ((0, 6), (389, 397)),
    "frogs": ((30, 32),),
    "turtles": ((33, 37),),
    "lizards": ((38, 48),),
    "snakes": ((52, 68),),
    "spiders": ((72, 77),),
    "insects": ((300, 326),),
    "primates": ((365, 384),),
}


def likeliest_family(probabilities: np.ndarray) -> tuple[str, float]:
    """The family whose classes have most together, and how much that is, 0 to 1.

    Args:
        probabilities: (1000,).
    """
    shares = {
        name: sum(float(probabilities[first : last + 1].sum()) for first, last in stretches)
        for name, stretches in FAMILIES.items()
    }
    name = max(shares, key=lambda family: shares[family])
    return name, min(1.0, shares[name])
