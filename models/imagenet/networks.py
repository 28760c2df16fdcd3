"""The pretrained networks: figures, input, weights files, and the layers worth looking at."""

from __future__ import annotations

from dataclasses import dataclass

from models.datasets.registry import DownloadFile


@dataclass(frozen=True)
class NetworkInfo:
    """What is known of a pretrained network before it is loaded.

    Attributes:
        name: as in links: "vgg16". title: as its authors write it.
        size: height and width of its input, in pixels.
        preprocessing: see `models.imagenet.preprocessing`.
        parameters: weights and biases, batch-norm statistics included, as Keras counts them.
        multiply_adds: of one forward pass on one photo, convolutions and dense layers.
        top_1, top_5: published accuracy on ImageNet's 50,000 validation photos, 0 to 1; ``None`` where Keras's
            table has none for these weights.
        weights: Keras's file with the classifier; ``None`` for the built-in network.
        weights_notop: Keras's file without it.
        layers: names of the Keras layers whose feature maps are worth seeing, input side first.
        cam_layer: the layer that Grad-CAM looks at: the last one that still has a place in the photo.
    """

    name: str
    title: str
    size: int
    preprocessing: str
    parameters: int
    multiply_adds: int
    top_1: float | None
    top_5: float | None
    layers: tuple[str, ...]
    cam_layer: str
    weights: DownloadFile | None = None
    weights_notop: DownloadFile | None = None

    @property
    def built_in(self) -> bool:
        """Whether its weights came with the installation."""
        return self.weights is None


BUILT_IN = "efficientnet_lite0"

NETWORKS: dict[str, NetworkInfo] = {}
