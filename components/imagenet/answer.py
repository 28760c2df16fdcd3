"""The photo that is looked at, and what the networks take it for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from components.charts.predictions import ComparedPrediction, Prediction, compared_bars, prediction_bars
from components.i18n import _, language
from components.imagenet.asking import PATIENCE, Predictor, ask, predictor_for
from components.imagenet.failures import show_failure
from components.imagenet.findings import class_name
from components.imagenet.settings import VIEW
from components.runs.status import waiting_text
from components.words.labels import choice
from components.words.numbers import count, rough_count
from components.words.quoting import plain
from models.imagenet.classes import CLASSES
from models.imagenet.findings import ranking
from models.imagenet.view import NO_SECOND, TOP
from models.jobs import Answer
from models.photos.fit import averaged_views, fit
from models.photos.photo import Photo
from models.photos.samples import sample_credit


@dataclass(frozen=True)
class NetworkPrediction:
    """What one network says of a photo.

    Attributes:
        wanted: the network that was asked.
        predictor: who answers: another one while that one's weights are not there.
        single: the answer to the photo as the network's input. averaged: to many crops and scales, if wanted.
    """

    wanted: str
    predictor: Predictor
    single: Answer
    averaged: Answer | None = None

    @property
    def last(self) -> Answer:
        """The answer that counts."""
        return self.averaged or self.single

    @property
    def probabilities(self) -> np.ndarray | None:
        """(1000,) float32; averaged where that is wanted; ``None`` while it is not known."""
        return mean_probabilities(self.last)

    @property
    def ranked(self) -> list[int]:
        """The most probable classes, most probable first; empty while they are not known."""
        return [] if self.probabilities is None else ranking(self.probabilities, TOP)

    @property
    def refused_weights(self) -> bool:
        """Whether the file of its weights turned out not to fit it."""
        return self.last.failure is not None and self.last.failure.kind == "weights_broken"


def predictions(photo: Photo) -> list[NetworkPrediction]:
    """What the chosen network says, and the second one if there is one; waits a moment for it."""
    view = VIEW.current
    names = [view.model] + ([view.second] if view.second != NO_SECOND else [])
    found = []
    for name, predictor in zip(names, map(predictor_for, names), strict=True):
        single = classify(photo, predictor, PATIENCE)
        found.append(NetworkPrediction(name, predictor, single, _averaged(photo, predictor) if view.average else None))
    return found


def replaced(found: list[NetworkPrediction]) -> list[str]:
    """The networks that were asked, each once, for which another one answers."""
    return list(
        dict.fromkeys(prediction.wanted for prediction in found if prediction.predictor.info.name != prediction.wanted)
    )


def to_be_shown(found: list[NetworkPrediction]) -> list[NetworkPrediction]:
    """The predictions to be shown: one, where a network that stands in for another would say the same twice."""
    return found[:1] if replaced(found) and len({prediction.predictor for prediction in found}) == 1 else found


def classify(photo: Photo, predictor: Predictor, patience: float = 0.0) -> Answer:
    """Ask what is on a photo, made square as the controls say; see `ask` for ``patience``."""
    how = VIEW.current.fit
    return ask(
        "classify",
        predictor,
        (photo.id, how),
        lambda: {"pictures": fit(photo.pixels, predictor.info.size, how)[np.newaxis]},
        patience,
    )


def mean_probabilities(answer: Answer) -> np.ndarray | None:
    """(1000,) float32, the mean over all views that were classified; ``None`` while they are not known."""
    return None if answer.state != "done" else answer.value["probabilities"].mean(axis=0)


def full_name(index: int) -> str:
    """A class in the reader's language, in Korean with its English name, which the programs print."""
    return class_name(index) if language() == "en" else f"{class_name(index)} · {CLASSES[index].english}"


def show_photo(photo: Photo, is_sample: bool) -> None:
    """The photo, upright, and what was done to it."""
    st.image(photo.pixels, width="stretch", alt=_("The photo"))
    remarks = {
        "turned": _("turned upright"),
        "reduced": _("made smaller"),
        "first_frame": _("the first picture of several"),
        "transparent": _("laid on white"),
        "converted": _("converted to RGB"),
        "truncated": _("the file ends early, so a part is missing"),
    }
    width, height = photo.uploaded_size
    told = [_("{width} × {height} pixels").format(width=width, height=height)]
    told += [remarks[remark] for remark in photo.remarks]
    sample = VIEW.current.sample
    name = choice("sample", sample) if is_sample else plain(photo.name)
    credit = sample_credit(sample) if is_sample else ""
    st.caption(" · ".join(filter(None, [name, ", ".join(told), credit])))


def show_prediction(prediction: NetworkPrediction, place: int) -> None:
    """A network's first classes as bars, with what it costs; or why there are none yet.

    Args:
        place: 0 for the first network, 1 for the one beside it.
    """
    info = prediction.predictor.info
    if prediction.last.state == "failed":
        show_failure(prediction.last.failure, key=f"again_{place}")
        return
    if prediction.probabilities is None:
        with st.container(height=300, border=False):
            st.markdown(":material/hourglass_top: " + _waiting_text(prediction))
        return
    if prediction.averaged is None:
        rows = [Prediction(full_name(index), float(prediction.probabilities[index])) for index in prediction.ranked]
        prediction_bars(rows, network=info.title, key=f"imagenet_bars_{place}")
    else:
        _compare_averaged(prediction, place)
    st.caption(_cost_text(prediction))


def _averaged(photo: Photo, predictor: Predictor) -> Answer:
    return ask(
        "classify",
        predictor,
        (photo.id, "averaged"),
        lambda: {"pictures": averaged_views(photo.pixels, predictor.info.size)},
    )


def _compare_averaged(prediction: NetworkPrediction, place: int) -> None:
    before, after = mean_probabilities(prediction.single), prediction.probabilities
    if before is None or after is None:
        return
    rows = [ComparedPrediction(full_name(i), float(before[i]), float(after[i])) for i in prediction.ranked]
    cases = (_("one view"), _("average of {count} views").format(count=len(prediction.last.value["probabilities"])))
    title = _("Most likely classes: {network}").format(network=prediction.predictor.info.title)
    compared_bars(rows, cases, title=title, key=f"imagenet_averaged_{place}")


def _waiting_text(prediction: NetworkPrediction) -> str:
    if prediction.last.state == "waiting":
        text = _("{network} answers others first, or is just starting…")
        return waiting_text(text.format(network=prediction.predictor.info.title))
    return _("{network} is looking. The first photo takes longer: the network is loaded for it.").format(
        network=prediction.predictor.info.title
    )


def _cost_text(prediction: NetworkPrediction) -> str:
    info = prediction.predictor.info
    return _("{parameters} parameters, {sums} multiply-adds a view; this took {time} ms.").format(
        parameters=rough_count(info.parameters),
        sums=rough_count(info.multiply_adds),
        time=count(round(1000 * prediction.last.value["seconds"])),
    )
