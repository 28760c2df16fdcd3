"""The transfer page's parts: the photos, the run that a tab follows, its pictures, what a trained network is for."""
