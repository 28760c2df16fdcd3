"""What has JavaScript of its own."""

from pathlib import Path

# Part of the style sheet of each component that has a slider.
RANGE_STYLE = (Path(__file__).parent / "range.css").read_text("utf-8")
