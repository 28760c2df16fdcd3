"""What helps a fresh network: the advice of the findings."""

from __future__ import annotations

from models.initialization.fresh_network import FreshNetwork

RECTIFIERS = ("relu", "leaky_relu", "elu", "selu", "gelu")  # He's variance is for those that cut off one side

_INITIALIZERS = {
    "he": ("he_normal", "he_uniform"),
    "glorot": ("glorot_normal", "glorot_uniform", "lecun_normal", "orthogonal"),
}
_SHALLOW = 2  # layers in which a sigmoid with Glorot's weights still passes a gradient on
_DEEP = 10
_FEW_EXAMPLES = 8  # too few for batch norm's statistics


def scale_remedies(network: FreshNetwork, grows: bool) -> tuple[str, ...]:
    """Against signals or gradients that grow with depth, or fade.

    A deep sigmoid is offered no initializer: at its steepest its slope is 1/4, so weights that keep the activations
    take three quarters of the gradient at each layer. With batch norm the weights' scale matters only where they are
    so small that epsilon does.
    """
    if network.batch_norm != "off":
        return ("fewer_layers",) if grows else (*_initializer(network), "fewer_layers")
    if network.activation == "sigmoid":
        return (*_batch_norm(network), "tanh", "relu")
    fewer = ("fewer_layers",) if network.depth >= _DEEP else ()
    return _initializer(network) + _batch_norm(network) + fewer or ("fewer_layers",)


def saturation_remedies(network: FreshNetwork) -> tuple[str, ...]:
    """Against values where the activation is flat."""
    if network.activation == "sigmoid" and network.depth > _SHALLOW:
        return (*_batch_norm(network), "tanh", "relu")
    return _initializer(network) + _batch_norm(network)


def dead_remedies(network: FreshNetwork) -> tuple[str, ...]:
    """Against ReLU's zeros, which do not depend on how large the weights are: no initializer is among them."""
    return (*_batch_norm(network), "leaky_relu")


def distinction_remedies(network: FreshNetwork) -> tuple[str, ...]:
    """Against layers that answer all inputs alike."""
    if network.activation == "sigmoid":
        return (*_batch_norm(network), "tanh", "relu")
    return _initializer(network) + _batch_norm(network) + ("fewer_layers",)


def _initializer(network: FreshNetwork) -> tuple[str, ...]:
    """The one that fits the activation, unless such a one is chosen."""
    name = "he" if network.activation in RECTIFIERS else "glorot"
    return () if network.initializer in _INITIALIZERS[name] else (name,)


def _batch_norm(network: FreshNetwork) -> tuple[str, ...]:
    """Before the activation, unless it is there, or the batch is too small for it."""
    return ("batch_norm",) if network.batch_norm != "before" and network.examples >= _FEW_EXAMPLES else ()
