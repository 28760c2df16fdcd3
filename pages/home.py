"""The home page: what LayerLab is, one picture, and the textbook experiments."""

from components.home.lessons import lessons
from components.home.starting_points import starting_points
from components.home.textbook import textbook_experiments
from components.i18n import _, lesson
from components.page import page_head

page_head(_("See how a network learns"), lesson("home"))
lessons()
starting_points()
textbook_experiments()
