"""The findings of the transfer page in words: one plain sentence or two each, with the numbers in them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from components.i18n import N_, _, ngettext
from components.words.classes import class_title
from components.words.findings import Values, Words, say
from components.words.numbers import accuracy, count, duration, percent, points
from components.words.quoting import plain
from models.runs.frames import Frame
from models.runs.results import Result
from models.transfer.experiment import TransferExperiment
from models.transfer.findings import FEW_PHOTOS, transfer_findings

_MOST = 5


def sentences(experiment: TransferExperiment, frame: Frame | None, result: Result | None) -> list[str]:
    """What a run, or an experiment that has not been run, shows; most important first."""
    found = transfer_findings(experiment, frame, result)
    kinds = {one.kind for one in found}
    if "memorised" in kinds:  # which says how many labels are wrong, too
        found = [one for one in found if one.kind != "noise"]
    words = words_for(experiment)
    return [say(finding, words, _advice) for finding in found[:_MOST]]


def words_for(experiment: TransferExperiment) -> Words:
    """The sentences of all kinds; some name what the experiment is on."""
    return {
        **_WORDS,
        "ahead": partial(_ahead, experiment=experiment),
        "confused": partial(_confused, dataset=experiment.dataset),
    }


def _advice(remedies: Sequence[str]) -> str:
    named = [_(_REMEDIES[name]) for name in remedies if name in _REMEDIES]
    return _("What may help: {remedies}.").format(remedies=", ".join(named)) if named else ""


def _ahead(values: Values, experiment: TransferExperiment) -> str:
    network, base = experiment.info.title, count(values["base"])
    if values["strategy"] == "as_is" and experiment.dataset == "own":
        return _(
            "**Nothing will be trained:** the probabilities that {network} gives to ImageNet's classes of these names "
            "are compared."
        ).format(network=network)
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
    if values["whole"] and values["trained"] < values["base"]:
        text = _(
            "**{trained} of {network}'s {base} parameters** are trained together with the new head, {share} of them: "
            "batch normalization stays as it is. In every epoch every photo goes through the whole network."
        )
    elif values["whole"]:
        text = _(
            "**{trained} of {network}'s {base} parameters** are trained together with the new head, {share} of them. "
            "In every epoch every photo goes through the whole network."
        )
    else:
        text = _(
            "**{trained} of {network}'s {base} parameters** are trained together with the new head, {share} of them. "
            "The layers before them are computed once for each photo."
        )
    if experiment.head_first:
        text += " " + ngettext(
            "In the first epoch only the head is trained.",
            "In the first {epochs} epochs only the head is trained.",
            experiment.head_first,
        )
    return text.format(
        epochs=experiment.head_first,
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
        "**{photos} test photos are a coarse measure:** one photo is worth {points}, and the standard error of the "
        "accuracy, by Laplace's rule, is about {error}. Differences of that size may be chance."
    ).format(photos=count(values["photos"]), points=points(1 / values["photos"]), error=points(values["error"]))


def _confused(values: Values, dataset: str) -> str:
    truth, answer = (
        plain(values[name]) if dataset == "own" else class_title(dataset, values[name]) for name in ("truth", "answer")
    )
    return _("**{count} of {photos} photos of “{truth}” are taken for “{answer}”**, the most frequent mistake.").format(
        count=values["count"], photos=values["photos"], truth=truth, answer=answer
    )


def _memorised(values: Values) -> str:
    return _(
        "**It has learnt wrong labels by heart:** {share} of the training photos have a wrong label, so at most "
        "{honest} of the labels can be right. Yet it agrees with {training} of them. Of the validation photos, whose "
        "labels are right, it gets {validation}."
    ).format(
        share=percent(values["share"]),
        honest=percent(1 - values["share"]),
        training=percent(values["training"]),
        validation=percent(values["validation"]),
    )


def _gap(values: Values) -> str:
    text = _(
        "**It overfits:** it agrees with {training} of the training labels, but only with {validation} of those of the "
        "validation photos."
    )
    if values["fresh"] is not None:
        text = _(
            "**It overfits:** with the statistics of the batches it agrees with {training} of the training labels, but "
            "with those of all training photos only with {fresh} of the validation labels. With the running averages "
            "of batch normalization, which still lag behind, it is {validation}."
        )
    fresh = percent(values["fresh"] or 0.0)
    return text.format(training=percent(values["training"]), validation=percent(values["validation"]), fresh=fresh)


def _lag(values: Values) -> str:
    return _(
        "**Validation lags behind:** it uses batch normalization's running averages, and after {steps} steps these "
        "still hold {share} of the values they began with. With averages taken from the training photos, the same "
        "weights get {fresh} of the validation photos right instead of {validation}. Train longer before you call it "
        "overfitting."
    ).format(
        steps=values["steps"],
        share=percent(values["share"]),
        fresh=percent(values["fresh"]),
        validation=percent(values["validation"]),
    )


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
        "**Nothing was learnt before:** from edges to the parts of things, all must be found in {photos} photos of "
        "each class. Compare with a frozen base."
    ).format(photos=values["photos"])


def _noise(values: Values) -> str:
    return _(
        "**Label noise:** {share} of the training photos have a wrong label, on purpose; validation and test photos "
        "keep the right ones."
    ).format(share=percent(values["share"]))


_REMEDIES = {
    "pretrained": N_("pretrained weights"),
    "larger_photos": N_("larger photos"),
    "more_examples": N_("more photos"),
    "fewer_epochs": N_("early stopping"),
    "augmentation": N_("augmentation"),
    "freeze": N_("fewer trained blocks"),
}
_WORDS = {
    "score": _score,
    "coarse": _coarse,
    "memorised": _memorised,
    "gap": _gap,
    "lag": _lag,
    "time": _time,
    "few": _few,
    "learning": _learning,
    "scratch": _scratch,
    "noise": _noise,
}
