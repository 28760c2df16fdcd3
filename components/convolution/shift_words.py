"""What the accuracies on moved digits say, in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from components.charts.bands import mean_in_words
from components.convolution.shift_answers import BySetting
from components.convolution.shift_runs import name_of
from components.i18n import N_, _
from components.words.numbers import decimals, percent, points
from models.runs.repeats import CONFIDENCE, Difference, difference, mean_of

LOOKED_AT = 3  # pixels
# Who is held against whom, and what is said of it by whether the first has more, less, or nobody can tell.
_PAIRS = {
    ("pooled", "dense"): {
        "more": N_("Filters that run over the picture, with pooling behind them, bear the shift better."),
        "less": N_("Filters with pooling behind them bear the shift worse here."),
    },
    ("unpooled", "dense"): {
        "more": N_("Filters alone help: what they have learnt to see in one place they see in every other."),
        "less": N_("Filters alone do not help: behind them, each place still has weights of its own."),
    },
    ("pooled", "unpooled"): {
        "more": N_(
            "They differ in pooling, and in the filters that it leaves room for: the largest value of a cell stays the "
            "same when what caused it moves a little."
        ),
        "less": N_("Pooling does not give the tolerance here."),
    },
}


def shift_words(shifted: Mapping[str, BySetting]) -> list[str]:
    """Sentences, as Markdown.

    Args:
        shifted: see `components.convolution.shift_answers.Moved`.
    """
    at = {network: figures[LOOKED_AT] for network, figures in shifted.items() if LOOKED_AT in figures}
    if not at:
        return []
    pairs = [pair for pair in _PAIRS if set(pair) <= set(at)]
    return [_figures(shifted, at), *(_comparison(pair, at) for pair in pairs)]


def _figures(shifted: Mapping[str, BySetting], at: Mapping[str, Mapping[int, float]]) -> str:
    """What each network has where nothing is moved, and where it is."""
    text = _("{network} {before} → **{after}**")
    parts = [
        text.format(
            network=name_of(network),
            before=_percent(mean_of(list(shifted[network][0].values())).value),
            after=mean_in_words(mean_of(list(figures.values())), _percent),
        )
        for network, figures in at.items()
    ]
    sentence = _("Right answers on the test digits as they are, and moved by {n} pixels: {figures}.")
    return sentence.format(n=LOOKED_AT, figures="; ".join(parts))


def _comparison(pair: tuple[str, str], at: Mapping[str, Mapping[int, float]]) -> str:
    """What the first has more than the second, how sure that is, and what follows."""
    found = difference(at[pair[0]], at[pair[1]])
    names = {"first": name_of(pair[0]), "second": name_of(pair[1])}
    if not found.count:
        return _("{first} and {second} have no seed in common yet.").format(**names)
    text = _("**{first}** against **{second}**: {difference}").format(
        difference=points(found.value, signed=True), **names
    )
    return " ".join([text, _sureness(found), *_consequence(pair, found)])


def _sureness(found: Difference) -> str:
    if found.count < 2:
        return _("with one seed. Another seed gives another figure: repeat it to see how much of this is luck.")
    interval = _("on average over {n} seeds ({sure} interval: {low} to {high} points).").format(
        n=found.count, sure=percent(CONFIDENCE, 0), low=_points(found.low), high=_points(found.high)
    )
    sure = _("That is more than luck explains.") if found.is_sure else _("That may be luck: the interval holds 0.")
    return f"{interval} {sure}"


def _consequence(pair: tuple[str, str], found: Difference) -> list[str]:
    if not found.is_sure:
        return []
    return [_(_PAIRS[pair]["more" if found.value > 0 else "less"])]


def _percent(share: float) -> str:
    return percent(share, 1)


def _points(share: float) -> str:
    return decimals(100 * share, 1)
