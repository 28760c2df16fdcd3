"""The family tree of networks for pictures: when and where they were published, and how well they name photos.

Accuracies are of ImageNet's 50,000 validation photos, of the middle of each photo where nothing else is said. Where no
figure is known to have been published, there is none.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.architectures.counts import Counted, counts
from models.imagenet.networks import NETWORKS
from models.settings import Settings, setting

KERAS = "https://keras.io/api/applications/"  # its table
_KERAS_MOBILENET_V3 = "https://keras.io/api/applications/mobilenet/"
_LITE = "https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite"
_ALEXNET = "https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks"
_VGG, _GOOGLENET, _RESNET = (f"https://arxiv.org/abs/{paper}" for paper in ("1409.1556", "1409.4842", "1512.03385"))
_DENSENET = "https://arxiv.org/abs/1608.06993"
_EFFICIENTNET = "https://arxiv.org/abs/1905.11946"

FAMILIES = ("vgg", "inception", "resnet", "densenet", "mobilenet", "efficientnet", "other")
MEASURES = ("top_1", "top_5")
COSTS = ("parameters", "multiply_adds")


@dataclass(frozen=True)
class Member:
    """A published network.

    Attributes:
        title: as its authors write it.
        year: of its first publication.
        family: one of `FAMILIES`.
        paper: its address.
        top_1, top_5: published accuracy, 0 to 1; ``None`` where none is known.
        source: where the accuracies stand.
        ten_crops: they are means over ten cuts of each photo.
    """

    title: str
    year: int
    family: str
    paper: str
    top_1: float | None
    top_5: float | None
    source: str = KERAS
    ten_crops: bool = False


def _of_photos(name: str, year: int, family: str, paper: str, source: str = KERAS) -> Member:
    """A network that `/imagenet` has too."""
    info = NETWORKS[name]
    return Member(info.title, year, family, paper, info.top_1, info.top_5, source)


# By their names in `counts`. AlexNet: table 2 of the paper, one network; GoogLeNet: table 3, one network and one crop,
# which has no top-1.
MEMBERS: dict[str, Member] = {
    "alexnet": Member("AlexNet", 2012, "other", _ALEXNET, 0.593, 0.818, _ALEXNET, ten_crops=True),
    "vgg16": _of_photos("vgg16", 2014, "vgg", _VGG),
    "vgg19": _of_photos("vgg19", 2014, "vgg", _VGG),
    "googlenet": Member("GoogLeNet", 2014, "inception", _GOOGLENET, None, 0.8993, _GOOGLENET),
    "resnet50": _of_photos("resnet50", 2015, "resnet", _RESNET),
    "resnet101": Member("ResNet101", 2015, "resnet", _RESNET, 0.764, 0.928),
    "resnet152": Member("ResNet152", 2015, "resnet", _RESNET, 0.766, 0.931),
    "inception_v3": _of_photos("inception_v3", 2015, "inception", "https://arxiv.org/abs/1512.00567"),
    "resnet50_v2": _of_photos("resnet50v2", 2016, "resnet", "https://arxiv.org/abs/1603.05027"),
    "densenet121": Member("DenseNet121", 2016, "densenet", _DENSENET, 0.750, 0.923),
    "densenet201": Member("DenseNet201", 2016, "densenet", _DENSENET, 0.773, 0.936),
    "xception": Member("Xception", 2016, "inception", "https://arxiv.org/abs/1610.02357", 0.790, 0.945),
    "mobilenet": Member("MobileNet", 2017, "mobilenet", "https://arxiv.org/abs/1704.04861", 0.704, 0.895),
    "nasnet_mobile": Member("NASNet-Mobile", 2017, "other", "https://arxiv.org/abs/1707.07012", 0.744, 0.919),
    "mobilenet_v2": _of_photos("mobilenet_v2", 2018, "mobilenet", "https://arxiv.org/abs/1801.04381"),
    "mobilenet_v3_large": Member(
        "MobileNetV3-Large", 2019, "mobilenet", "https://arxiv.org/abs/1905.02244", 0.756, None, _KERAS_MOBILENET_V3
    ),
    "efficientnet_b0": Member("EfficientNetB0", 2019, "efficientnet", _EFFICIENTNET, 0.771, 0.933),
    "efficientnet_lite0": _of_photos("efficientnet_lite0", 2020, "efficientnet", _LITE, _LITE),
    "efficientnet_v2_b0": _of_photos("efficientnet_v2_b0", 2021, "efficientnet", "https://arxiv.org/abs/2104.00298"),
}
# What the course notes say of GoogLeNet: its parameters, and how many times fewer they are than others have.
NOTED_PARAMETERS = 5_000_000
NOTED_TIMES_FEWER = {"alexnet": 12, "vgg16": 21}


@dataclass(frozen=True)
class FamilyView(Settings):
    """What is shown of the family tree.

    Attributes:
        architecture: the network that is unfolded.
        measure, cost: what the chart shows against what.

    Raises:
        SettingError: a field has a value that is not allowed.
    """

    architecture: str = setting("resnet50", choices=tuple(MEMBERS))
    measure: str = setting("top_1", choices=MEASURES)
    cost: str = setting("parameters", choices=COSTS)

    @property
    def member(self) -> Member:
        return MEMBERS[self.architecture]

    @property
    def counted(self) -> Counted:
        return counts()[self.architecture]

    def cost_of(self, name: str) -> int:
        """What the chart holds a network's accuracy against."""
        return getattr(counts()[name], self.cost)

    def accuracy_of(self, name: str) -> float | None:
        """What the chart shows of a network; ``None`` where it was not published."""
        return getattr(MEMBERS[name], self.measure)

    @property
    def outdone_by(self) -> list[str]:
        """The networks that cost less than the chosen one and are more accurate, the most accurate first."""
        own = self.accuracy_of(self.architecture)
        if own is None:
            return []
        accuracies = {name: self.accuracy_of(name) or 0.0 for name in MEMBERS}
        most = self.cost_of(self.architecture)
        better = (name for name in MEMBERS if accuracies[name] > own and self.cost_of(name) < most)
        return sorted(better, key=accuracies.__getitem__, reverse=True)


def times_fewer(name: str, than: str) -> float:
    """How many times fewer parameters a network has than another one, as counted."""
    return counts()[than].parameters / counts()[name].parameters
