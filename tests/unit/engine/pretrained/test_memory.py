"""What is loaded is kept out of the way of collections."""

import gc

from models.engine.pretrained.memory import keep_what_is_loaded


def test_what_is_loaded_is_not_looked_through_again():
    loaded: list[list[int]] = [[]]
    try:
        keep_what_is_loaded()
        assert not any(found is loaded for found in gc.get_objects())
        later = [loaded]
        assert any(found is later for found in gc.get_objects())
    finally:
        gc.unfreeze()
