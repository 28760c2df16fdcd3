"""The findings of the transfer page in words: one plain sentence or two each, with the numbers in them."""

from __future__ import annotations

from typing import Any

from components.findings import lag_text
from components.i18n import _, ngettext
from components.numbers import accuracy, count, duration, percent, points
from components.transfer.words import class_title, quoted
from models.frames import Frame, Result
from models.transfer.experiment import TransferExperiment
from models.transfer.findings import FEW_PHOTOS, transfer_findings

_MOST = 4
Values = dict[str, Any]


def sentences(experiment: TransferExperiment, frame: Frame | None, result: Result | None) -> list[str]:
    """What a run, or an experiment that has not been run, shows; most important first."""
    found = transfer_findings(experiment, frame, result)[:_MOST]
    return [_text(one.kind, one.values, experiment) for one in found]


def _text(kind: str, values: Values, experiment: TransferExperiment) -> str:
    if kind == "confused":
        return _confused(values, experiment.dataset)
    if kind == "ahead":
        return _ahead(values, experiment)
    return _WORDS[kind](values)


def _ahead(values: Values, experiment: TransferExperiment) -> str:
    network, base = experiment.info.title, count(values["base"])
    if values["strategy"] == "as_is":
        return _(
            "**Nothing will be trained:** the probabilities that {network} gives to ImageNet's breeds of cats and of "
            "dogs are summed up."
        ).format(network=network)
    if values["strategy"] == "from_scratch":
        return _("**{network} begins with random weights:** all of its {base} parameters have to be learnt.").format(
            network=network, base=base
        )
    if not values["trained"]:
        return _(
            "**The base stays frozen:** none of {network}'s {base} parameters will change. Each photo goes through it "
            "once, and only the new head on top is trained."
        ).format(network=network, base=base)
    if values["whole"]:
        text = _(
            "**{trained} of {network}'s {base} parameters** are trained together with the new head, {share} of them. "
            "In every epoch every photo goes through the whole network."
        )
    else:
        text = _(
            "**{trained} of {network}'s {base} parameters** are trained together with the new head, {share} of them. "
            "What lies before them sees each photo once."
        )
    return text.format(
        trained=count(values["trained"]),
        network=network,
        base=base,
        share=percent(values["trained"] / values["base"]),
    )


def _score(values: Values) -> str:
    chance = percent(1 / values["classes"])
    if values["photos"] < FEW_PHOTOS:
        return _(
            "**{right} of {photos} test photos** are named correctly; guessing among {classes} classes gets {chance}."
        ).format(right=values["right"], photos=values["photos"], classes=values["classes"], chance=chance)
    return _(
        "**{accuracy} of the {photos} test photos** are named correctly; guessing among {classes} classes gets "
        "{chance}."
    ).format(
        accuracy=accuracy(values["right"] / values["photos"], values["photos"]),
        photos=values["photos"],
        classes=values["classes"],
        chance=chance,
    )


def _coarse(values: Values) -> str:
    return _(
        "**So few test photos are a coarse measure:** one photo is worth {points}, and the standard error of the "
        "accuracy, by Laplace's rule, is about {error}. Differences of that size may be chance."
    ).format(points=points(1 / values["photos"]), error=points(values["error"]))


def _confused(values: Values, dataset: str) -> str:
    truth, answer = (
        quoted(values[name]) if dataset == "own" else class_title(dataset, values[name]) for name in ("truth", "answer")
    )
    return _("**{count} of {photos} photos of “{truth}” are taken for “{answer}”**, the most frequent mistake.").format(
        count=values["count"], photos=values["photos"], truth=truth, answer=answer
    )


def _gap(values: Values) -> str:
    return _(
        "**It overfits:** {training} of the training photos are right, but only {validation} of the others. More "
        "photos, augmentation, a smaller head or fewer trained blocks help."
    ).format(training=percent(values["training"]), validation=percent(values["validation"]))


def _time(values: Values) -> str:
    if values["kept"]:
        text = ngettext(
            "**The features were there from an earlier run; {epochs} epoch of training took {training}.**",
            "**The features were there from an earlier run; {epochs} epochs of training took {training}.**",
            values["epochs"],
        )
    else:
        text = ngettext(
            "**The features took {features} once, {epochs} epoch of training {training}.**",
            "**The features took {features} once, {epochs} epochs of training {training}.**",
            values["epochs"],
        )
    return text.format(
        features=duration(values["features"]), epochs=values["epochs"], training=duration(values["training"])
    )


def _few(values: Values) -> str:
    return _(
        "**Only {trained} of {parameters} parameters were trained**; nearly all others came from ImageNet."
    ).format(trained=count(values["trained"]), parameters=count(values["parameters"]))


def _learning(values: Values) -> str:
    return ngettext(
        "**After {epoch} epoch {validation} of the validation photos are right.**",
        "**After {epoch} epochs {validation} of the validation photos are right.**",
        values["epoch"],
    ).format(epoch=values["epoch"], validation=percent(values["validation"]))


def _scratch(values: Values) -> str:
    return _(
        "**Nothing was learnt before:** edges, fur and ears must all be found in {photos} photos of each class. "
        "Compare with a frozen base."
    ).format(photos=values["photos"])


def _noise(values: Values) -> str:
    return _("{share} of the training photos have a wrong label on purpose.").format(share=percent(values["share"]))


_WORDS = {
    "score": _score,
    "coarse": _coarse,
    "gap": _gap,
    "lag": lag_text,
    "time": _time,
    "few": _few,
    "learning": _learning,
    "scratch": _scratch,
    "noise": _noise,
}
