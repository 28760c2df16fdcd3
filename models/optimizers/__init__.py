"""The race of the optimizers: rules, surfaces, formulas."""
