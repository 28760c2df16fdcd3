"""The names that choices have on the screen: "he_normal" is "He normal"."""

from __future__ import annotations

from components.i18n import N_
from models.architectures.family import MEMBERS
from models.architectures.inception import MODULES
from models.imagenet.networks import BUILT_IN, NETWORKS

_DATASETS = {
    "digits": N_("Digits (built in)"),
    "mnist": N_("MNIST digits"),
    "fashion_mnist": N_("Fashion-MNIST"),
    "cifar10": N_("CIFAR-10 photos"),
    "moons": N_("Moons"),
    "circles": N_("Circles"),
    "blobs": N_("Blobs"),
    "xor": N_("XOR"),
    "spiral": N_("Spiral"),
    "drawn": N_("Drawn cats and dogs (built in)"),
    "cats_and_dogs": N_("Dogs and cats"),
    "sign_language": N_("Sign-language digits"),
    "own": N_("My own photos"),
}
_ACTIVATIONS = {
    "sigmoid": N_("Sigmoid"),
    "tanh": N_("Tanh"),
    "relu": N_("ReLU"),
    "leaky_relu": N_("Leaky ReLU"),
    "elu": N_("ELU"),
    "selu": N_("SELU"),
    "gelu": N_("GELU"),
    "linear": N_("Linear"),
}
_INITIALIZERS = {
    "normal": N_("Normal (Init std)"),
    "glorot_normal": N_("Glorot normal (Xavier)"),
    "glorot_uniform": N_("Glorot uniform"),
    "he_normal": N_("He normal"),
    "he_uniform": N_("He uniform"),
    "lecun_normal": N_("LeCun normal"),
    "orthogonal": N_("Orthogonal"),
    "zeros": N_("Zeros"),
}
_OPTIMIZERS = {
    "sgd": N_("SGD"),
    "momentum": N_("Momentum"),
    "nesterov": N_("Nesterov"),
    "adagrad": N_("AdaGrad"),
    "rmsprop": N_("RMSprop"),
    "adam": N_("Adam"),
}
_NETWORKS = {name: info.title for name, info in NETWORKS.items()} | {BUILT_IN: N_("EfficientNet-Lite0 (built in)")}
_MONITORS = {"off": N_("Off"), "val_loss": N_("Validation loss"), "val_accuracy": N_("Validation accuracy")}

_KERNELS = {
    "edge": N_("Edges"),
    "vertical": N_("Vertical edges"),
    "horizontal": N_("Horizontal edges"),
    "blur": N_("Blur"),
    "sharpen": N_("Sharpen"),
    "emboss": N_("Emboss"),
    "identity": N_("Identity"),
    "random": N_("Random"),
}

CHOICES = {
    "dataset": _DATASETS,
    "activation": _ACTIVATIONS,
    "initializer": _INITIALIZERS,
    "batch_norm": {"off": N_("Off"), "before": N_("Before activation"), "after": N_("After activation")},
    "optimizer": _OPTIMIZERS,
    "optimizers": _OPTIMIZERS,
    "selected": _OPTIMIZERS,
    "schedule": {
        "constant": N_("Constant"),
        "step": N_("Step"),
        "exponential": N_("Exponential"),
        "cosine": N_("Cosine"),
    },
    "early_stopping": _MONITORS,
    "checkpoint": _MONITORS,
    "inputs": {"normal": N_("Random, N(0, 1)"), "digits": N_("Handwritten digits")},
    "compared": {
        "dense": N_("Dense network"),
        "pooled": N_("CNN with pooling"),
        "unpooled": N_("CNN without pooling"),
    },
    "surface": {
        "bowl": N_("Bowl"),
        "valley": N_("Long valley"),
        "saddle": N_("Saddle"),
        "beale": N_("Beale"),
        "rosenbrock": N_("Rosenbrock"),
        "minima": N_("Several minima"),
        "own": N_("Your own formula"),
    },
    "model": _NETWORKS,
    "second": {"none": N_("None")} | _NETWORKS,
    "fit": {"crop": N_("Cropping"), "squeeze": N_("Squeezing")},
    "sample": {
        "cat": N_("Cat"),
        "coffee": N_("Cup of coffee"),
        "rocket": N_("Rocket"),
        "astronaut": N_("Astronaut"),
        "flower": N_("Flower"),
        "temple": N_("Temple"),
        "noise": N_("Random noise"),
        "stripes": N_("Stripes"),
    },
    "part": {
        "seen": N_("What it gets"),
        "inside": N_("Feature maps"),
        "heat": N_("Where it looks"),
        "patch": N_("Hide a patch"),
        "networks": N_("Networks"),
        "accuracy": N_("Accuracy"),
    },
    "speed": {"full": N_("Full speed"), "10": N_("10 epochs a second"), "2": N_("2 epochs a second")},
    "padding": {"same": N_("Same size"), "valid": N_("No padding")},
    "augmentation": {
        "flip": N_("Flip"),
        "rotate": N_("Rotate"),
        "shift": N_("Shift"),
        "zoom": N_("Zoom"),
        "brightness": N_("Brightness"),
        "noise": N_("Noise"),
    },
    "photo_size": {size: f"{size} × {size}" for size in ("64", "100", "160", "224")},
    "network": _NETWORKS,
    "strategy": {
        "as_is": N_("As it is, untrained"),
        "frozen": N_("Frozen base, new head"),
        "fine_tune": N_("Fine-tune from a block on"),
        "everything": N_("Fine-tune everything"),
        "from_scratch": N_("Same network from scratch"),
        "small_cnn": N_("Small CNN from scratch"),
    },
    "joining": {
        "zero": N_("Added; blocks begin at zero"),
        "he": N_("Added; He everywhere"),
        "highway": N_("Highway: through a gate"),
        "densenet": N_("DenseNet: side by side"),
    },
    "pooling": {"average": N_("Average pooling"), "flatten": N_("Flatten")},
    "picture": {
        "digit": N_("A digit"),
        "drawing": N_("Your drawing"),
        "photo_grey": N_("A photo in grey"),
        "photo": N_("A photo in colour"),
    },
    "kernel": _KERNELS | {"learnt": N_("Learnt from digits"), "own": N_("Your own")},
    "next_kernel": {"none": N_("None")} | _KERNELS,
    "pool": {"none": N_("None"), "max": N_("Max pooling"), "average": N_("Average pooling")},
    "architecture": {name: member.title for name, member in MEMBERS.items()},
    "measure": {"top_1": N_("Top-1"), "top_5": N_("Top-5")},
    "cost": {"parameters": N_("Parameters"), "multiply_adds": N_("Multiply-adds")},
    "module": {name: name for name in MODULES},
    "animals": {
        "cat_dog_cat": N_("Cat, dog, cat"),
        "dog_cat_dog": N_("Dog, cat, dog"),
        "cat_cat_cat": N_("Three cats"),
        "dog_dog_dog": N_("Three dogs"),
    },
    "head": {"softmax": N_("Softmax only"), "dense": N_("Dense 64, batch norm, dropout")},
}
