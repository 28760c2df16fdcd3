"""Every kind of experiment: as JSON, what is refused, what may change while it runs, and that there is a trainer."""

from contextlib import suppress

import pytest

from models.any_experiment import KINDS, read_experiment
from models.layers import parse_layers
from models.settings import Field, SettingError
from models.training.continued import ContinuedExperiment

EVERY = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def other_values(spec: Field):
    """Values of a field, its bounds and choices among them."""
    if spec.choices:
        return spec.choices if spec.kind is str else (spec.choices, spec.choices[:1], ())
    if spec.low is not None:
        return spec.low, spec.high
    return {bool: (True, False), str: ("", "some"), tuple: (parse_layers("8-4:d=0.5"), ())}.get(spec.kind, ())


def variants(kind):
    """The default, and all that differ from it in one field and are allowed."""
    found = [kind()]
    for name, spec in kind.FIELDS.items():
        for value in other_values(spec):
            with suppress(SettingError):  # it does not go with the defaults
                found.append(kind().replace(**{name: value}))
    return found


@EVERY
def test_json_gives_the_same_experiment(kind):
    assert len(variants(kind)) >= 2
    for experiment in variants(kind):
        assert read_experiment(experiment.to_json()) == experiment
        assert kind.from_json(experiment.to_json()) == experiment


def test_a_part_of_a_trained_network_travels_too():
    experiment = ContinuedExperiment(part="dense", start="weights.keras")
    assert read_experiment(experiment.to_json()) == experiment


@EVERY
@pytest.mark.parametrize(
    ("rest", "field"),
    [
        (', "colour": 1}', "colour"),
        ("", "settings"),
        ("]", "settings"),
    ],
)
def test_wrong_json_names_the_field(kind, rest, field):
    text = f'{{"kind": "{kind.kind}"{rest}'
    for read in (read_experiment, kind.from_json):
        with pytest.raises(SettingError) as caught:
            read(text)
        assert caught.value.field == field


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": "unknown"}', '{"kind": ["training"]}', '{"kind": null}'])
def test_text_that_is_no_experiment_is_refused(text):
    with pytest.raises(SettingError):
        read_experiment(text)


@EVERY
def test_only_live_fields_may_change_while_it_runs(kind):
    for experiment in variants(kind):
        changed = kind().differences(experiment)
        if kind().is_live_change(experiment):
            assert all(kind.FIELDS[name].live for name in changed)
            assert kind().structure == experiment.structure


def test_every_kind_has_a_trainer():
    from models.engine.worker import TRAINERS

    assert TRAINERS.keys() == KINDS.keys()
