"""Charts of a run, each as a constant spec, a small table for each frame, and a call that draws both."""
