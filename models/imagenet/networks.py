"""The pretrained networks: figures, input, weights files, and the layers worth looking at."""

from __future__ import annotations

from dataclasses import dataclass

from models.downloads import DownloadFile

KERAS_APPLICATIONS = "https://storage.googleapis.com/tensorflow/keras-applications/"


@dataclass(frozen=True)
class NetworkInfo:
    """What is known of a pretrained network before it is loaded.

    Attributes:
        name: as in links: "vgg16". title: as its authors write it.
        size: height and width of its input, in pixels.
        preprocessing: see `models.imagenet.preprocessing`.
        parameters: weights and biases, batch-norm statistics included, as Keras counts them.
        multiply_adds: of one forward pass on one photo, convolutions and dense layers.
        top_1, top_5: published accuracy on ImageNet's 50,000 validation photos, 0 to 1; ``None`` where the table
            that came with these weights has none.
        weights: Keras's file with the classifier; ``None`` for the built-in network.
        weights_notop: Keras's file without it; ``None`` where no checksum of it is known.
        layers: names of the Keras layers whose feature maps are worth seeing, input side first.
        cam_layer: the layer that Grad-CAM looks at: the last one that still has a place in the photo.
    """

    name: str
    title: str
    preprocessing: str
    parameters: int
    multiply_adds: int
    top_1: float | None
    top_5: float | None
    layers: tuple[str, ...]
    cam_layer: str
    size: int = 224
    weights: DownloadFile | None = None
    weights_notop: DownloadFile | None = None

    @property
    def built_in(self) -> bool:
        """Whether its weights came with the installation."""
        return self.weights is None


def _file(path: str, checksum: str, size: int) -> DownloadFile:
    """A file below `KERAS_APPLICATIONS`, under the name that Keras gives it on disk."""
    return DownloadFile(path.rpartition("/")[2], KERAS_APPLICATIONS + path, checksum, size)


def _tf_kernels(name: str, md5: str, size: int, top: bool = True) -> DownloadFile:
    """A file named in the first pattern that Keras had for its weights, with the classifier or without."""
    return _file(f"{name}_weights_tf_dim_ordering_tf_kernels{'' if top else '_notop'}.h5", f"md5:{md5}", size)


def _stages(pattern: str, counts: tuple[int, ...], first: int = 1) -> tuple[str, ...]:
    """The names of all layers, or blocks, from how many there are from one halving of the picture to the next.

    Args:
        pattern: with "stage", counted from ``first``, and "n" (from 1) or "letter" (from a) within the stage.
    """
    return tuple(
        pattern.format(stage=stage, n=n, letter="abcdefgh"[n - 1])
        for stage, count in enumerate(counts, first)
        for n in range(1, count + 1)
    )


BUILT_IN = "efficientnet_lite0"

_RESNET_BLOCKS = _stages("conv{stage}_block{n}_out", (3, 4, 6, 3), first=2)
_MOBILENET_V2_WIDER = (1, 3, 6, 10, 13, 16)  # blocks that change the number of channels: no skip is added to them

# Accuracies: the table at keras.io/api/applications, and for EfficientNet-Lite0 its authors' (tensorflow/tpu,
# models/official/efficientnet/lite). Files and checksums: keras.applications; it has no checksum for MobileNetV2's
# files, so theirs were taken from projects that pin them.
NETWORKS: dict[str, NetworkInfo] = {
    info.name: info
    for info in (
        NetworkInfo(
            name="vgg16",
            title="VGG16",
            preprocessing="caffe",
            parameters=138_357_544,
            multiply_adds=15_470_264_320,
            top_1=0.713,
            top_5=0.901,
            layers=_stages("block{stage}_conv{n}", (2, 2, 3, 3, 3)),
            cam_layer="block5_conv3",
            weights=_tf_kernels("vgg16/vgg16", "64373286793e3c8b2b4e3219cbf3544b", 553_467_096),
            weights_notop=_tf_kernels("vgg16/vgg16", "6d6bbae143d832006294945121d1f1fc", 58_889_256, top=False),
        ),
        NetworkInfo(
            name="vgg19",
            title="VGG19",
            preprocessing="caffe",
            parameters=143_667_240,
            multiply_adds=19_632_062_464,
            top_1=0.713,
            top_5=0.900,
            layers=_stages("block{stage}_conv{n}", (2, 2, 4, 4, 4)),
            cam_layer="block5_conv4",
            weights=_tf_kernels("vgg19/vgg19", "cbe5617147190e668d6c5d5026f83318", 574_710_816),
            weights_notop=_tf_kernels("vgg19/vgg19", "253f8cb515780f3b799900260a226db6", 80_134_624, top=False),
        ),
        NetworkInfo(
            name="resnet50",
            title="ResNet50",
            preprocessing="caffe",
            parameters=25_636_712,
            multiply_adds=3_857_973_248,
            top_1=0.749,
            top_5=0.921,
            layers=("conv1_relu", *_RESNET_BLOCKS),
            cam_layer="conv5_block3_out",
            weights=_tf_kernels("resnet/resnet50", "2cb95161c43110f7111970584f804107", 102_967_424),
            weights_notop=_tf_kernels("resnet/resnet50", "4d473c1dd8becc155b73f8504c6f6626", 94_765_736, top=False),
        ),
        NetworkInfo(
            name="resnet50v2",
            title="ResNet50V2",
            preprocessing="tf",
            parameters=25_613_800,
            multiply_adds=3_482_255_360,
            top_1=0.760,
            top_5=0.930,
            layers=("conv1_conv", *_RESNET_BLOCKS, "post_relu"),
            cam_layer="post_relu",
            weights=_tf_kernels("resnet/resnet50v2", "3ef43a0b657b3be2300d5770ece849e0", 102_869_336),
            weights_notop=_tf_kernels("resnet/resnet50v2", "fac2f116257151a9d068a22e544a4917", 94_668_760, top=False),
        ),
        NetworkInfo(
            name="inception_v3",
            title="InceptionV3",
            size=299,
            preprocessing="tf",
            parameters=23_851_784,
            multiply_adds=5_713_216_096,
            top_1=0.779,
            top_5=0.937,
            # The layers before the modules are numbered, by Keras, from one network that is built to the next.
            layers=tuple(f"mixed{n}" for n in range(11)),
            cam_layer="mixed10",
            weights=_tf_kernels("inception_v3/inception_v3", "9a0d58056eeedaa3f26cb7ebd46da564", 96_112_376),
            weights_notop=_tf_kernels(
                "inception_v3/inception_v3", "bcbd6486424b2319ff4ef7d526e38f63", 87_910_968, top=False
            ),
        ),
        NetworkInfo(
            name="mobilenet_v2",
            title="MobileNetV2",
            preprocessing="tf",
            parameters=3_538_984,
            multiply_adds=300_774_272,
            top_1=0.713,
            top_5=0.901,
            layers=(
                "Conv1_relu",
                "expanded_conv_project_BN",
                *(f"block_{n}_{'project_BN' if n in _MOBILENET_V2_WIDER else 'add'}" for n in range(1, 17)),
                "out_relu",
            ),
            cam_layer="out_relu",
            weights=_file(
                "mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224.h5",
                "sha256:3e195a2857356cfc092cbbb460beb2a5bce279015d7792598b8d3d9e451902e3",
                14_536_120,
            ),
        ),
        NetworkInfo(
            name="efficientnet_v2_b0",
            title="EfficientNetV2B0",
            preprocessing="none",
            parameters=7_200_312,
            multiply_adds=718_086_176,
            top_1=0.787,
            top_5=0.943,
            layers=(
                "stem_activation",
                "block1a_project_activation",
                *(
                    f"{block}_project_bn" if block.endswith("a") else f"{block}_add"
                    for block in _stages("block{stage}{letter}", (2, 2, 3, 5, 8), first=2)
                ),
                "top_activation",
            ),
            cam_layer="top_activation",
            weights=_file("efficientnet_v2/efficientnetv2-b0.h5", "md5:21ecbf6da12460d5c40bb2f29ceb2188", 29_403_144),
            weights_notop=_file(
                "efficientnet_v2/efficientnetv2-b0_notop.h5", "md5:893217f2bb855e2983157299931e43ff", 24_274_472
            ),
        ),
        NetworkInfo(
            name=BUILT_IN,
            title="EfficientNet-Lite0",
            preprocessing="lite",
            parameters=4_694_024,
            multiply_adds=385_187_552,
            top_1=0.751,
            top_5=None,
            layers=("stem", *_stages("block{stage}{letter}", (1, 2, 2, 3, 3, 4, 1)), "head"),
            cam_layer="head",
        ),
    )
}
