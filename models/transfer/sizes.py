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
# All that can be trained from scratch: without batch-norm statistics.
_FROM_SCRATCH = {
    "vgg16": 14_714_688,
    "vgg19": 20_024_384,
    "resnet50": 23_534_592,
    "resnet50v2": 23_519_360,
    "inception_v3": 21_768_352,
    "mobilenet_v2": 2_223_872,
    "efficientnet_v2_b0": 5_858_704,
    "efficientnet_lite0": 3_371_008,
}
# By the place in `NetworkInfo.layers` of the first block that is trained; without batch normalization.
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
        23_481_472, 23_472_000, 23_397_632, 23_327_616, 23_257_600, 22_879_488, 22_600_192, 22_320_896, 22_041_600,
        20_531_712, 19_416_064, 18_300_416, 17_184_768, 16_069_120, 14_953_472, 8_919_040, 4_459_520,
    ),
    "resnet50v2": (
        23_473_920, 23_464_448, 23_390_208, 23_320_320, 23_250_432, 22_872_576, 22_593_536, 22_314_496, 22_035_456,
        20_526_080, 19_410_944, 18_295_808, 17_180_672, 16_065_536, 14_950_400, 8_916_992, 4_458_496, 0,
    ),
    "inception_v3": (
        21_751_136, 21_324_288, 21_047_808, 20_763_648, 19_611_648, 18_317_312, 16_629_760, 14_942_208, 12_804_096,
        11_108_352, 6_070_272,
    ),
    "mobilenet_v2": (
        2_189_760, 2_188_896, 2_188_096, 2_183_392, 2_175_184, 2_165_824, 2_151_808, 2_137_792, 2_117_632, 2_065_024,
        2_012_416, 1_959_808, 1_894_912, 1_779_136, 1_663_360, 1_510_720, 1_194_880, 879_040, 409_600,
    ),
    "efficientnet_v2_b0": (
        5_798_096, 5_797_232, 5_792_624, 5_781_360, 5_740_400, 5_697_392, 5_605_232, 5_571_044, 5_475_020, 5_378_996,
        5_225_756, 5_030_848, 4_835_940, 4_641_032, 4_446_124, 4_197_456, 3_632_928, 3_068_400, 2_503_872, 1_939_344,
        1_374_816, 810_288, 245_760,
    ),
    "efficientnet_lite0": (
        3_328_992, 3_328_128, 3_327_328, 3_322_624, 3_314_416, 3_301_600, 3_276_400, 3_245_440, 3_164_320, 3_083_200,
        2_979_040, 2_811_712, 2_644_384, 2_423_296, 1_952_128, 1_480_960, 1_009_792, 409_600,
    ),
}
# fmt: on

# Keras refuses to build these for smaller photos; all others halve the picture five times, to one place at 32 pixels.
_SMALLEST = {"inception_v3": 75}


def base_parameters(network: str) -> int:
    """Parameters of a network without its classifier, batch-norm statistics included, as Keras counts them."""
    return _PARAMETERS[network]


def trainable_parameters(network: str, cut: int | None, random: bool = False) -> int:
    """Parameters of the base that are trained, as Keras counts them.

    Args:
        network: a name of `models.imagenet.networks.NETWORKS`.
        cut: the place in ``NetworkInfo.layers`` of the first block that is trained; 0: all; ``None``: nothing.
        random: all of it is trained, from random weights on; with pretrained ones batch normalization stays as it is.
    """
    if random:
        return _FROM_SCRATCH[network]
    return 0 if cut is None else _TRAINABLE[network][cut]


def smallest_size(network: str) -> int:
    """The smallest height and width in pixels of photos that the network takes."""
    return _SMALLEST.get(network, 32)
