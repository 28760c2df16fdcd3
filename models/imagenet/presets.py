"""E1 of the textbook: VGG16 as it is, asked about one photo."""

from __future__ import annotations

from models.imagenet.networks import NETWORKS
from models.imagenet.view import ImageNetView
from models.textbook import Preset, published

# The photo is resized to the network's input. The probability is that of the first class, which is the right one.
E1 = Preset(
    "E1",
    experiment=ImageNetView(model="vgg16", fit="squeeze"),
    built_in=ImageNetView(fit="squeeze"),
    published=published({"probability": 0.9972}, {"parameters": NETWORKS["vgg16"].parameters}),
)
