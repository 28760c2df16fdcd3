"""Count the networks of the family tree: ``python -m models.engine.count``. Needs no weights and no internet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import keras

from models.architectures.counts import COUNTS, Counted, write_counts
from models.engine.architectures.alexnet import build_alexnet
from models.engine.architectures.counting import count
from models.engine.architectures.googlenet import build_googlenet
from models.engine.pretrained.lite0 import build_lite0


def _keras(name: str, **more: Any) -> Callable[[], keras.Model]:
    return partial(getattr(keras.applications, name), weights=None, **more)


# Those of which the layers are kept.
UNFOLDED: dict[str, Callable[[], keras.Model]] = {
    "alexnet": build_alexnet,
    "vgg16": _keras("VGG16"),
    "vgg19": _keras("VGG19"),
    "googlenet": build_googlenet,
    "resnet50": _keras("ResNet50"),
    "resnet152": _keras("ResNet152"),
    "densenet121": _keras("DenseNet121"),
    "mobilenet": _keras("MobileNet"),
    "mobilenet_v2": _keras("MobileNetV2"),
    "efficientnet_lite0": build_lite0,
}
OTHERS: dict[str, Callable[[], keras.Model]] = {
    "googlenet_in_training": partial(build_googlenet, auxiliary=True),
    "resnet101": _keras("ResNet101"),
    "resnet50_v2": _keras("ResNet50V2"),
    "densenet201": _keras("DenseNet201"),
    "inception_v3": _keras("InceptionV3"),
    "xception": _keras("Xception"),
    "mobilenet_v3_large": _keras("MobileNetV3Large", input_shape=(224, 224, 3)),
    "nasnet_mobile": _keras("NASNetMobile"),
    "efficientnet_b0": _keras("EfficientNetB0"),
    "efficientnet_v2_b0": _keras("EfficientNetV2B0"),
}


def count_network(name: str) -> Counted:
    """Build one of them and count it.

    Raises:
        KeyError: there is none of that name.
    """
    return count((UNFOLDED | OTHERS)[name](), with_layers=name in UNFOLDED)


def main() -> None:
    counted = {}
    for name in UNFOLDED | OTHERS:
        counted[name] = count_network(name)
        keras.backend.clear_session()
    write_counts(counted)
    print(f"{COUNTS.name}: {len(counted)} networks")


if __name__ == "__main__":
    main()
