"""The run that this tab follows in the training lab: started here, or opened by its link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from components.i18n import _
from components.runs.following import Following, is_mine
from components.training.settings import EXPERIMENT, PAGE, VIEW
from models.experiment import Experiment
from models.jobs import NotLive, Run
from models.runs.results import Result

LabRun = Run[Experiment, Result]


class LabFollowing(Following[Experiment, Result]):
    """A live value goes to the run; any other change starts it again."""

    def show(self, experiment: Experiment) -> None:
        EXPERIMENT.replace(experiment)

    def can_return(self, run: LabRun) -> bool:
        return bool(run.frames)

    def first_commands(self) -> Sequence[tuple[str, Any]]:
        return [("pace", VIEW.current.pace)]

    def settle(self, experiment: Experiment) -> None:
        """Bring the followed run and the controls together, once a page run.

        A live value goes to the run; any other change starts it again from the same seed, and the run so far is the one
        before, which the change taken back brings back. A run that is over, or somebody else's, is left.
        `EXPERIMENT.undo` begins no run.
        """
        run, undone = self.now(), EXPERIMENT.take_undone()
        if run is None or experiment == self.told:
            return
        if run.is_over or not is_mine(run):
            self.leave()
            return
        try:
            self.tune(experiment)
        except NotLive:
            self._start_again(run, experiment, undone)

    def set_speed(self, speed: str) -> None:
        """Keep to this speed of `TrainingView` from now on, in the followed run too."""
        VIEW.change(speed=speed)
        self.tell("pace", VIEW.current.pace)

    def _start_again(self, run: LabRun, experiment: Experiment, undone: bool) -> None:
        before = self.last()
        if before is not None and experiment == before.experiment:
            self._follow_last()
            return
        if undone:
            self.tell("stop")
            self.leave()
            return
        if run.frames and self.told is not None:
            EXPERIMENT.make_undoable(self.told, _("the change while the network was trained"))
        self.start(experiment)


FOLLOWING = LabFollowing(PAGE, Experiment)
