"""Networks that were published, counted and taken apart."""
