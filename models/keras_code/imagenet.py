"""The program that shows a photo to a pretrained network and prints its first five classes."""

from __future__ import annotations

from models.imagenet.networks import BUILT_IN, NETWORKS
from models.photos.photo import MOST_SHORT_SIDE

PHOTO = "photo.jpg"
# As in models/photos/fit.py; a test holds the two together.
_SHOWN = 0.875
_SCALES = (256, 384, 512)
# Per network: its module in keras.applications, and its function there.
APPLICATIONS = {
    "vgg16": ("vgg16", "VGG16"),
    "vgg19": ("vgg19", "VGG19"),
    "resnet50": ("resnet50", "ResNet50"),
    "resnet50v2": ("resnet_v2", "ResNet50V2"),
    "inception_v3": ("inception_v3", "InceptionV3"),
    "mobilenet_v2": ("mobilenet_v2", "MobileNetV2"),
    "efficientnet_v2_b0": ("efficientnet_v2", "EfficientNetV2B0"),
}

_WITH_SHORT_SIDE = """\
def with_short_side(picture, short):
    scale = short / min(picture.size)
    sides = [max(short, round(side * scale)) for side in picture.size]
    return picture.resize(sides, Image.Resampling.BICUBIC)"""

_PHOTO = f"""\
photo = ImageOps.exif_transpose(Image.open("{PHOTO}")).convert("RGB")  # upright
photo = with_short_side(photo, min({MOST_SHORT_SIDE}, *photo.size))  # as large as LayerLab keeps it"""

_APPLICATION = """\
model = {module}.{function}(weights="imagenet")  # downloads {megabytes} MB, once
x = {module}.preprocess_input(pictures.astype("float32"))
probabilities = {mean}"""
_PRINT_DECODED = """\
for _, name, probability in {module}.decode_predictions(probabilities, top=5)[0]:
    print(f"{{name:30}} {{probability:.4f}}")"""

_BUILT_IN_IMPORTS = f"""\
# {NETWORKS[BUILT_IN].title} is not in keras.applications: run this in LayerLab's folder,
# whose code builds the network in Keras.
import numpy as np
from PIL import Image, ImageOps

from models.engine.tasks import classify
from models.imagenet.classes import CLASSES"""
_BUILT_IN = f"""\
answers = classify("{BUILT_IN}", "", pictures)["probabilities"]
probabilities = {{mean}}"""
_PRINT_BUILT_IN = """\
for index in np.argsort(-probabilities)[:5]:
    print(f"{CLASSES[index].name:30} {probabilities[index]:.4f}")"""


def imagenet_cells(network: str, fit: str, averaged: bool) -> list[str]:
    """The program, step by step; it reads the file `PHOTO` of the folder it runs in.

    It resizes as `models.photos.fit` does, but for pictures more than four times as long as wide, whose ends are cut
    off there.

    Args:
        network: a key of `models.imagenet.networks.NETWORKS`.
        fit: "crop" or "squeeze"; the views that are averaged are always crops.
        averaged: several crops and scales, in place of one picture.
    """
    info = NETWORKS[network]
    pictures = _views(info.size) if averaged else _picture(info.size, fit)
    photo = [_WITH_SHORT_SIDE, _PHOTO, pictures]
    if info.weights is None:
        mean = "answers.mean(axis=0)" if averaged else "answers[0]"
        return [_BUILT_IN_IMPORTS, *photo, _BUILT_IN.format(mean=mean), _PRINT_BUILT_IN]
    module, function = APPLICATIONS[network]
    mean = "model.predict(x).mean(axis=0, keepdims=True)" if averaged else "model.predict(x)"
    megabytes = round(info.weights.bytes / 1e6)
    return [
        f"import numpy as np\nfrom keras.applications import {module}\nfrom PIL import Image, ImageOps",
        *photo,
        _APPLICATION.format(module=module, function=function, megabytes=megabytes, mean=mean),
        _PRINT_DECODED.format(module=module),
    ]


def _picture(size: int, fit: str) -> str:
    """The one picture that is shown to the network, as an array (1, size, size, 3)."""
    if fit == "squeeze":
        return f"""\
picture = photo.resize(({size}, {size}), Image.Resampling.BICUBIC)
pictures = np.stack([np.asarray(picture)])"""
    return f"""\
picture = with_short_side(photo, {round(size / _SHOWN)})
left, top = (picture.width - {size}) // 2, (picture.height - {size}) // 2
picture = picture.crop((left, top, left + {size}, top + {size}))
pictures = np.stack([np.asarray(picture)])"""


def _views(size: int) -> str:
    """The crops of several scales, as an array (views, size, size, 3)."""
    scales = tuple(round(scale * size / 224) for scale in _SCALES)
    return f"""\
views = []
for short in {scales}:
    picture = with_short_side(photo, short)
    right, below = picture.width - {size}, picture.height - {size}
    for left, top in [(0, 0), (right, 0), (0, below), (right, below), (right // 2, below // 2)]:
        view = picture.crop((left, top, left + {size}, top + {size}))
        views += [view, ImageOps.mirror(view)]
pictures = np.stack([np.asarray(view) for view in views])"""
