"""What is said of the networks on moved digits follows from their figures."""

import pytest

from components.convolution.shift_words import LOOKED_AT, shift_words


def figures(*shares: float) -> dict[float, dict[int, float]]:
    """Of one network: the same share on digits as they are, and these, one for each seed, where they are moved."""
    return {0: dict.fromkeys(range(1, len(shares) + 1), 0.9), LOOKED_AT: dict(enumerate(shares, start=1))}


def test_nothing_is_said_before_there_are_figures():
    assert shift_words({}) == []


def test_one_network_is_told_alone():
    (sentence,) = shift_words({"dense": figures(0.3)})
    assert "3 pixels" in sentence
    assert "Dense network 90.0\xa0% → **30.0\xa0% (a single seed)**" in sentence


def test_one_seed_leaves_open_what_is_luck():
    _, sentence = shift_words({"dense": figures(0.3), "pooled": figures(0.8)})
    assert sentence.startswith("**CNN with pooling** against **Dense network**: +50 percentage points with one seed.")
    assert "luck" in sentence
    assert "pooling behind them" not in sentence, "nothing follows from one seed"


@pytest.mark.parametrize(
    ("pooled", "says"),
    [
        ((0.80, 0.82, 0.78, 0.81, 0.79), "bear the shift better"),
        ((0.10, 0.12, 0.08, 0.11, 0.09), "bear the shift worse"),
        ((0.30, 0.35, 0.25, 0.31, 0.29), "the interval holds 0"),
    ],
)
def test_several_seeds_say_how_sure_it_is_and_what_follows(pooled, says):
    dense = (0.30, 0.31, 0.29, 0.30, 0.30)
    _, sentence = shift_words({"dense": figures(*dense), "pooled": figures(*pooled)})
    assert "on average over 5 seeds (95\xa0% interval:" in sentence
    assert says in sentence


def test_the_interval_is_that_of_the_paired_differences():
    # By hand: differences 0.4, 0.5, 0.6: mean 0.5, standard error 0.1 / sqrt(3), t(2) at 97.5 % is 4.303.
    _, sentence = shift_words({"dense": figures(0.3, 0.3, 0.3), "pooled": figures(0.7, 0.8, 0.9)})
    assert "interval: 25.2 to 74.8 points" in sentence


def test_three_networks_are_compared_in_pairs():
    said = shift_words({"dense": figures(0.3, 0.31), "pooled": figures(0.8, 0.81), "unpooled": figures(0.5, 0.52)})
    assert [sentence.split(":")[0] for sentence in said[1:]] == [
        "**CNN with pooling** against **Dense network**",
        "**CNN without pooling** against **Dense network**",
        "**CNN with pooling** against **CNN without pooling**",
    ]


def test_seeds_that_only_one_has_are_no_difference():
    pooled = {setting: {2: by_seed[1]} for setting, by_seed in figures(0.8).items()}
    _, sentence = shift_words({"dense": figures(0.3), "pooled": pooled})
    assert "no seed in common" in sentence
