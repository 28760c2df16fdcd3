"""The training lab's parts: the run that a tab follows, its buttons, its pictures, and what comes after."""
