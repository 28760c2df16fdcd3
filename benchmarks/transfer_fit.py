"""E3 the textbook's way, VGG16 in every epoch: ``python -m benchmarks.transfer_fit RUN EPOCHS``.

RUN is the `TransferExperiment` as JSON. Plain Keras and `model.fit` on decoded photos, every epoch all training photos
and all validation photos. Prints ``{"seconds": ...}``, the time of so many epochs; the compilation, done before on one
batch, is no part of it.
"""

from __future__ import annotations

import json
import sys
import time

import keras
import numpy as np

from models.imagenet.weights import find_weights
from models.photo_sets.sets import load_set
from models.photo_sets.split import split_set
from models.transfer.experiment import DENSE_UNITS, TransferExperiment


def build(experiment: TransferExperiment, classes: int) -> keras.Model:
    """E3 as the textbook writes it."""
    found = find_weights("vgg16", top=False)
    assert found is not None
    size = experiment.size
    base = keras.applications.VGG16(weights=str(found.path), include_top=False, input_shape=(size, size, 3))
    base.trainable = False
    layers = (
        *(base, keras.layers.Flatten(), keras.layers.Dense(DENSE_UNITS, activation="relu")),
        *(keras.layers.BatchNormalization(), keras.layers.Dropout(experiment.dropout)),
        keras.layers.Dense(classes, activation="softmax"),
    )
    model = keras.Sequential(layers)
    optimizer = keras.optimizers.Adam(experiment.learning_rate)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def main() -> None:
    text, epochs = sys.argv[1:]
    experiment = TransferExperiment.from_json(text)
    photos = load_set(experiment.dataset, "", experiment.size, experiment.per_class)
    split = split_set(photos, experiment.per_class, experiment.label_noise, experiment.seed)
    x, x_val = (
        keras.applications.vgg16.preprocess_input(photos.pictures[part].astype(np.float32))
        for part in (split.train, split.val)
    )
    y, y_val = split.y_train, photos.labels[split.val]
    model = build(experiment, len(photos.classes))
    batch = experiment.batch_size
    model.fit(x[:batch], y[:batch], batch, validation_data=(x_val[:batch], y_val[:batch]), verbose=0)
    started = time.perf_counter()
    model.fit(x, y, batch, epochs=int(epochs), validation_data=(x_val, y_val), verbose=0)
    print(json.dumps({"seconds": time.perf_counter() - started}))


if __name__ == "__main__":
    main()
