"""The textbook's transfer experiments: their exact networks and settings, and the figures they were published with.

Where the textbook says nothing, Keras's defaults hold. Its batch sizes cannot be read: 20 and 32 are ours.
"""

from __future__ import annotations

from models.imagenet.networks import BUILT_IN, NETWORKS
from models.textbook import Preset, Published, by_key, published
from models.transfer.experiment import TransferExperiment

_DRAWN_PER_CLASS = 50
# Smaller than VGG16's 224: enough for the built-in network, and its features are ready in half the time.
_DRAWN_SIZE = "160"


def _place(network: str, layer: str) -> int:
    """A layer's place among the network's blocks, from 1, as `TransferExperiment.block` counts."""
    return NETWORKS[network].layers.index(layer) + 1


def _preset(
    key: str, experiment: TransferExperiment, figures: tuple[Published, ...], **built_in: str | int
) -> Preset[TransferExperiment]:
    """A preset with its twin: the same head, training and strategy on a built-in set and the built-in network.

    An epoch is all of its photos there.
    """
    twin = experiment.replace(
        **{"dataset": "drawn", "per_class": _DRAWN_PER_CLASS, **built_in}, network=BUILT_IN, steps_per_epoch=0
    )
    return Preset(key, experiment, twin, figures)


# 400 training photos, of the small set's 2,000: VGG16 takes minutes for all of them.
_E3 = TransferExperiment(
    dataset="cats_and_dogs",
    per_class=200,
    photo_size="224",
    network="vgg16",
    strategy="frozen",
    pooling="flatten",
    head="dense",
    dropout=0.5,
    optimizer="adam",
    learning_rate=1e-4,
    batch_size=20,
    epochs=20,
    steps_per_epoch=4,
)

# The textbook only builds this network; trained, it is E3 with a smaller head.
_E2 = _E3.replace(head="softmax")

# The last five layers of VGG16 are three convolutions and two poolings. One Adam trains them and the head. The photos
# have 100 pixels and are enlarged. A checkpoint writes a file that the textbook never loads: the weights at the end are
# scored, so there is none here.
_E4 = TransferExperiment(
    dataset="sign_language",
    per_class=200,
    photo_size="224",
    network="vgg16",
    strategy="fine_tune",
    block=_place("vgg16", "block5_conv1"),
    pooling="average",
    head="softmax",
    optimizer="adam",
    learning_rate=1e-4,
    base_rate=1e-4,
    head_epochs=0,
    batch_size=32,
    epochs=20,
    steps_per_epoch=18,
)

# The parameters are those of the network that the textbook describes.
TRANSFER_PRESETS: dict[str, Preset[TransferExperiment]] = by_key(
    _preset(
        "E2",
        _E2,
        published({}, {"parameters": 14_764_866, "trainable_parameters": 50_178}),
        photo_size=_DRAWN_SIZE,
    ),
    _preset(
        "E3",
        _E3,
        published(
            {"test_accuracy": 0.9579, "test_loss": 0.1042},
            {"parameters": 16_320_770, "trainable_parameters": 1_605_954},
            epoch=20,
        ),
        photo_size=_DRAWN_SIZE,
    ),
    _preset(
        "E4",
        _E4,
        published(
            {"test_accuracy": 0.98, "test_loss": 0.0574},
            {"parameters": 14_719_818, "trainable_parameters": 7_084_554},
            epoch=20,
        ),
        dataset="digits",  # as little like ImageNet as hands are
        photo_size="100",
        # As in VGG16: the blocks behind the last halving of the picture.
        block=_place(BUILT_IN, "block6a"),
    ),
)
