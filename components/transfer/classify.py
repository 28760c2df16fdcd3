"""Try it: a photo goes to the network that was just trained."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from components.charts.predictions import Prediction, prediction_bars
from components.i18n import _
from components.runs.failures import failure_text
from components.runs.scheduler import scheduler
from components.runs.waiting import draw_again_when
from components.session.identity import owner
from components.session.keys import session_key
from components.session.uploads import file_upload, without_trace
from components.transfer.following import TransferRun
from components.transfer.settings import PAGE
from components.transfer.status import ANSWER_FAILURES
from components.words.quoting import plain
from components.words.refusals import photo_refusal
from models.jobs import Answer
from models.photos.decode import PhotoRefused, decode
from models.photos.photo import Photo
from models.photos.samples import load_sample
from models.runs.results import TransferResult

_TRIAL = session_key(PAGE, "tried photo")
_SAMPLE = "cat"
_PATIENCE = 1.0


@dataclass
class _Trial:
    """The photo that the visitor tries, and what the networks say of it.

    Attributes:
        answers: by the id of the run whose network was asked.
    """

    photo: Photo | None = None
    refused: PhotoRefused | None = None
    answers: dict[str, Answer] = field(default_factory=dict)


def try_it(run: TransferRun, result: TransferResult, names: list[str]) -> None:
    """Draw the upload and the answer."""
    if not result.model_file:
        return
    trial = _trial()
    st.markdown("**" + _("Try it") + "**")
    file_upload(
        _("A photo for your network"),
        "transfer_try",
        _take,
        help=_("The photo stays in this server's memory while this tab is open."),
    )
    st.button(
        _("Try a sample photo"),
        key="transfer_sample",
        icon=":material/image:",
        type="tertiary",
        on_click=_take_sample,
    )
    if trial.refused is not None:
        st.warning(photo_refusal(trial.refused), icon=":material/broken_image:")
    answer = _answer(run, result)
    awaited = _is_awaited(answer)  # what is drawn counts, not what is answered meanwhile
    if trial.photo is not None and answer is not None:
        left, right = st.columns([1, 2])
        left.image(trial.photo.pixels, width="stretch")
        with right:
            if awaited:
                st.caption(_("Your network is looking…"))
            else:
                _show(answer, names)
        left.caption(plain(trial.photo.name))
    if answer is not None and awaited:
        draw_again_when(lambda: answer.is_over, "answer on a tried photo")


def _is_awaited(answer: Answer | None) -> bool:
    return answer is not None and not answer.is_over


def _show(answer: Answer, names: list[str]) -> None:
    if answer.state == "done":
        probabilities = np.asarray(answer.value["probabilities"]).ravel()
        order = np.argsort(-probabilities)
        prediction_bars(
            [Prediction(names[place], float(probabilities[place])) for place in order], key="transfer_tried"
        )
    else:
        st.error(_failure(answer), icon=":material/error:")


def _failure(answer: Answer) -> str:
    if answer.failure is None:
        return _("There is no answer. Try the photo again.")
    return failure_text(answer.failure, ANSWER_FAILURES)


def _answer(run: TransferRun, result: TransferResult) -> Answer | None:
    """What this run's network says of the photo; asked once."""
    trial = _trial()
    if trial.photo is None:
        return None
    if run.id not in trial.answers:
        arguments: dict[str, Any] = {"model_file": result.model_file, "picture": trial.photo.pixels}
        trial.answers[run.id] = scheduler().ask("answer_photo", arguments, owner(), result.model_file, spread=False)
        trial.answers[run.id].wait(_PATIENCE)
    return trial.answers[run.id]


def _take(files: list[Any]) -> None:
    trial, file = _trial(), files[0]
    trial.refused = None
    try:
        trial.photo, trial.answers = decode(file.getvalue(), file.name), {}
    except PhotoRefused as refused:
        trial.refused = without_trace(refused)


def _take_sample() -> None:
    trial = _trial()
    trial.photo, trial.answers, trial.refused = load_sample(_SAMPLE), {}, None


def _trial() -> _Trial:
    return st.session_state.setdefault(_TRIAL, _Trial())
