"""A run with a network of which Keras has only the file with the classifier."""

import shutil

import pytest

from models.engine.pretrained import cache
from models.home import weights_folder
from models.imagenet.networks import NETWORKS
from models.imagenet.weights import WeightsMissing
from tests.unit.engine.transfer.finished_runs import SMALL, run

FINE_TUNED = SMALL.replace(network="mobilenet_v2", head="softmax", strategy="fine_tune", block=19, epochs=1)


@pytest.fixture(autouse=True)
def emptied_cache():
    yield
    cache.clear()


def test_its_base_comes_from_there(fresh_home, mobilenet_file):
    with pytest.raises(WeightsMissing) as missing:
        run(FINE_TUNED)
    file = NETWORKS["mobilenet_v2"].weights
    assert missing.value.file == file
    weights_folder().mkdir(parents=True)
    shutil.copy(mobilenet_file, weights_folder() / file.name)
    result = run(FINE_TUNED)
    assert result.trainable == 2562 + 409_600
    assert result.parameters == 2_257_984 + 2562
