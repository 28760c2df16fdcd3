"""What the page on transfer learning writes of figures, and of the points in the plane."""

import pytest

from components.transfer.findings import accuracy_text, sentences
from components.transfer.points import points_spec
from models.transfer.experiment import TransferExperiment

SHARES = {
    (1.0, 2): "100",
    (0.5, 2): "50",
    (2 / 3, 60): "67",
    (0.965, 200): "96.5",
    (0.9579, 2000): "95.79",
    (0.5, 0): "50.00",
}


@pytest.mark.parametrize(("share", "photos"), SHARES)
def test_an_accuracy_has_no_more_decimals_than_its_photos_bear(share, photos):
    assert accuracy_text(share, photos) == SHARES[share, photos] + "\N{NO-BREAK SPACE}%"


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
