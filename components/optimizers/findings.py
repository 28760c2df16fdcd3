"""What a race shows, in words."""

from __future__ import annotations

from functools import partial

from components.i18n import N_, _
from components.optimizers.picture import raced
from components.words.findings import Places, Sentences, Values, Words, either, written_as
from components.words.labels import choice
from components.words.numbers import number, percent
from models.optimizers.findings import findings
from models.optimizers.race import Race


def race_sentences(race: Race) -> list[str]:
    """The findings about a race, as Markdown sentences, most important first."""
    words = words_for(race)
    return [words.say(finding) for finding in findings(race, raced(race))]


def words_for(race: Race) -> Words:
    """How the findings about a race are said."""
    return Words(_SENTENCES, {**_PLACES, "name": partial(_with_start, race.two_starts)})


def _optimizer(values: Values) -> str:
    return choice("optimizer", values["optimizer"])


def _with_start(two_starts: bool, values: Values) -> str:
    """The optimizer, and which start it came from where that matters and there are two."""
    if "start" not in values or not two_starts:
        return _optimizer(values)
    return _("{name} from start {n}").format(name=_optimizer(values), n=values["start"] + 1)


def _alone(values: Values) -> bool:
    return len(values["optimizers"]) == 1


_SENTENCES: Sentences = {
    "undefined": N_("**The loss has no finite value at start {n}.** Choose another place."),
    "left_domain": either(
        _alone,
        N_(
            "**{names} stepped to where the formula has no value**, at step {step}: there is no loss there, and no "
            "slope to follow."
        ),
        N_(
            "**{names} stepped to where the formula has no value**, {first} first, at step {step}: there is no loss "
            "there, and no slope to follow."
        ),
    ),
    "bottomless": either(
        _alone,
        N_(
            "**{names} falls without end**, out of bounds at step {step}: this formula sinks towards minus infinity "
            "and has no lowest point."
        ),
        N_(
            "**{names} fall without end**, {first} fastest, out of bounds at step {step}: this formula sinks towards "
            "minus infinity and has no lowest point."
        ),
    ),
    "diverged": either(
        _alone,
        N_(
            "**{names} left for infinity** at step {step}: the learning rate is too high for the steepest direction, "
            "and every step overshoots further than the one before."
        ),
        N_(
            "**{names} left for infinity**, {first} first, at step {step}: the learning rate is too high for the "
            "steepest direction, and every step overshoots further than the one before."
        ),
    ),
    "still": N_("**No optimizer gets anywhere:** a learning rate of {rate} is too low. Try one ten times larger."),
    "local": N_(
        "**{names} ended in a minimum that is not the lowest**, at ({x}, {y}) with a loss of {loss}, from start {n}. "
        "The slope is 0 there, so nothing tells the optimizer that it is deeper elsewhere."
    ),
    "saddle": N_(
        "**Held up on a saddle:** {names}, at a loss of {loss}. The ground is nearly flat there, although it falls "
        "away on two sides."
    ),
    "nearest": either(
        lambda values: bool(values["arrived"]),
        N_("**{name} is nearest to the lowest minimum** and has arrived, with a loss of {loss} at the end."),
        N_(
            "**{name} is nearest to the lowest minimum** at the end, but still {distance} away from it, with a loss of "
            "{loss}."
        ),
    ),
    "lowest": N_("**{name} has the lowest loss at the end:** {loss}."),
    "oscillates": either(
        _alone,
        N_(
            "**{name} goes from side to side along {axis}:** it goes back the other way in {share} of its larger "
            "steps; a smaller learning rate damps it."
        ),
        N_(
            "**From side to side along {axis}:** {names}. {most} goes back the other way in {share} of its larger "
            "steps; a smaller learning rate damps it."
        ),
    ),
}
_PLACES: Places = {
    **written_as(percent, "share"),
    "names": lambda values: ", ".join(choice("optimizer", name) for name in values["optimizers"]),
    "first": _optimizer,
    "most": _optimizer,
    "n": lambda values: values["start"] + 1,
    "x": lambda values: number(values["point"][0]),
    "y": lambda values: number(values["point"][1]),
    "rate": lambda values: number(values["learning_rate"]),
}
