"""What is said of auxiliary heads follows from the gradients."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.architectures.heads import CASES, heads_picture
from components.picture import to_json
from models.architectures.heads import FEWEST_LAYERS, MOST_LAYERS, AuxiliaryHeads, head_gradients

VERDICTS = {
    "vanishes": "That is too little all the same: it vanishes.",
    "small": "Most of it is lost, but it does not vanish.",
    "as before": "It gets through without them, too, so there is little to gain.",
    "through": "Now it gets through.",
}
any_heads = st.builds(
    AuxiliaryHeads,
    depth=st.integers(FEWEST_LAYERS // 2, MOST_LAYERS // 2).map(lambda half: 2 * half),
    head_weight=st.one_of(st.just(0.0), st.floats(0.01, 1.0)),
    activation=st.sampled_from(["sigmoid", "tanh", "relu"]),
    weights_seed=st.integers(0, 9999),
)


def said(heads: AuxiliaryHeads) -> str:
    picture = heads_picture(heads)
    to_json(picture)  # as it travels
    return "\n".join(picture["words"])


@settings(deadline=None, max_examples=60)
@given(any_heads)
def test_every_sentence_is_true(heads):
    text, gradients = said(heads), head_gradients(heads)
    alone, together, factor = gradients.share_alone, gradients.share_together, gradients.factor
    assert ("it vanishes on its way" in text) == (alone < 0.01)
    assert ("most of it is lost on its way" in text) == (0.01 <= alone < 0.1)
    given_verdicts = [name for name, verdict in VERDICTS.items() if verdict in text]
    if not heads.head_weight:
        assert "both lines are the same" in text
        assert (factor, given_verdicts) == (1.0, [])
        return
    (verdict,) = given_verdicts
    assert (verdict == "vanishes") == (together < 0.01)
    # "All the same", "lost" and "now" would be wrong if the gradient had been better without the heads.
    if verdict in {"vanishes", "small"}:
        assert alone < 0.1
        assert factor > 1
    if verdict == "through":
        assert alone < 0.1 <= together
    if verdict == "as before":
        assert min(alone, together) >= 0.1
        assert 0.5 < factor < 10
    relu = head_gradients(heads.replace(activation="relu"))
    has_little = relu.share_alone >= 0.1 and relu.factor < 10
    assert ("There is little to gain." in text) == (has_little and heads.activation != "relu")


@pytest.mark.parametrize("weights_seed", [1, 2, 3])
def test_the_cases_show_what_they_say(weights_seed):
    verdicts = [said(case.replace(weights_seed=weights_seed)) for _name, case in CASES]
    for text, verdict in zip(verdicts, ("small", "vanishes", "as before"), strict=True):
        assert VERDICTS[verdict] in text


def test_the_last_head_alone_has_one_line_and_no_word_on_others():
    picture = heads_picture(AuxiliaryHeads(auxiliary=False))
    assert set(picture["tables"]["gradient"]["line"]) == {"Last head alone"}
    assert len(picture["words"]) == 1
    assert len(heads_picture(AuxiliaryHeads())["tables"]["gradient"]["x"]) == 2 * 20


def test_the_heads_are_counted_and_thrown_away():
    line = heads_picture(AuxiliaryHeads())["lines"]["parameters"]
    assert re.findall(r"[\d,]*\d", line) == ["129,930", "1,300", "13,378,280", "6,998,552"]
