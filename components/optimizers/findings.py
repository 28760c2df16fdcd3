"""What a race shows, in words."""

from __future__ import annotations

from collections.abc import Sequence

from components.i18n import _
from components.optimizers.picture import raced
from components.optimizers.settings import RACE
from components.words.findings import Values, Words, say
from components.words.labels import choice
from components.words.numbers import number, percent
from models.optimizers.findings import findings


def race_sentences() -> list[str]:
    """The findings about the race of the controls, as Markdown sentences, most important first."""
    race = RACE.current
    return [say(finding, WORDS) for finding in findings(race, raced(race))]


def _names(optimizers: Sequence[str]) -> str:
    return ", ".join(choice("optimizer", name) for name in optimizers)


def _with_start(values: Values) -> str:
    """The optimizer, and which start it came from where there are two."""
    name = choice("optimizer", values["optimizer"])
    if not RACE.current.two_starts:
        return name
    return _("{name} from start {n}").format(name=name, n=values["start"] + 1)


def _undefined(values: Values) -> str:
    return _("**The loss has no finite value at start {n}.** Choose another place.").format(n=values["start"] + 1)


def _left_domain(values: Values) -> str:
    if len(values["optimizers"]) == 1:
        text = _(
            "**{names} stepped to where the formula has no value**, at step {step}: there is no loss there, and no "
            "slope to follow."
        )
        return text.format(names=_names(values["optimizers"]), step=values["step"])
    return _(
        "**{names} stepped to where the formula has no value**, {first} first, at step {step}: there is no loss there, "
        "and no slope to follow."
    ).format(names=_names(values["optimizers"]), first=choice("optimizer", values["optimizer"]), step=values["step"])


def _bottomless(values: Values) -> str:
    if len(values["optimizers"]) == 1:
        text = _(
            "**{names} falls without end**, out of bounds at step {step}: this formula sinks towards minus infinity "
            "and has no lowest point."
        )
        return text.format(names=_names(values["optimizers"]), step=values["step"])
    return _(
        "**{names} fall without end**, {first} fastest, out of bounds at step {step}: this formula sinks towards minus "
        "infinity and has no lowest point."
    ).format(names=_names(values["optimizers"]), first=choice("optimizer", values["optimizer"]), step=values["step"])


def _diverged(values: Values) -> str:
    if len(values["optimizers"]) == 1:
        text = _(
            "**{names} left for infinity** at step {step}: the learning rate is too high for the steepest direction, "
            "and every step overshoots further than the one before."
        )
        return text.format(names=_names(values["optimizers"]), step=values["step"])
    return _(
        "**{names} left for infinity**, {first} first, at step {step}: the learning rate is too high for the steepest "
        "direction, and every step overshoots further than the one before."
    ).format(names=_names(values["optimizers"]), first=choice("optimizer", values["optimizer"]), step=values["step"])


def _still(values: Values) -> str:
    return _("**No optimizer gets anywhere:** a learning rate of {rate} is too low. Try one ten times larger.").format(
        rate=number(values["learning_rate"])
    )


def _local(values: Values) -> str:
    x, y = values["point"]
    return _(
        "**{names} ended in a minimum that is not the lowest**, at ({x}, {y}) with a loss of {loss}, from start {n}. "
        "The slope is 0 there, so nothing tells the optimizer that it is deeper elsewhere."
    ).format(
        names=_names(values["optimizers"]), x=number(x), y=number(y), loss=number(values["loss"]), n=values["start"] + 1
    )


def _saddle(values: Values) -> str:
    return _(
        "**Held up on a saddle:** {names}, at a loss of {loss}. The ground is nearly flat there, although it falls "
        "away on two sides."
    ).format(names=_names(values["optimizers"]), loss=number(values["loss"]))


def _nearest(values: Values) -> str:
    name = _with_start(values)
    if values["arrived"]:
        return _(
            "**{name} is nearest to the lowest minimum** and has arrived, with a loss of {loss} at the end."
        ).format(name=name, loss=number(values["loss"]))
    return _(
        "**{name} is nearest to the lowest minimum** at the end, but still {distance} away from it, with a loss of "
        "{loss}."
    ).format(name=name, distance=number(values["distance"]), loss=number(values["loss"]))


def _lowest(values: Values) -> str:
    return _("**{name} has the lowest loss at the end:** {loss}.").format(
        name=_with_start(values), loss=number(values["loss"])
    )


def _oscillates(values: Values) -> str:
    if len(values["optimizers"]) == 1:
        text = _(
            "**{name} goes from side to side along {axis}:** it goes back the other way in {share} of its larger "
            "steps; a smaller learning rate damps it."
        )
        name = choice("optimizer", values["optimizer"])
        return text.format(name=name, axis=values["axis"], share=percent(values["share"]))
    return _(
        "**From side to side along {axis}:** {names}. {most} goes back the other way in {share} of its larger steps; "
        "a smaller learning rate damps it."
    ).format(
        names=_names(values["optimizers"]),
        axis=values["axis"],
        most=choice("optimizer", values["optimizer"]),
        share=percent(values["share"]),
    )


WORDS: Words = {
    "undefined": _undefined,
    "left_domain": _left_domain,
    "bottomless": _bottomless,
    "diverged": _diverged,
    "still": _still,
    "local": _local,
    "saddle": _saddle,
    "nearest": _nearest,
    "lowest": _lowest,
    "oscillates": _oscillates,
}
