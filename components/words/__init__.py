"""What is said: names of fields and values, numbers, quotations, refusals."""
