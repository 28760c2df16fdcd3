"""Photos from outside: decoding what may be hostile, fitting them to a network's input, reading archives of them."""
