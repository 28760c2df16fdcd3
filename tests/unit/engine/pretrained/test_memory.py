"""What is loaded is kept out of the way of collections, and what runs leave is collected."""

import gc
import weakref

from models.engine.pretrained.memory import keep_what_is_loaded, release_now_and_then


def test_what_is_loaded_is_not_looked_through_again():
    loaded: list[list[int]] = [[]]
    try:
        keep_what_is_loaded()
        assert not any(found is loaded for found in gc.get_objects())
        later = [loaded]
        assert any(found is later for found in gc.get_objects())
    finally:
        gc.unfreeze()


class Model:
    """One that holds itself, as Keras's do."""

    def __init__(self):
        self.itself = self


def test_models_of_a_dozen_runs_are_given_back():
    gc.disable()
    try:
        models = [weakref.ref(Model()) for _ in range(3)]
        for _ in range(12):
            release_now_and_then()
        assert not any(model() for model in models)
    finally:
        gc.enable()
