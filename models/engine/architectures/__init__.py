"""Published networks that Keras has not, and the counting of all."""
