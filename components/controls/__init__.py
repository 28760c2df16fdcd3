"""Controls that show the settings of a page and report their moves to them."""
