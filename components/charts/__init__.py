"""Charts of a run, each as a constant spec, a small table for each frame, and a call that draws both."""

from components.charts.boundary import boundary_data, boundary_spec, draw_boundary
from components.charts.comparison import comparison_data, comparison_spec, draw_comparison
from components.charts.confusion import confusion_data, confusion_spec, draw_confusion
from components.charts.curves import curves_data, curves_spec, draw_curves
from components.charts.ridges import draw_ridges, ridges_data, ridges_spec

__all__ = [
    "boundary_data",
    "boundary_spec",
    "comparison_data",
    "comparison_spec",
    "confusion_data",
    "confusion_spec",
    "curves_data",
    "curves_spec",
    "draw_boundary",
    "draw_comparison",
    "draw_confusion",
    "draw_curves",
    "draw_ridges",
    "ridges_data",
    "ridges_spec",
]
