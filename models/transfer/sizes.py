"""How many parameters of a network's base are trained, from each block on. No TensorFlow: for the page's slider."""

from __future__ import annotations

# Weights and biases, batch-norm statistics included, without the classifier.
_PARAMETERS = {
    "vgg16": 14_714_688,
    "vgg19": 20_024_384,
    "resnet50": 23_587_712,
    "resnet50v2": 23_564_800,
    "inception_v3": 21_802_784,
    "mobilenet_v2": 2_257_984,
    "efficientnet_v2_b0": 5_919_312,
    "efficientnet_lite0": 3_413_024,
}
# By the place in `NetworkInfo.layers` of the first block that is trained; without batch-norm statistics.
# fmt: off
_TRAINABLE = {
    "vgg16": (
        14_714_688, 14_712_896, 14_675_968, 14_602_112, 14_454_528, 14_159_360, 13_569_280, 12_979_200, 11_799_040,
        9_439_232, 7_079_424, 4_719_616, 2_359_808,
    ),
    "vgg19": (
        20_024_384, 20_022_592, 19_985_664, 19_911_808, 19_764_224, 19_469_056, 18_878_976, 18_288_896, 17_698_816,
        16_518_656, 14_158_848, 11_799_040, 9_439_232, 7_079_424, 4_719_616, 2_359_808,
    ),
    "resnet50": (
        23_534_592, 23_524_992, 23_449_344, 23_378_560, 23_307_776, 22_927_104, 22_646_272, 22_365_440, 22_084_608,
        20_569_600, 19_450_880, 18_332_160, 17_213_440, 16_094_720, 14_976_000, 8_931_328, 4_465_664,
    ),
    "resnet50v2": (
        23_519_360, 23_509_888, 23_435_264, 23_364_608, 23_293_952, 22_915_072, 22_634_496, 22_353_920, 22_073_344,
        20_561_920, 19_443_712, 18_325_504, 17_207_296, 16_089_088, 14_970_880, 8_933_376, 4_468_736, 4_096,
    ),
    "inception_v3": (
        21_768_352, 21_340_640, 21_063_664, 20_779_008, 19_626_368, 18_330_496, 16_641_216, 14_951_936, 12_811_904,
        11_114_880, 6_073_536,
    ),
    "mobilenet_v2": (
        2_223_872, 2_222_944, 2_222_048, 2_216_912, 2_208_080, 2_198_080, 2_183_232, 2_168_384, 2_147_328, 2_093_056,
        2_038_784, 1_984_512, 1_917_888, 1_799_616, 1_681_344, 1_526_080, 1_206_080, 886_080, 412_160,
    ),
    "efficientnet_v2_b0": (
        5_858_704, 5_857_776, 5_853_136, 5_841_680, 5_800_400, 5_757_040, 5_664_400, 5_629_252, 5_531_500, 5_433_748,
        5_277_980, 5_080_160, 4_882_340, 4_684_520, 4_486_700, 4_234_960, 3_665_440, 3_095_920, 2_526_400, 1_956_880,
        1_387_360, 817_840, 248_320,
    ),
    "efficientnet_lite0": (
        3_371_008, 3_370_080, 3_369_184, 3_364_048, 3_355_216, 3_341_744, 3_315_504, 3_283_424, 3_200_224, 3_117_024,
        3_010_720, 2_840_480, 2_670_240, 2_446_080, 1_969_920, 1_493_760, 1_017_600, 412_160,
    ),
}
# fmt: on

# Keras refuses to build these for smaller photos; all others halve the picture five times, to one place at 32 pixels.
_SMALLEST = {"inception_v3": 75}


def base_parameters(network: str) -> int:
    """Parameters of a network without its classifier, batch-norm statistics included, as Keras counts them."""
    return _PARAMETERS[network]


def trainable_parameters(network: str, cut: int | None) -> int:
    """Parameters of the base that are trained, as Keras counts them: without batch-norm statistics.

    Args:
        network: a name of `models.imagenet.networks.NETWORKS`.
        cut: the place in ``NetworkInfo.layers`` of the first block that is trained; 0: all; ``None``: nothing.
    """
    return 0 if cut is None else _TRAINABLE[network][cut]


def smallest_size(network: str) -> int:
    """The smallest height and width in pixels of photos that the network takes."""
    return _SMALLEST.get(network, 32)
