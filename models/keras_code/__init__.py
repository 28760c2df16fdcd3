"""The program under "In Keras": what is on the screen, as plain Keras code."""
