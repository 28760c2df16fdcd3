"""Try it: a photo goes to the network that was just trained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from components.charts.predictions import Prediction, prediction_bars
from components.i18n import _
from components.runs.failures import failure_text
from components.runs.scheduler import scheduler
from components.runs.status import waiting_text
from components.runs.waiting import draw_again_when
from components.session.drawers import STAYS_MINUTES, Drawers
from components.session.identity import owner
from components.session.keeping import decode_mine, keep_photo
from components.session.uploads import file_upload, without_trace
from components.transfer.following import TransferRun
from components.transfer.status import ANSWER_FAILURES
from components.words.quoting import plain
from components.words.refusals import photo_refusal
from models.jobs import Answer
from models.photos.decode import PhotoRefused
from models.photos.photo import Photo
from models.photos.room import Kept
from models.photos.samples import load_sample
from models.runs.results import TransferResult

_SAMPLE = "cat"
_PATIENCE = 1.0


@dataclass
class _Trial:
    """The photo that the visitor tries, and what the networks say of it. It lies in the server's memory only.

    Attributes:
        answers: by the id of the run whose network was asked.
    """

    kept: Kept[Photo] | None = None
    refused: PhotoRefused | None = None
    answers: dict[str, Answer] = field(default_factory=dict)

    @property
    def photo(self) -> Photo | None:
        """The photo, unless it gave way to other visitors'."""
        return self.kept.content if self.kept is not None else None

    def take(self, photo: Photo) -> None:
        """Try this one.

        Raises:
            PhotoRefused: there is no room for it.
        """
        self.kept, self.answers = keep_photo(photo), {}


TRIALS = Drawers("tried photo", _Trial)


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
        help=_(
            "The photo stays in this server's memory while this tab is open, and for {minutes} minutes after it is "
            "closed."
        ).format(minutes=STAYS_MINUTES),
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
    photo = trial.photo
    answer = _answer(run, result, photo)
    awaited = _is_awaited(answer)  # what is drawn counts, not what is answered meanwhile
    if photo is not None and answer is not None:
        left, right = st.columns([1, 2])
        left.image(photo.pixels, width="stretch")
        with right:
            if awaited:
                st.caption(waiting_text(_("Your network is looking…")))
            else:
                _show(answer, names)
        left.caption(plain(photo.name))
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


def _answer(run: TransferRun, result: TransferResult, photo: Photo | None) -> Answer | None:
    """What this run's network says of the photo; asked once."""
    trial = _trial()
    if photo is None:
        return None
    if run.id not in trial.answers:
        arguments: dict[str, Any] = {"model_file": result.model_file, "picture": photo.pixels}
        trial.answers[run.id] = scheduler().ask("answer_photo", arguments, owner(), result.model_file, spread=False)
        trial.answers[run.id].wait(_PATIENCE)
    return trial.answers[run.id]


def _take(files: list[Any]) -> None:
    _try_photo(lambda: decode_mine(files[0].getvalue(), files[0].name))


def _take_sample() -> None:
    _try_photo(lambda: load_sample(_SAMPLE))


def _try_photo(load: Callable[[], Photo]) -> None:
    trial = _trial()
    trial.refused = None
    try:
        trial.take(load())
    except PhotoRefused as refused:
        trial.refused = without_trace(refused)


def _trial() -> _Trial:
    return TRIALS.mine()
