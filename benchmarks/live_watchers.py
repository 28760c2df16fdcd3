"""Browsers that watch a run and acknowledge at once, in a process of their own: see `benchmarks.light_watcher`.

``python -m benchmarks.live_watchers SERVER WATCH COUNT``, where WATCH is what a live figure asks the channel for, as
JSON. Says "ready" when all have been sent a picture, and answers each empty line with ``{"seconds": since the answer
before, "pictures": [of each watcher, since then]}``.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from secrets import token_hex

from benchmarks.light_watcher import watching

_LONGEST = 60.0


async def main() -> None:
    server, watch, count = sys.argv[1:]
    wishes = [{**json.loads(watch), "watch": 1, "viewer": token_hex(16), "have": 0} for _ in range(int(count))]
    async with watching(server, wishes) as watchers:
        async with asyncio.timeout(_LONGEST):
            while not all(watcher.sizes for watcher in watchers):
                await asyncio.sleep(0.05)
        print(json.dumps("ready"), flush=True)
        started = time.perf_counter()
        while await asyncio.to_thread(sys.stdin.readline):
            pictures = [len(watcher.sizes) for watcher in watchers]
            for watcher in watchers:
                watcher.sizes.clear()
            now = time.perf_counter()
            print(json.dumps({"seconds": now - started, "pictures": pictures}), flush=True)
            started = now


if __name__ == "__main__":
    asyncio.run(main())
