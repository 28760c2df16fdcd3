"""What a reader is told where the queue takes no more runs."""

from __future__ import annotations

from dataclasses import dataclass

from components.i18n import _
from components.session.notices import Notice, add_notice, notices
from models.jobs import QueueFull


@dataclass(frozen=True)
class QueueIsFull(Notice):
    """A run, or the runs of a comparison, were not taken.

    Attributes:
        is_own, most: see `models.jobs.QueueFull`.
    """

    is_own: bool
    most: int

    def text(self) -> str:
        if self.is_own:
            text = _(
                "**This tab has {n} trainings that go on or wait, and no tab may have more.** Stop one of them or wait "
                "until it is over, then start this one again. Your settings stay as they are."
            )
        else:
            text = _(
                "**The queue is full: {n} trainings of others wait already.** Start yours again in a minute or two. "
                "Your settings stay as they are."
            )
        return text.format(n=self.most)


def tell_queue_is_full(full: QueueFull) -> QueueIsFull:
    """Have the reader told, once."""
    told = QueueIsFull(full.is_own, full.most)
    if told not in notices():
        add_notice(told)
    return told
