"""The training lab's network: presets, schedules, its preview, what is said of a run."""
