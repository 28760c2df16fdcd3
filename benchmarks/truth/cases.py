"""One setting of a page, as a link has it, and what must be said of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from models.experiment import Experiment
from models.initialization.fresh_network import FreshNetwork
from models.settings import Settings
from models.transfer.experiment import TransferExperiment

PAGES: dict[str, type[Settings]] = {
    "lab": Experiment,
    "initialization": FreshNetwork,
    "transfer": TransferExperiment,
}
PATHS = {"lab": "training", "initialization": "initialization", "transfer": "transfer"}


@dataclass(frozen=True)
class Case:
    """A setting that is trained, or passed through, and judged.

    Attributes:
        page: a key of `PAGES`. query: what differs from the page's defaults, as in a link.
        must: the kind of sentence that this setting was built for; "" for one drawn at random.
        tuned_at: epochs completed when live values are changed; 0: never. tuned: the settings from then on.
    """

    page: str
    query: dict[str, str]
    must: str = ""
    tuned_at: int = 0
    tuned: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, page: str, settings: Settings, must: str = "", tuned_at: int = 0, **tuned: Any) -> Case:
        """A case of settings; ``tuned`` are fields of them."""
        return cls(page, settings.to_query(), must, tuned_at, settings.replace(**tuned).to_query() if tuned else {})

    @property
    def settings(self) -> Any:
        """The page's settings object.

        Raises:
            SettingError: the link has a value that is not allowed (any more).
        """
        return read(self.page, self.query)

    @property
    def tuned_settings(self) -> Any:
        """The settings after the live change."""
        return read(self.page, self.tuned)

    @property
    def link(self) -> str:
        """Where a reader sees it."""
        changed = dict(self.tuned.items() - self.query.items())
        tuned = f" (from epoch {self.tuned_at} on: {urlencode(changed)})" if self.tuned_at else ""
        return f"/{PATHS[self.page]}?{urlencode(self.query)}{tuned}"


def read(page: str, query: dict[str, str]) -> Any:
    """The settings of a link; a wrong value is an error here."""
    settings, errors = PAGES[page].from_query(query)
    if errors:
        raise errors[0]
    return settings
