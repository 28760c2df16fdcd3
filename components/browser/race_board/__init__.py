"""The race of optimizers on a loss surface, animated in the browser."""
