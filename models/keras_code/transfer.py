"""The program that reuses a pretrained network for classes of one's own: photos in a folder for each class."""

from __future__ import annotations

from collections.abc import Sequence

from models.experiment import Experiment
from models.imagenet.classes import CATS, DOGS
from models.imagenet.networks import BUILT_IN, NETWORKS
from models.keras_code.imagenet import APPLICATIONS
from models.keras_code.text import wrapped
from models.keras_code.training import BEST_FILE, PENALTY_NOTE, compile_code, definitions_code, rounds, with_callbacks
from models.layers import Layer
from models.photo_sets.built_in import BUILT_IN_SETS
from models.transfer.as_is import imagenet_groups
from models.transfer.experiment import DENSE_UNITS, TransferExperiment

FOLDER = "photos"
# keras.applications does not have the built-in network; this one is of the same family and size.
STAND_IN = "mobilenet_v2"

_CATS_AND_DOGS = {"cats": CATS, "dogs": DOGS}
# What turns and moves: Keras reflects photos at their edge where nothing else is said.
_MOVING = ("rotate", "shift", "zoom")
_AUGMENTING = {
    "flip": 'layers.RandomFlip("horizontal")',
    "rotate": "layers.RandomRotation(20 / 360)",
    "shift": "layers.RandomTranslation(0.12, 0.12)",
    "zoom": "layers.RandomZoom(0.2)",
    "brightness": "layers.RandomBrightness(0.3)",
    "noise": "layers.GaussianNoise(12 / 255)",
}
# Keras hands training=True down to layers that are trained, past the training=False between.
_KEEP_BATCH_NORM = [
    "for layer in base.layers:",
    "    if isinstance(layer, layers.BatchNormalization):",
    "        layer.trainable = False  # it keeps ImageNet's averages",
]
_EVALUATION = """\
test_loss, test_accuracy = model.evaluate(test)
print(f"Test accuracy {test_accuracy:.4f}, test loss {test_loss:.4f}")"""


def transfer_cells(experiment: TransferExperiment, own_classes: Sequence[str] = ()) -> list[str]:
    """The program, step by step; it reads the folders train, val and test of `FOLDER`, a folder a class in each.

    LayerLab computes what a frozen base makes of a photo only once; the program does so in every epoch, as Keras's
    guide does.

    Args:
        own_classes: names of a visitor's classes, which a network as it is has to know; cats and dogs where ImageNet
            has no such classes, too.
    """
    head = experiment.head_experiment()
    if experiment.strategy == "as_is":
        return _as_is(experiment, own_classes)
    cells = [_imports(experiment), _data(experiment), _network(experiment, head)]
    cells += definitions_code(head)
    if experiment.strategy not in ("fine_tune", "everything"):
        cells += [compile_code(head), _fit(head)]
    else:
        if experiment.head_first:
            alone = head.replace(early_stopping="off", checkpoint="off", epochs=experiment.head_first)
            cells += ["# First the head alone.\n" + compile_code(head), _fit(alone)]
        cells += _fine_tuning(experiment, head)
    best = "" if head.checkpoint == "off" else f'model = keras.models.load_model("{BEST_FILE}")  # the best epoch\n'
    note = f"{PENALTY_NOTE}\n" if head.l2 else ""
    return [*cells, best + note + _EVALUATION]


def _network_name(experiment: TransferExperiment) -> str:
    return STAND_IN if experiment.network == BUILT_IN else experiment.network


def _imports(experiment: TransferExperiment) -> str:
    head = experiment.head_experiment()
    lines = ["import keras", "from keras import layers, regularizers" if head.l2 else "from keras import layers"]
    if head.schedule == "cosine" or experiment.strategy == "as_is":
        lines.insert(1, "import numpy as np")
    if experiment.strategy != "small_cnn":
        lines.append(f"from keras.applications import {APPLICATIONS[_network_name(experiment)][0]}")
    if experiment.network == BUILT_IN and experiment.strategy != "small_cnn":
        missing, stand_in = NETWORKS[BUILT_IN].title, NETWORKS[STAND_IN].title
        lines.append(f"\n# {missing} is not in keras.applications: {stand_in}, of its kind, stands in for it.")
    return "\n".join(lines)


def _data(experiment: TransferExperiment) -> str:
    size, batch = experiment.size, experiment.batch_size
    return f"""\
def photos(part, shuffle=False):
    return keras.utils.image_dataset_from_directory(
        f"{FOLDER}/{{part}}",
        image_size=({size}, {size}),
        interpolation="bicubic",
        batch_size={batch},
        shuffle=shuffle,
        seed={experiment.seed},
    )


train, val, test = photos("train", shuffle=True), photos("val"), photos("test")
classes = train.class_names"""


def _network(experiment: TransferExperiment, head: Experiment) -> str:
    lines = [f"inputs = x = keras.Input(({experiment.size}, {experiment.size}, 3))"]
    lines += _augmentation(experiment)
    if experiment.strategy == "small_cnn":
        lines.append("x = layers.Rescaling(1 / 255)(x)")
        for layer in head.resolved_layers:
            if layer.is_conv:
                lines.append(f'x = layers.Conv2D({layer.units}, {layer.kernel}, padding="same", activation="relu")(x)')
                lines.append(f"x = layers.MaxPooling2D({layer.pool})(x)")
        lines.append("x = layers.Flatten()(x)")
    else:
        lines = [*_base(experiment), *lines, *_through_base(experiment)]
    lines += _head(head)
    return "\n".join([*lines, 'outputs = layers.Dense(len(classes), activation="softmax")(x)', _MODEL])


def _augmentation(experiment: TransferExperiment) -> list[str]:
    lines = [f"x = {_augmenting(kind, experiment.dataset)}(x)" for kind in experiment.augmentation]
    if "noise" in experiment.augmentation:  # Keras takes it for values up to 1 only
        lines[-1:] = ["x = layers.Rescaling(1 / 255)(x)", lines[-1], "x = layers.Rescaling(255.0)(x)"]
    return lines


def _augmenting(kind: str, dataset: str) -> str:
    background = BUILT_IN_SETS[dataset].background if dataset in BUILT_IN_SETS else None
    if background is None or kind not in _MOVING:
        return _AUGMENTING[kind]
    return f'{_AUGMENTING[kind][:-1]}, fill_mode="constant", fill_value={float(background)})'


_MODEL = "model = keras.Model(inputs, outputs)\nmodel.summary()"


def _base(experiment: TransferExperiment) -> list[str]:
    module, function = APPLICATIONS[_network_name(experiment)]
    weights = "None" if experiment.strategy == "from_scratch" else '"imagenet"'
    shape = f"input_shape=({experiment.size}, {experiment.size}, 3)"
    lines = [wrapped(f"base = {module}.{function}", [f"weights={weights}", "include_top=False", shape])]
    if experiment.strategy != "from_scratch":
        lines.append("base.trainable = False")
    return lines


def _through_base(experiment: TransferExperiment) -> list[str]:
    module = APPLICATIONS[_network_name(experiment)][0]
    fresh = experiment.strategy == "from_scratch"
    through = "base(x)" if fresh else "base(x, training=False)  # batch norm stays as it is"
    pooling = "GlobalAveragePooling2D" if experiment.pooling == "average" else "Flatten"
    return [f"x = {module}.preprocess_input(x)", f"x = {through}", f"x = layers.{pooling}()(x)"]


def _head(head: Experiment) -> list[str]:
    dense: list[Layer] = [layer for layer in head.resolved_layers if not layer.is_conv]
    lines = []
    for layer in dense:
        penalty = [f"kernel_regularizer=regularizers.L2({layer.l2!r})"] if layer.l2 else []
        lines.append(wrapped("x = layers.Dense", [str(DENSE_UNITS), 'activation="relu"', *penalty]) + "(x)")
        lines.append("x = layers.BatchNormalization()(x)")
        if layer.dropout:
            lines.append(f"x = layers.Dropout({layer.dropout!r})(x)")
    return lines


def _fit(head: Experiment, first_epoch: int = 0) -> str:
    # A stream of batches that epochs cut up, where an epoch is not all photos once.
    photos = f"train.unbatch().repeat().batch({head.batch_size})" if head.steps_per_epoch else "train"
    begin = [f"initial_epoch={first_epoch}"] if first_epoch else []
    return with_callbacks(head, [photos, *rounds(head), *begin, "validation_data=val"])


def _fine_tuning(experiment: TransferExperiment, head: Experiment) -> list[str]:
    """The chosen blocks are trained with the head, at a rate of their own."""
    lines = ["# Now the base too, at a small rate, so that what it has learnt is not lost.", "base.trainable = True"]
    if experiment.trained_from:
        lines += _refreeze(experiment)
    if "vgg" not in experiment.network:
        lines += _KEEP_BATCH_NORM
    compiling = compile_code(head)
    if experiment.base_rate != experiment.learning_rate:
        kind = compiling.partition("keras.optimizers.")[2].partition("(")[0]
        lines += ["", "", *_two_rates(kind, experiment)]
        compiling = compiling.replace(f"keras.optimizers.{kind}", "TwoRates")
    return ["\n".join([*lines, "", "", compiling]), _fit(head, experiment.head_first)]


def _two_rates(kind: str, experiment: TransferExperiment) -> list[str]:
    """An optimizer of this kind for Keras with TensorFlow, which has one learning rate for all weights."""
    return f'''\
slow = {{id(variable.value) for variable in base.trainable_variables}}


class TwoRates(keras.optimizers.{kind}):
    """Moves the weights of the base with a learning rate of their own."""

    def update_step(self, gradient, variable, learning_rate):
        factor = {experiment.base_rate!r} / {experiment.learning_rate!r} if id(variable) in slow else 1.0
        super().update_step(gradient, variable, learning_rate * factor)'''.splitlines()


def _refreeze(experiment: TransferExperiment) -> list[str]:
    if experiment.network == BUILT_IN:
        share = (experiment.trained_from or 0) / len(experiment.info.layers)
        return [f"for layer in base.layers[: round({share:.2f} * len(base.layers))]:", "    layer.trainable = False"]
    first = experiment.info.layers[experiment.trained_from or 0]
    return [
        f'first = base.layers.index(base.get_layer("{first}"))',
        "for layer in base.layers[:first]:",
        "    layer.trainable = False",
    ]


def _as_is(experiment: TransferExperiment, own_classes: Sequence[str]) -> list[str]:
    groups = dict(zip(own_classes, imagenet_groups(own_classes) or (), strict=False)) or _CATS_AND_DOGS
    known = [f"    {name!r}: {group if len(group) > 1 else list(group)!r},\n" for name, group in groups.items()]
    module, function = APPLICATIONS[_network_name(experiment)]
    size = NETWORKS[_network_name(experiment)].size
    return [
        _imports(experiment),
        _data(experiment.replace(strategy="frozen")).replace(
            f"({experiment.size}, {experiment.size})", f"({size}, {size})"
        ),
        f'model = {module}.{function}(weights="imagenet")',
        f"""\
# No training at all: the outputs for those of ImageNet's classes that mean each folder's are summed up.
outputs = {{
{"".join(known)}}}
right = count = 0
for pictures, labels in test:
    probabilities = model.predict({module}.preprocess_input(pictures), verbose=0)
    sums = np.stack([probabilities[:, list(outputs[name])].sum(axis=1) for name in classes], axis=1)
    right += (sums.argmax(axis=1) == labels.numpy()).sum()
    count += len(labels)
print(f"Test accuracy {{right / count:.4f}}")""",
    ]
