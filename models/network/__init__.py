"""The network's parts in NumPy: activations, initializers, the forward pass, shapes."""
