"""The parts of the page on weight initialization."""
