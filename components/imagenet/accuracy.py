"""Accuracy over a labelled set: a zip of photos, both figures, the confusion and the mistakes."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from components.charts.confusion import draw_confusion
from components.i18n import _, ngettext
from components.imagenet.asking import Predictor, ask, leave_open
from components.imagenet.failures import show_failure
from components.imagenet.findings import class_name
from components.imagenet.settings import VIEW
from components.runs.mistakes import mistakes
from components.session.drawers import Drawers
from components.session.identity import owner
from components.session.keeping import decode_mine, keep_zip
from components.session.uploads import file_upload, without_trace
from components.words.numbers import percent
from components.words.quoting import in_quotes
from components.words.refusals import archive_refusal
from models.imagenet.evaluation import Evaluation, make_evaluation
from models.imagenet.labelled import OTHER, Mistake, score
from models.jobs import Answer
from models.photos.archive import ArchiveRefused, Entry, open_archive
from models.photos.decode import PhotoRefused
from models.photos.fit import fit
from models.photos.room import Kept

_TURN_SECONDS = 0.3  # decoding goes on so long before the page is drawn again
_AHEAD = 6  # photos that are at the workers at a time
_SHOWN_MISTAKES = 12
_SHOWN_SIDE = 150  # pixels


@dataclass
class _Evaluating:
    """An evaluation that a network takes.

    Attributes:
        predictor: the network. fit: how photos are made square.
        answers: one for each photo that was asked, with its place among the questions.
        pictures: of mistakes that were shown, by their paths in the zip.
    """

    evaluation: Evaluation
    predictor: Predictor
    fit: str
    answers: list[tuple[int, Answer]] = field(default_factory=list)
    pictures: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        return self.evaluation.is_all_asked and all(answer.is_over for _, answer in self.answers)

    @property
    def was_called_off(self) -> bool:
        """Whether questions were withdrawn, as with every change of a network, the second one's too."""
        return any(answer.state == "cancelled" for _, answer in self.answers)


@dataclass(eq=False)
class _Exam:
    """The zip that a tab has uploaded, and what came of it. It lies in the server's memory only.

    Attributes:
        kept: for as long as the zip has room.
    """

    evaluating: _Evaluating | None = None
    refused: ArchiveRefused | None = None
    kept: Kept[bytes] | None = None

    def empty(self) -> None:
        self.evaluating = self.refused = self.kept = None

    def give_way(self) -> None:
        """Others need the room."""
        self.evaluating, self.refused = None, ArchiveRefused("gave_way", {})


EXAMS = Drawers("exam", _Exam, _Exam.empty)


def accuracy_part(predictor: Predictor) -> None:
    """Draw the upload, then the progress, then the result."""
    st.markdown(
        _(
            "How often is {network} right? Upload a zip of photos whose folders or names carry a class: a WordNet id "
            "such as `n02106662`, or a name such as `German shepherd`."
        ).format(network=predictor.info.title)
    )
    file_upload(
        _("Labelled photos (zip)"), "imagenet_exam_zip", lambda files: _evaluate(files[0].getvalue(), predictor)
    )
    exam = EXAMS.mine()
    if exam.refused:
        st.error(archive_refusal(exam.refused), icon=":material/folder_zip:")
    evaluating = exam.evaluating
    if evaluating is None:
        return
    if (evaluating.predictor, evaluating.fit) != (predictor, VIEW.current.fit) or evaluating.was_called_off:
        evaluating = _begin(evaluating.evaluation, predictor)
    if evaluating.is_over:
        _show_result(evaluating)
    else:
        _go_on(evaluating)


def _evaluate(data: bytes, predictor: Predictor) -> None:
    exam = EXAMS.mine()
    exam.empty()
    try:
        exam.kept = keep_zip(data)
        exam.kept.on_giving_way = exam.give_way
        evaluation = make_evaluation(open_archive(data), owner())
        if not evaluation.questions:
            raise ArchiveRefused("no_labels", {"files": len(evaluation.unknown)})
        _begin(evaluation, predictor)
    except ArchiveRefused as refused:
        exam.empty()
        exam.refused = without_trace(refused)


def _begin(evaluation: Evaluation, predictor: Predictor) -> _Evaluating:
    evaluation.begin()
    evaluating, exam = _Evaluating(evaluation, predictor, VIEW.current.fit), EXAMS.mine()
    if exam.kept is not None and not exam.kept.gave_way:
        exam.evaluating = evaluating
    return evaluating


def _go_on(evaluating: _Evaluating) -> None:
    """Hand on more photos, and show how far it is."""
    leave_open()
    evaluation, until = evaluating.evaluation, time.monotonic() + _TURN_SECONDS
    try:
        while not evaluation.is_all_asked and _at_work(evaluating) < _AHEAD and time.monotonic() < until:
            _ask_next(evaluating)
    except ArchiveRefused as refused:
        exam = EXAMS.mine()
        exam.empty()
        exam.refused = without_trace(refused)
        st.rerun()
    done = sum(answer.is_over for _, answer in evaluating.answers) + len(evaluation.broken)
    text = _("{done} of {count} photos").format(done=done, count=len(evaluation.questions))
    st.progress(done / len(evaluation.questions), text=text)


def _ask_next(evaluating: _Evaluating) -> None:
    evaluation = evaluating.evaluation
    place, (entry, _label) = evaluation.asked, evaluation.questions[evaluation.asked]
    evaluation.asked += 1
    try:
        photo = evaluation.reader.photo(entry)
    except ArchiveRefused as refused:
        if "path" not in refused.values:  # the zip as a whole, not one photo in it
            raise
        evaluation.broken[entry.path] = refused.reason
        return
    except PhotoRefused as refused:
        evaluation.broken[entry.path] = refused.reason
        return
    pixels = fit(photo.pixels, evaluating.predictor.info.size, evaluating.fit)[np.newaxis]
    evaluating.answers.append(
        (place, ask("classify", evaluating.predictor, (photo.id, evaluating.fit), lambda: {"pictures": pixels}, 0.0))
    )


def _at_work(evaluating: _Evaluating) -> int:
    return sum(not answer.is_over for _, answer in evaluating.answers)


def _show_result(evaluating: _Evaluating) -> None:
    done = [(place, answer) for place, answer in evaluating.answers if answer.state == "done"]
    if not done:
        failed = next((answer for _, answer in evaluating.answers if answer.state == "failed"), None)
        show_failure(failed.failure if failed else None, key="again_evaluation")
        return
    probabilities = np.concatenate([answer.value["probabilities"] for _, answer in done])
    questions = [evaluating.evaluation.questions[place] for place, _ in done]
    labels = np.array([label for _, label in questions])
    _show_figures(evaluating, probabilities, labels)
    found = score(probabilities, labels)
    names = [_("other") if index == OTHER else class_name(index) for index in found.classes]
    draw_confusion(found.confusion, names, key="imagenet_confusion")
    if found.mistaken_others:
        st.caption(
            ngettext(
                "Of the photos in “other” that were taken for “other”, {count} is a mistake, between classes that "
                "have no row here.",
                "Of the photos in “other” that were taken for “other”, {count} are mistakes, between classes that have "
                "no row here.",
                found.mistaken_others,
            ).format(count=found.mistaken_others)
        )
    _show_mistakes(evaluating, questions, found.mistakes[:_SHOWN_MISTAKES])
    _show_left_out(evaluating, len(evaluating.answers) - len(done))


def _show_figures(evaluating: _Evaluating, probabilities: np.ndarray, labels: np.ndarray) -> None:
    about = (hash(probabilities.tobytes()), hash(labels.tobytes()))
    arguments = {"probabilities": probabilities, "labels": labels}
    answer = ask("top_k_accuracy", None, about, lambda: arguments)
    if answer.state != "done":
        return
    info, columns = evaluating.predictor.info, st.columns(3)
    columns[0].metric(_("Photos"), len(labels))
    columns[1].metric(_("Top-1 accuracy"), percent(answer.value["top_1"]))
    columns[2].metric(_("Top-5 accuracy"), percent(answer.value["top_5"]))
    if info.top_1 is not None and info.top_5 is not None:
        st.caption(
            _("Published on ImageNet's own 50,000 photos: {top_1} and {top_5}.").format(
                top_1=percent(info.top_1), top_5=percent(info.top_5)
            )
        )


def _show_mistakes(evaluating: _Evaluating, questions: list[tuple[Entry, int]], found: tuple[Mistake, ...]) -> None:
    if not found:
        st.success(_("No mistakes: the first answer was right for every photo."))
        return
    pictures = [_picture(evaluating, questions[one.photo][0]) for one in found]
    title = _("The surest mistakes")
    mistakes(found, pictures, class_name, title, _SHOWN_SIDE, key="imagenet_mistakes", decimals=None)


def _picture(evaluating: _Evaluating, entry: Entry) -> np.ndarray:
    """A photo of the evaluation as it is shown; decoded the first time."""
    if entry.path not in evaluating.pictures:
        try:
            photo = decode_mine(evaluating.evaluation.archive.read(entry), entry.name)
        except PhotoRefused:  # it was decoded before: others' are in its way now, and the next drawing may have it
            return np.full((_SHOWN_SIDE, _SHOWN_SIDE, 3), 128, np.uint8)
        evaluating.pictures[entry.path] = fit(photo.pixels, _SHOWN_SIDE, evaluating.fit)
    return evaluating.pictures[entry.path]


def _show_left_out(evaluating: _Evaluating, failed: int) -> None:
    """Say which photos do not count, and why."""
    evaluation = evaluating.evaluation
    lines = []
    if evaluation.unknown:
        lines.append(
            ngettext(
                "{count} photo names no class of ImageNet.",
                "{count} photos name no class of ImageNet.",
                len(evaluation.unknown),
            ).format(count=len(evaluation.unknown))
        )
    if evaluation.broken:
        first = in_quotes(next(iter(evaluation.broken)))
        lines.append(
            ngettext(
                "{count} photo could not be read: {file}.",
                "{count} photos could not be read, such as {file}.",
                len(evaluation.broken),
            ).format(count=len(evaluation.broken), file=first)
        )
    if evaluation.left_out:
        lines.append(
            ngettext(
                "{count} photo more than {most} was left out.",
                "{count} photos more than {most} were left out.",
                evaluation.left_out,
            ).format(count=evaluation.left_out, most=len(evaluation.questions))
        )
    if evaluation.archive.skipped:
        first = in_quotes(evaluation.archive.skipped[0].path)
        lines.append(
            ngettext(
                "{count} other file was skipped: {file}.",
                "{count} other files were skipped, such as {file}.",
                len(evaluation.archive.skipped),
            ).format(count=len(evaluation.archive.skipped), file=first)
        )
    if failed:
        lines.append(
            ngettext("{count} photo got no answer.", "{count} photos got no answer.", failed).format(count=failed)
        )
    if lines:
        st.caption(" ".join(lines))
