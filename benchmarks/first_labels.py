"""How soon a fresh scheduler names a photo, in a process of its own: ``python -m benchmarks.first_labels PHOTO``.

Prints one JSON object: ``from_nothing``, seconds from `Scheduler()` to the labels; ``from_worker``, seconds to them
from the moment when the cluster's first worker is there, which has loaded nothing yet. The photo is uploaded then.
"""

from __future__ import annotations

import json
import sys
import time
from contextlib import closing
from pathlib import Path

from benchmarks.figures import until
from benchmarks.photo_labels import LONGEST, seconds_to_labels
from models.jobs import Scheduler


def main() -> None:
    data = Path(sys.argv[1]).read_bytes()
    started = time.perf_counter()
    with closing(Scheduler()) as scheduler:
        until(lambda: scheduler.cluster.status == "ready", LONGEST, "a cluster")
        from_worker = seconds_to_labels(scheduler, data)
        from_nothing = time.perf_counter() - started
    print(json.dumps({"from_nothing": from_nothing, "from_worker": from_worker}))


if __name__ == "__main__":
    main()
