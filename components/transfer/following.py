"""The run that this tab follows on the transfer page: started here, or opened by its link.

Of a run that learnt from somebody else's own photos it sees figures, but no photos and no class names.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import streamlit as st

from components.i18n import _
from components.runs.following import Following, is_mine, whose
from components.session.keys import session_key
from components.transfer.settings import PAGE, SETTINGS
from models.jobs import NotLive, NotOwner, Run, UnknownRun
from models.runs.results import TransferResult
from models.transfer.experiment import TransferExperiment

_SEEN = session_key(PAGE, "settings were seen")

TransferRun = Run[TransferExperiment, TransferResult]


class TransferFollowing(Following[TransferExperiment, TransferResult]):
    """A value that can be tuned goes to the run at once. Any other change is for the next run.

    Features may have taken minutes, so the run that goes on is not thrown away for a slider.
    """

    def show(self, experiment: TransferExperiment) -> None:
        SETTINGS.replace(experiment)
        st.session_state[_SEEN] = experiment

    def can_return(self, run: TransferRun) -> bool:
        return run.result_data is not None

    def stage(self, seen: TransferRun | None) -> str:
        stage = super().stage(seen)
        return "preparing" if stage == "going" and seen and not seen.frames else stage

    def start(self, experiment: TransferExperiment, command: str | None = None) -> str | None:
        st.session_state[_SEEN] = experiment
        return super().start(experiment, command)

    def return_to_settings(self) -> None:
        """Set the controls to what the followed run was started with."""
        run = self.now()
        if run is not None:
            self.show(run.experiment)

    def settle(self, experiment: TransferExperiment) -> None:
        """Tell the followed run of changed values, once a page run. One that is over, or somebody else's, is left."""
        seen, st.session_state[_SEEN] = st.session_state.get(_SEEN), experiment
        run, told = self.now(), self.told
        if run is None or told is None or seen is None or not differ(experiment, seen):
            return
        if not differ(experiment, told):
            return
        if run.is_over or not is_mine(run):
            self.leave()
            return
        live = {name: getattr(experiment, name) for name, spec in experiment.FIELDS.items() if spec.live}
        tuned = told.replace(**live)
        with suppress(NotLive, NotOwner, UnknownRun):
            if tuned != told:
                self.tune(tuned)

    def is_ahead(self, experiment: TransferExperiment) -> bool:
        """Whether the controls show something else than the followed run was told."""
        return self.told is not None and differ(experiment, self.told)


def differ(one: TransferExperiment, other: TransferExperiment) -> bool:
    """Whether two experiments are not the same; photos that have gone with their session make no difference."""
    sets = {one.set_id, other.set_id} - {""}
    return one.to_query() != other.to_query() or len(sets) > 1


FOLLOWING = TransferFollowing(PAGE, TransferExperiment)


def is_private(run: TransferRun) -> bool:
    """Whether the run learnt from photos that another tab uploaded."""
    return _is_private(run, whose(run))


def seen_result(run: TransferRun, whose: str) -> TransferResult | None:
    """The result of a run that is over; with numbers for names where the classes are nobody else's business.

    Args:
        whose: the run is of the tab that sees it, see `components.runs.following.whose`.
    """
    result = run.result if run.is_over else None
    if result is None or not _is_private(run, whose):
        return result
    return replace(result, classes=tuple(_("class {n}").format(n=n + 1) for n in range(len(result.classes))))


def _is_private(run: TransferRun, whose: str) -> bool:
    return run.experiment.dataset == "own" and whose != "mine"
