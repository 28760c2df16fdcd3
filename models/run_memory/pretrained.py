"""How much the blocks of a pretrained network make of a photo, as Keras counts it. No TensorFlow."""

from __future__ import annotations

import math

_SIZE = 224  # of the photos that the tables are of
_HALVINGS = 32  # of the sides, from the photo to the last maps
# Channels of the last feature maps.
_CHANNELS = {"vgg16": 512, "vgg19": 512, "resnet50": 2048, "resnet50v2": 2048, "inception_v3": 2048}
_USUAL_CHANNELS = 1280

# Thousands of values that all layers make together, by the place in `NetworkInfo.layers` of the first of them.
# fmt: off
_ALL = {
    "vgg16": (15_229, 15_078, 8_656, 7_853, 4_642, 4_240, 3_438, 1_832, 1_631, 1_230, 427, 327, 226),
    "vgg19": (
        16_533, 16_383, 9_960, 9_158, 5_946, 5_545, 4_742, 3_939, 2_334, 2_133, 1_732, 1_330, 527, 427, 327, 226,
    ),
    "resnet50": (
        37_118, 33_568, 28_149, 23_734, 19_318, 15_906, 13_699, 11_491, 9_283, 7_577, 6_473, 5_369, 4_265, 3_162, 2_058,
        1_205, 653,
    ),
    "resnet50v2": (
        31_379, 29_435, 25_808, 21_177, 17_399, 15_277, 12_954, 10_631, 8_734, 7_665, 6_496, 5_327, 4_157, 2_988, 2_032,
        1_488, 895, 302,
    ),
    "inception_v3": (16_733, 8_424, 7_174, 5_884, 5_155, 4_270, 3_303, 2_335, 1_284, 784, 437),
    "mobilenet_v2": (
        21_814, 20_861, 19_054, 13_037, 10_102, 7_840, 6_861, 5_883, 5_119, 4_630, 4_141, 3_652, 3_169, 2_435, 1_701,
        1_122, 816, 510, 204,
    ),
    "efficientnet_v2_b0": (
        16_165, 14_911, 14_108, 13_205, 11_599, 11_160, 10_558, 9_899, 9_296, 8_692, 7_860, 6_848, 5_836, 4_824, 3_812,
        3_252, 2_816, 2_379, 1_943, 1_507, 1_071, 634, 198,
    ),
    "efficientnet_lite0": (
        20_364, 19_411, 17_404, 12_537, 9_601, 7_770, 6_547, 5_779, 5_167, 4_556, 3_931, 3_075, 2_219, 1_685, 1_318,
        951, 584, 204,
    ),
}
# Thousands of values that the largest of these layers makes.
_LARGEST = {
    "vgg16": (3_212, 3_212, 1_606, 1_606, 803, 803, 803, 402, 402, 402, 101, 101, 101),
    "vgg19": (3_212, 3_212, 1_606, 1_606, 803, 803, 803, 803, 402, 402, 402, 402, 101, 101, 101, 101),
    "resnet50": (832, 803, 803, 803, 803, 402, 402, 402, 402, 201, 201, 201, 201, 201, 201, 101, 101),
    "resnet50v2": (832, 803, 803, 803, 402, 402, 402, 402, 201, 201, 201, 201, 201, 201, 101, 101, 101, 101),
    "inception_v3": (761, 180, 180, 180, 111, 111, 111, 111, 111, 52, 52),
    "mobilenet_v2": (
        1_226, 1_226, 1_226, 468, 468, 162, 162, 162, 130, 130, 130, 130, 130, 130, 130, 63, 63, 63, 63,
    ),
    "efficientnet_v2_b0": (
        402, 402, 402, 402, 151, 151, 151, 132, 132, 132, 132, 132, 132, 132, 132, 63, 63, 63, 63, 63, 63, 63, 63,
    ),
    "efficientnet_lite0": (
        1_205, 1_205, 1_205, 452, 452, 189, 189, 132, 132, 132, 132, 132, 132, 63, 63, 63, 63, 63,
    ),
}
# fmt: on


def base_values(network: str, cut: int, size: int) -> tuple[int, int]:
    """Values that the layers from a block on make of one photo: all together, and the largest alone.

    For other sizes than 224 they go with the photo's area, which is right but for the pixels at the edges.

    Args:
        network: a name of `models.imagenet.networks.NETWORKS`.
        cut: the block's place in ``NetworkInfo.layers``.
        size: height and width of the photo, in pixels.
    """
    area = (size / _SIZE) ** 2
    return math.ceil(1000 * _ALL[network][cut] * area), math.ceil(1000 * _LARGEST[network][cut] * area)


def last_maps(network: str, size: int) -> tuple[int, int, int]:
    """Height, width and channels of the network's last feature maps; a side may be one pixel less."""
    side = math.ceil(size / _HALVINGS)
    return side, side, _CHANNELS.get(network, _USUAL_CHANNELS)
