"""The training lab's parts: its controls, its pictures, and what comes after a run."""
