"""The run that this tab follows in the training lab: started here, or opened by its link."""

from __future__ import annotations

from components.i18n import _
from components.runs.following import Following, is_mine
from components.training import state
from components.training.settings import VIEW
from models.experiment import Experiment
from models.jobs import NotLive, Run

_FOLLOWING = Following("training", Experiment, can_return=lambda run: bool(run.frames))

followed, last, leave, tell = _FOLLOWING.followed, _FOLLOWING.last, _FOLLOWING.leave, _FOLLOWING.tell
link, link_is_gone = _FOLLOWING.link, _FOLLOWING.link_is_gone


def open_link() -> None:
    """Follow the run that the address names, once a session; its experiment fills the controls."""
    if _FOLLOWING.is_untouched():
        _show(_FOLLOWING.follow_link())


def start(experiment: Experiment, first_command: str | None = None) -> None:
    """Hand in a run of this experiment and follow it; a run of this tab that is going on ends.

    Args:
        first_command: told before it begins, such as "step_epoch".
    """
    _FOLLOWING.start(experiment, [("pace", VIEW.current.pace), *([(first_command, None)] if first_command else [])])


def return_to_last() -> None:
    """Follow the run before again, with its experiment in the controls."""
    _show(_FOLLOWING.return_to_last())


def settle(experiment: Experiment) -> None:
    """Bring the followed run and the controls together, once a page run.

    A live value goes to the run; any other change starts it again from the same seed, and the run so far is the one
    before, which the change taken back brings back. A run that is over, or somebody else's, is left.
    `state.undo` begins no run.
    """
    run, undone = followed(), state.take_undone()
    if run is None or experiment == _FOLLOWING.told:
        return
    if run.is_over or not is_mine(run):
        leave()
        return
    try:
        _FOLLOWING.tune(experiment)
    except NotLive:
        _start_again(run, experiment, undone)


def set_speed(speed: str) -> None:
    """Keep to this speed of `TrainingView` from now on, in the followed run too."""
    VIEW.change(speed=speed)
    tell("pace", VIEW.current.pace)


def _start_again(run: Run, experiment: Experiment, undone: bool) -> None:
    before = last()
    if before is not None and experiment == before.experiment:
        _FOLLOWING.return_to_last()
        return
    if undone:
        tell("stop")
        leave()
        return
    if run.frames and _FOLLOWING.told is not None:
        state.make_undoable(_FOLLOWING.told, _("the change while the network was trained"))
    start(experiment)


def _show(experiment: Experiment | None) -> None:
    """Set the controls to a run's experiment; nothing where there is none."""
    if experiment is not None:
        state.replace_experiment(experiment, undoable=None)
