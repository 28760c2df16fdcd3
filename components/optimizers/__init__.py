"""The parts of the page on optimizers."""
