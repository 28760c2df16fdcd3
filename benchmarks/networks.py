"""The networks that the training benchmark compares, as experiments and as plain Keras models."""

from __future__ import annotations

from models.experiment import Experiment
from models.layers import parse_layers

_FULL_MNIST = Experiment(dataset="mnist", examples=60_000, validation_share=0.0, epochs=5)

EXPERIMENTS: dict[str, Experiment] = {
    # B1 of the curriculum.
    "mlp": _FULL_MNIST.replace(
        activation="sigmoid", initializer="glorot_uniform", optimizer="sgd", learning_rate=0.01, batch_size=32
    ),
    # B6 of the curriculum, with Adam.
    "bn_dropout": _FULL_MNIST.replace(
        layers=parse_layers(
            "64:a=linear:i=he_normal:n=after:l2=0.01-64:d=0.2"
            "-32:a=linear:i=he_normal:n=after:l2=0.01-32-64:a=linear:i=he_normal:n=after:l2=0.01-64"
        ),
        initializer="glorot_uniform",
        optimizer="adam",
        learning_rate=0.001,
        batch_size=100,
    ),
    # C1 of the curriculum, on 9,600 training pictures.
    "cnn": Experiment(
        dataset="fashion_mnist",
        examples=12_000,
        validation_share=0.2,
        layers=parse_layers("c32k3p2-c16k5p2-64:n=after:d=0.3-32"),
        initializer="glorot_uniform",
        optimizer="adam",
        learning_rate=0.001,
        batch_size=16,
        epochs=2,
    ),
}
