"""How much of a worker's memory a run takes, from its experiment alone: for controls, links, workers and their pool."""
