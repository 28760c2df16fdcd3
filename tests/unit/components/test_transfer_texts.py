"""What the page on transfer learning writes of its base, and of the points in the plane."""

import pytest

from components.transfer.findings import sentences
from components.transfer.points import points_spec
from models.transfer.experiment import TransferExperiment


@pytest.mark.parametrize(("block", "words"), [(1, "through the whole network"), (9, "What lies before them")])
def test_nothing_lies_before_the_first_block(block, words):
    (line,) = sentences(TransferExperiment(strategy="fine_tune", block=block), None, None)
    assert words in line


def test_only_directions_that_mean_something_are_named():
    def titles(method):
        (layer,) = points_spec(("cat", "dog"), "after", method)["layer"]
        return [layer["encoding"][axis]["title"] for axis in "xy"]

    assert titles("pca") == ["first direction", "second direction"]
    assert titles("tsne") == [None, None]
