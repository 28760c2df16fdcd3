"""The parts of the page on architectures."""
