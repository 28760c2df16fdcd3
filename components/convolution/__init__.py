"""The parts of the page on convolution."""
