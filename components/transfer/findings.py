"""The findings of the transfer page in words: one plain sentence or two each, with the numbers in them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from components.i18n import N_, _, ngettext
from components.words.classes import class_title
from components.words.findings import Places, Sentences, Values, Words, either, joined, written_as
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
    return [words.say(finding) for finding in found[:_MOST]]


def words_for(experiment: TransferExperiment) -> Words:
    """How all kinds are said; some name what the experiment is on."""
    return Words(
        {**_SENTENCES, "ahead": partial(_ahead, experiment)},
        {
            **_PLACES,
            **written_as(partial(_class_name, experiment.dataset), "truth", "answer"),
            "network": lambda _values: experiment.info.title,
        },
        _advice,
    )


def _advice(remedies: Sequence[str]) -> str:
    named = [_(_REMEDIES[name]) for name in remedies if name in _REMEDIES]
    return _("What may help: {remedies}.").format(remedies=", ".join(named)) if named else ""


def _class_name(dataset: str, name: str) -> str:
    return plain(name) if dataset == "own" else class_title(dataset, name)


def _ahead(experiment: TransferExperiment, values: Values) -> str:
    if values["strategy"] == "as_is" and experiment.dataset == "own":
        return _(
            "**Nothing will be trained:** the probabilities that {network} gives to ImageNet's classes of these names "
            "are compared."
        )
    if values["strategy"] == "as_is":
        return _(
            "**Nothing will be trained:** the probabilities that {network} gives to ImageNet's breeds of cats and of "
            "dogs are summed up."
        )
    if values["strategy"] == "from_scratch":
        return _("**{network} begins with random weights:** all of its {base} parameters have to be learnt.")
    if not values["trained"]:
        return _(
            "**The base stays frozen:** none of {network}'s {base} parameters will change. Each photo goes through it "
            "once, and only the new head on top is trained."
        )
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
    return joined(text, _head_first(experiment.head_first))


def _head_first(epochs: int) -> str:
    if not epochs:
        return ""
    return ngettext(
        "In the first epoch only the head is trained.",
        "In the first {epochs} epochs only the head is trained.",
        epochs,
    ).format(epochs=epochs)


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


def _learning(values: Values) -> str:
    return ngettext(
        "**After {epoch} epoch {validation} of the validation photos are right.**",
        "**After {epoch} epochs {validation} of the validation photos are right.**",
        values["epoch"],
    )


_REMEDIES = {
    "pretrained": N_("pretrained weights"),
    "larger_photos": N_("larger photos"),
    "more_examples": N_("more photos"),
    "fewer_epochs": N_("early stopping"),
    "augmentation": N_("augmentation"),
    "freeze": N_("fewer trained blocks"),
}
_SENTENCES: Sentences = {
    "score": either(
        lambda values: values["photos"] < FEW_PHOTOS,
        N_("**{right} of {photos} test photos** are named correctly; guessing among {classes} classes gets {chance}."),
        N_(
            "**{accuracy} of the {photos} test photos** are named correctly; guessing among {classes} classes gets "
            "{chance}."
        ),
    ),
    "coarse": N_(
        "**{photos} test photos are a coarse measure:** one photo is worth {points}, and the standard error of the "
        "accuracy, by Laplace's rule, is about {error}. Differences of that size may be chance."
    ),
    "confused": N_("**{count} of {photos} photos of “{truth}” are taken for “{answer}”**, the most frequent mistake."),
    "memorised": N_(
        "**It has learnt wrong labels by heart:** {share} of the training photos have a wrong label, so at most "
        "{honest} of the labels can be right. Yet it agrees with {training} of them. Of the validation photos, whose "
        "labels are right, it gets {validation}."
    ),
    "gap": either(
        lambda values: values["fresh"] is None,
        N_(
            "**It overfits:** it agrees with {training} of the training labels, but only with {validation} of those of "
            "the validation photos."
        ),
        N_(
            "**It overfits:** with the statistics of the batches it agrees with {training} of the training labels, but "
            "with those of all training photos only with {fresh} of the validation labels. With the running averages "
            "of batch normalization, which still lag behind, it is {validation}."
        ),
    ),
    "lag": N_(
        "**Validation lags behind:** it uses batch normalization's running averages, and after {steps} steps these "
        "still hold {share} of the values they began with. With averages taken from the training photos, the same "
        "weights get {fresh} of the validation photos right instead of {validation}. Train longer before you call it "
        "overfitting."
    ),
    "time": _time,
    "few": N_("**Only {trained} of {parameters} parameters were trained**; nearly all others came from ImageNet."),
    "learning": _learning,
    "scratch": N_(
        "**Nothing was learnt before:** from edges to the parts of things, all must be found in {photos} photos of "
        "each class. Compare with a frozen base."
    ),
    "noise": N_(
        "**Label noise:** {share} of the training photos have a wrong label, on purpose; validation and test photos "
        "keep the right ones."
    ),
}
_PLACES: Places = {
    **written_as(percent, "share", "training", "validation", "fresh"),
    **written_as(count, "base", "trained", "parameters"),
    **written_as(points, "error"),
    "honest": lambda values: percent(1 - values["share"]),
    "points": lambda values: points(1 / values["photos"]),
    "chance": lambda values: percent(1 / values["classes"]),
    "accuracy": lambda values: accuracy(values["right"] / values["photos"], values["photos"]),
}
