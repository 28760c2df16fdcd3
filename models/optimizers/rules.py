"""The update rules of six optimizers in NumPy, with Keras 3's formulas, defaults and places of epsilon.

A rule keeps its state from step to step. Everything is elementwise, so one rule moves several points
at once. In each formula w is the point, g its gradient and η the learning rate.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

EPSILON = 1e-7  # keras.config.epsilon(), the default of AdaGrad, RMSprop and Adam
INITIAL_ACCUMULATOR = 0.1  # keras.optimizers.Adagrad's initial_accumulator_value

Terms = dict[str, np.ndarray]


class Rule(Protocol):
    """An optimizer with its state."""

    def step(self, gradient: np.ndarray) -> Terms:
        """Take one step.

        Args:
            gradient: (..., 2), of the shape that the rule was made for.

        Returns:
            The step's quantities by name, each of the gradient's shape and the caller's to keep: what the
            rule remembered before and after, and "move", which is to be added to the point.
        """


class Sgd:
    """w += -η g.

    Robbins and Monro 1951, "A stochastic approximation method", https://doi.org/10.1214/aoms/1177729586.
    """

    def __init__(self, shape: tuple[int, ...], learning_rate: float) -> None:
        self._rate = _as_float32(learning_rate)

    def step(self, gradient: np.ndarray) -> Terms:
        """Terms: move."""
        return {"move": -self._rate * gradient}


class Momentum:
    """v = μ v - η g; w += v.

    Polyak 1964, "Some methods of speeding up the convergence of iteration methods",
    https://doi.org/10.1016/0041-5553(64)90137-5; written as in Sutskever et al. 2013, "On the importance of
    initialization and momentum in deep learning", equations 1 and 2, https://proceedings.mlr.press/v28/sutskever13.html.
    """

    def __init__(self, shape: tuple[int, ...], learning_rate: float, momentum: float) -> None:
        self._rate, self._momentum = _as_float32(learning_rate), _as_float32(momentum)
        self._velocity = np.zeros(shape)

    def step(self, gradient: np.ndarray) -> Terms:
        """Terms: velocity_before, velocity, move."""
        before = self._velocity
        self._velocity = self._momentum * before - self._rate * gradient
        return {"velocity_before": before, "velocity": self._velocity, "move": self._velocity}


class Nesterov(Momentum):
    """v = μ v - η g; w += μ v - η g: the look ahead written for the gradient at w itself.

    Sutskever et al. 2013, equations 3 and 4, take the gradient at w + μ v; with that point called w it is the
    simplified form of Bengio et al. 2013, "Advances in optimizing recurrent networks", https://arxiv.org/abs/1212.0901.
    """

    def step(self, gradient: np.ndarray) -> Terms:
        """Terms: velocity_before, velocity, move."""
        before = self._velocity
        downhill = self._rate * gradient
        self._velocity = self._momentum * before - downhill
        move = self._momentum * self._velocity - downhill
        return {"velocity_before": before, "velocity": self._velocity, "move": move}


class AdaGrad:
    """s = s + g²; w += -η g / sqrt(s + ε), where s begins at `INITIAL_ACCUMULATOR`.

    Duchi et al. 2011, "Adaptive subgradient methods for online learning and stochastic optimization", the update with
    its matrix's diagonal, https://jmlr.org/papers/v12/duchi11a.html; where s begins and ε stands is Keras's choice.
    """

    def __init__(self, shape: tuple[int, ...], learning_rate: float) -> None:
        self._rate = _as_float32(learning_rate)
        self._squares = np.full(shape, INITIAL_ACCUMULATOR)

    def step(self, gradient: np.ndarray) -> Terms:
        """Terms: squares_before, squares, move."""
        before = self._squares
        self._squares = before + gradient * gradient
        move = -self._rate * gradient / np.sqrt(self._squares + EPSILON)
        return {"squares_before": before, "squares": self._squares, "move": move}


class RmsProp:
    """s = ρ s + (1 - ρ) g²; w += -η g / sqrt(s + ε).

    Tieleman and Hinton 2012, lecture 6.5 of "Neural networks for machine learning",
    https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf; where ε stands is Keras's choice.
    """

    def __init__(self, shape: tuple[int, ...], learning_rate: float, rho: float) -> None:
        self._rate, self._rho = _as_float32(learning_rate), rho
        self._squares = np.zeros(shape)

    def step(self, gradient: np.ndarray) -> Terms:
        """Terms: squares_before, squares, move."""
        before = self._squares
        self._squares = self._rho * before + (1.0 - self._rho) * (gradient * gradient)
        move = -self._rate * gradient / np.sqrt(self._squares + EPSILON)
        return {"squares_before": before, "squares": self._squares, "move": move}


class Adam:
    """m = β₁ m + (1 - β₁) g; v = β₂ v + (1 - β₂) g²; w += -α m / (sqrt(v) + ε).

    Both bias corrections stand in α = η sqrt(1 - β₂ᵗ) / (1 - β₁ᵗ), at step t from 1. Kingma and Ba 2015, "Adam: a
    method for stochastic optimization", the shorter form at the end of section 2: its ε is added to the uncorrected
    root, https://arxiv.org/abs/1412.6980.
    """

    def __init__(self, shape: tuple[int, ...], learning_rate: float, beta_1: float, beta_2: float) -> None:
        self._rate, self._beta_1, self._beta_2 = _as_float32(learning_rate), beta_1, beta_2
        self._rounded_1, self._rounded_2 = _as_float32(beta_1), _as_float32(beta_2)
        self._first, self._second = np.zeros(shape), np.zeros(shape)
        self._time = 0

    def step(self, gradient: np.ndarray) -> Terms:
        """Terms: first_moment_before, first_moment, second_moment_before, second_moment, corrected_rate, move."""
        self._time += 1
        first_before, second_before = self._first, self._second
        self._first = self._beta_1 * first_before + (1.0 - self._beta_1) * gradient
        self._second = self._beta_2 * second_before + (1.0 - self._beta_2) * (gradient * gradient)
        rate = self._rate * np.sqrt(1.0 - self._rounded_2**self._time) / (1.0 - self._rounded_1**self._time)
        return {
            "first_moment_before": first_before,
            "first_moment": self._first,
            "second_moment_before": second_before,
            "second_moment": self._second,
            "corrected_rate": np.full_like(gradient, rate),
            "move": -rate * self._first / (np.sqrt(self._second) + EPSILON),
        }


def _as_float32(value: float) -> float:
    """How Keras keeps η, μ and the β of the bias correction, whatever the variable's type: it shows in a path."""
    return float(np.float32(value))


# Each takes (shape, learning_rate) and, by name, the values of `models.experiment.OPTIMIZER_VALUES`.
RULES: dict[str, type] = {
    "sgd": Sgd,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "adagrad": AdaGrad,
    "rmsprop": RmsProp,
    "adam": Adam,
}
