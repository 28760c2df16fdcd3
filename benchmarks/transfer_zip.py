"""Photos uploaded as "My own", and runs on them: ``python -m benchmarks.transfer_zip ARCHIVE RUN ...``.

Prints one JSON object: ``zip_s``, the seconds until the archive's photos are decoded and kept; ``runs``, what
`benchmarks.transfer_runs` says of each.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from benchmarks.transfer_runs import run, tell
from models.engine import worker
from models.photo_sets.own import OwnPhotos
from models.transfer.experiment import TransferExperiment


def main() -> None:
    archive, *runs = sys.argv[1:]
    worker.warm_up()
    data = Path(archive).read_bytes()
    started = time.perf_counter()
    set_id = OwnPhotos.from_archive(data).save()
    zip_s = time.perf_counter() - started
    tell(f"  {archive}: {zip_s:.1f} s")
    experiments = [TransferExperiment.from_json(text).replace(dataset="own", set_id=set_id) for text in runs]
    print(json.dumps({"zip_s": zip_s, "runs": [run(experiment) for experiment in experiments]}))


if __name__ == "__main__":
    main()
