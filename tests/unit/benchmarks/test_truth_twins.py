"""What is tried for a remedy, and when a twin did better; what a judgement comes to."""

import numpy as np
import pytest

from benchmarks.truth.bench import Verdict
from benchmarks.truth.cases import Case
from benchmarks.truth.judge import _settings_at
from benchmarks.truth.passes import passed
from benchmarks.truth.remedies import CHANGES, changed, is_cause, is_set
from benchmarks.truth.report import figures_of
from benchmarks.truth.settings import PAGES, settings
from benchmarks.truth.twins import did_better, pass_better
from models.experiment import Experiment
from models.initialization.fresh_network import FreshNetwork
from models.layers import Layer
from models.training.findings.remedies import REMEDIES
from tests.unit.benchmarks.truth_evidence import layer, moment, run, said, slope


def test_every_remedy_of_the_lab_can_be_tried():
    lacking = Experiment(
        layers=(Layer(16, activation="elu"),),
        initializer="zeros",
        dropout=0.2,
        l2=0.01,
        label_noise=0.3,
        examples=100,
        learning_rate=2.0,
    )
    assert set(REMEDIES) <= set(CHANGES)
    tried = {name for name in REMEDIES if changed(name, lacking)}
    assert tried == set(REMEDIES)


def test_a_layer_of_its_own_settings_loses_them():
    (twin,) = changed("he", Experiment(layers=(Layer(8, initializer="zeros"),), initializer="normal"))
    assert twin.resolved_layers[0].initializer == "he_normal"


@pytest.mark.parametrize(
    ("name", "holder"),
    [
        ("he", Experiment(initializer="he_uniform")),
        ("batch_norm", Experiment(batch_norm="after")),
        ("fewer_epochs", Experiment(early_stopping="val_loss")),
        ("glorot", FreshNetwork(initializer="glorot_normal")),
    ],
)
def test_what_is_set_is_known(name, holder):
    assert is_set(name, holder)
    assert not is_set(name, type(holder)(initializer="normal"))


def test_a_lower_training_loss_is_better_and_noise_is_not():
    sentence = said("rate_too_low")
    wobbling = 1 + 0.1 * np.tile([1, -1], 20)
    assert did_better("rate_too_low", run(loss=1.0), run(loss=0.5), sentence)
    assert not did_better("rate_too_low", run(loss=wobbling), run(loss=wobbling - 0.02), sentence)


def test_fewer_saturated_values_are_no_gain_where_the_network_learns_worse():
    flat, steep = {20: moment([layer(flat=0.9)])}, {20: moment([layer(flat=0.1)])}
    sentence = said("saturated", layer=1, share=0.9)
    assert did_better("saturated", run(loss=0.5, moments=flat), run(loss=0.5, moments=steep), sentence)
    assert not did_better("saturated", run(loss=0.5, moments=flat), run(loss=2.3, moments=steep), sentence)


def test_of_overfitting_the_kept_weights_count():
    base = run(val_loss=slope(0.5, 2.0))
    stopped = run(val_loss=slope(0.5, 2.0), best_epoch=1)
    assert did_better("overfitting", base, stopped, said("overfitting"))
    assert not did_better("overfitting", base, base, said("overfitting"))


def test_a_twin_is_what_the_sentence_recommends():
    rate = Experiment(learning_rate=0.02)
    assert [one.learning_rate for one in changed("raise_rate", rate)] == [0.2]
    assert [one.initializer for one in changed("relu", Experiment(activation="tanh", initializer="zeros"))] == ["zeros"]
    fresh = FreshNetwork(activation="relu", initializer="normal")
    assert [one.initializer for one in changed("relu", fresh)] == ["he_normal"]
    assert not is_set("relu", fresh)
    assert [one.l2 for one in changed("more_penalty", Experiment(l2=0.02))] == [0.2, 0.03]
    assert not any(one.dropout < 0.6 for one in changed("more_dropout", Experiment(dropout=0.6)))


def test_less_of_nothing_is_no_advice():
    layers = (Layer(16),)
    for name, some in (
        ("less_dropout", Experiment(layers=layers, input_dropout=0.2)),
        ("less_penalty", Experiment(layers=(Layer(16, l2=0.01),))),
        ("smaller_noise", Experiment(label_noise=0.2)),
        ("random_weights", Experiment(layers=layers, initializer="zeros")),
    ):
        assert not is_set(name, some)
        assert is_set(name, Experiment(layers=layers, initializer="normal"))


def test_a_cause_must_be_in_the_settings():
    plain = Experiment(layers=(Layer(16),), optimizer="sgd", learning_rate=0.05)
    assert not any(is_cause(name, plain) for name in ("raise_rate", "lower_rate", "less_dropout", "noise", "relu"))
    assert is_cause("raise_rate", plain.replace(learning_rate=0.001))
    assert is_cause("less_dropout", plain.replace(dropout=0.8))
    assert not is_cause("less_dropout", plain.replace(dropout=0.1))
    assert is_cause("less_penalty", Experiment(layers=(Layer(16, l2=0.01),)))


def test_less_dropout_is_no_gain_where_the_network_without_it_is_as_good():
    dropped = run(accuracy=0.5, loss=1.5, moments={20: moment(accuracy=0.8)})
    without = run(accuracy=0.8, loss=0.5, moments={20: moment(accuracy=0.8)})
    assert not did_better("underfitting", dropped, without, said("underfitting"))
    better = run(accuracy=0.8, loss=0.5, moments={20: moment(accuracy=0.9)})
    assert did_better("underfitting", dropped, better, said("underfitting"))


@pytest.mark.parametrize("kind", ["overfitting", "improving"])
def test_of_a_loss_an_accuracy_says_nothing(kind):
    assert not did_better(kind, run(), run(val_accuracy=0.9), said(kind))
    assert not did_better(kind, run(val_loss=0.6), run(val_loss=0.599), said(kind))
    assert did_better(kind, run(val_loss=0.6), run(val_loss=0.5), said(kind))


def test_a_lower_validation_loss_closes_no_gap():
    base = run(accuracy=1.0, val_accuracy=0.7)
    assert not did_better("gap", base, run(accuracy=1.0, val_accuracy=0.7, val_loss=0.3), said("gap"))
    assert did_better("gap", base, run(accuracy=0.8, val_accuracy=0.72), said("gap"))


def test_a_hair_is_no_difference():
    base, twin = ({20: moment([layer(constant=share)])} for share in (0.56, 0.54))
    assert not did_better("dead", run(moments=base), run(moments=twin), said("dead", layer=1, share=0.56))
    lost = {20: moment([layer(), layer()], gradients=np.zeros(3))}
    assert not did_better("vanishing", run(moments=lost), run(moments=lost), said("vanishing"))
    same = passed(FreshNetwork(depth=2))
    assert not pass_better("saturated", same, same)


def test_settings_are_the_same_each_time_and_others_with_another_seed():
    for page in PAGES:
        assert settings(page) == settings(page)
        assert settings(page) != settings(page, 12)
        assert all(case.settings for case in settings(page))
    assert sum(len(settings(page)) for page in PAGES) >= 150


def test_what_is_said_when_a_change_is_made_is_said_before_it():
    changed_live = Case.of("lab", Experiment(dropout=0.8), "", 20, dropout=0.1)
    assert [_settings_at(changed_live, epoch).dropout for epoch in (10, 20, 30)] == [0.8, 0.8, 0.1]


def test_a_third_is_built():
    cases = [case for page in PAGES for case in settings(page)]
    assert 0.3 < sum(bool(case.must) for case in cases) / len(cases) < 0.7


def test_figures_count_statements_and_what_was_missed():
    wrong = [{"epoch": 10, "sentence": "", "reason": "because"}]
    drawn = Verdict(Case("lab", {}), {"gap": [], "overfitting": wrong})
    missed = Verdict(Case("lab", {}, must="dead"), {"gap": []})
    found = Verdict(Case("lab", {}, must="gap"), {"gap": []})
    failed = Verdict(Case("lab", {}), failure="killed")
    figures = figures_of([drawn, missed, found, failed], ["lab"])
    assert (figures["runs"], figures["failed"]) == (3, 1)
    assert figures["said_per_run"] == pytest.approx(4 / 3)
    assert figures["right_share"] == pytest.approx(3 / 4)
    assert figures["missed_share"] == pytest.approx(1 / 2)
    assert figures["kinds_said"] == 2
    assert (figures["lab_gap_said"], figures["lab_overfitting_right"], figures["lab_dead_missed"]) == (3, 0, 1)
