"""The home page through Streamlit's own test driver."""

from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from components.home.starting_points import STARTS, start, start_sentence
from components.i18n import LANGUAGES
from components.words.presets import NOTES, SENTENCES, TITLES, note, published_line, sentence, title
from models.experiment import Experiment
from models.training.presets import PRESETS
from models.transfer.presets import TRANSFER_PRESETS

APP = str(Path(__file__).parents[2] / "pages" / "navigation.py")


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=20)
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def links(app: AppTest) -> list[Experiment]:
    """The experiments that the page's links open."""
    queries = [dict(parse_qsl(item.proto.query_string)) for item in app.get("page_link")]
    read = [Experiment.from_query(query) for query in queries]
    assert not [error for _, errors in read for error in errors]
    return [experiment for experiment, _ in read]


@pytest.mark.parametrize("code", LANGUAGES)
def test_opens_in_every_language(code):
    app = opened(lang=code)
    assert not app.exception
    assert not app.warning
    assert len(app.title) == 1


def test_every_textbook_experiment_opens_with_exactly_its_settings():
    found = links(opened())
    for preset in PRESETS.values():
        assert preset.experiment in found
        assert preset.built_in in found
    assert all(experiment in found for experiment in STARTS.values())


def test_links_keep_the_language_of_the_address():
    queries = [dict(parse_qsl(item.proto.query_string)) for item in opened(lang="ko").get("page_link")]
    assert {query.get("lang") for query in queries} == {"ko"}


def test_an_unknown_language_is_named():
    app = opened(lang="xx`**")
    assert not app.exception
    assert "lang=xx**" in app.warning[0].value


def test_every_preset_has_words():
    assert all(title(key) and sentence(key) and "{" not in note(key) for key in (*PRESETS, *TRANSFER_PRESETS))
    # A1 and C2 are lessons with texts of their own; all of E1's figures stand in one sentence.
    assert set(TITLES) == {*PRESETS, *TRANSFER_PRESETS, "A1", "C2", "E1"}
    assert set(SENTENCES) == {*NOTES, "E1"} == {*PRESETS, *TRANSFER_PRESETS, "E1"}


def test_published_figures_stand_with_their_data():
    assert published_line(PRESETS["B1"]).startswith("Textbook: training accuracy 99.34\xa0%")
    assert "60,000" in published_line(PRESETS["B1"])
    assert published_line(PRESETS["C1"]).endswith("after 6 epochs; learnt from 48,000 examples of Fashion-MNIST.")
    assert "%" not in published_line(PRESETS["B5"])


def test_the_picture_shows_what_the_curriculum_says():
    assert start("large").saturated == pytest.approx(0.82, abs=0.03)  # beyond ±0.975; 85 % lie beyond ±0.95
    assert start("small").spread == pytest.approx(1e-5, rel=0.3)
    assert start("glorot").spread == pytest.approx(0.32, abs=0.03)


def test_the_sentences_say_what_becomes_of_the_gradient():
    assert start("large").factor > 10
    assert start("small").factor < 1e-3
    assert 1 / 3 < start("glorot").factor < 1
    assert "34.4 times the gradient" in start_sentence("large")
