"""Messages name the field, the value and what is allowed, and links can hold anything."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.training.fitting import Unbuildable
from components.training.settings import EXPERIMENT
from components.words.errors import describe
from components.words.quoting import inside_code, quote
from models.architectures.depth import DepthExperiment
from models.datasets import DATASETS
from models.experiment import Experiment
from models.layers import MAX_UNITS
from models.settings import SettingError


def error_of(**query: str) -> SettingError:
    _experiment, errors = Experiment.from_query(query)
    return errors[0]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"learning_rate": "20"}, ("**Learning rate**", "` 20 `", "10⁻⁶", "10")),
        ({"activation": "he"}, ("**Activation**", "` he `", "Leaky ReLU", "Sigmoid")),
        ({"stop_when_met": "yes"}, ("**Stop when training accuracy", "` yes `", "on (1)", "off (0)")),
        ({"label_noise": "0.9"}, ("**Label noise**", "0\xa0%", "50\xa0%")),
        ({"layers": "64-9999"}, ("**Units**", "` 9999 `", f"{MAX_UNITS:,}")),
        ({"layers": "64:d=2"}, ("**Dropout rate**", "` 2 `", "0.9")),
        ({"layers": "64:a=he"}, ("**Activation**", "` he `", "Leaky ReLU")),
        ({"layers": "8-" * 8 + "8"}, ("**Hidden layers**", "` 9 `", "6")),
        ({"layers": "sixty"}, ("` sixty `", "`64-32`")),
        ({"dataset": "moons", "layers": "c8k3-4"}, ("` c8k3-4 `", "only pictures")),
    ],
)
def test_an_error_says_what_and_what_is_allowed(query, words):
    text = describe(error_of(**query))
    assert [word for word in words if word not in text] == []


def test_a_value_between_two_steps_names_the_step():
    settings, errors = DepthExperiment.from_query({"dense_layers": "7"})
    assert settings == DepthExperiment()
    assert describe(errors[0]) == "**Depth** cannot be ` 7 `. Choose a value from 2 to 50 in steps of 2."


@pytest.mark.parametrize(
    ("value", "text"),
    [("a`b", "`` a`b ``"), ("", "(empty)"), ("a\n\n# b", "` a # b `"), ("x" * 99, "` " + "x" * 40 + "… `")],
)
def test_a_quoted_value_is_never_markdown(value, text):
    assert quote(value) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("x\n\n![a](//e.ex/i)", "x ![a](//e.ex/i)"), ("a`b\r\n\r\n# c", "ab # c"), ("x" * 30, "x" * 20 + "…")],
)
def test_what_stands_inside_code_does_not_end_it(text, shown):
    assert inside_code(text, 20) == shown


def test_too_much_pooling_names_the_pictures():
    assert "CIFAR-10 photos" in Unbuildable("cifar10", "pixels").text()
    assert "10,000,000 parameters" in Unbuildable("cifar10", "parameters").text()


TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["nan", "inf", "-1", "1e400", "9" * 5000, "٣", "\u202e", "\x00", "1_0", "`" * 50, "c128k11vp4-1"]),
    st.from_regex(r"(c\d{1,3}k\d{1,2}v?(p\d)?-){0,5}\d{1,4}(:[a-z]{1,2}=[a-z0-9.]{1,5}){0,3}", fullmatch=True),
    st.sampled_from([item for spec in Experiment.FIELDS.values() for item in spec.choices]),
    st.floats().map(str),
    st.integers().map(str),
)


@settings(deadline=None)
@given(st.dictionaries(st.one_of(st.sampled_from(list(Experiment.FIELDS)), st.text(max_size=5)), TEXTS))
def test_no_link_is_too_odd(query):
    experiment, notices = EXPERIMENT.read(query)
    assert experiment.examples <= DATASETS[experiment.dataset].train_size
    for notice in notices:
        text = notice.text()
        assert text
        assert len(text) < 600
    assert EXPERIMENT.read(experiment.to_query()) == (experiment, [])
