"""All hostile visitors in one process, one for each kind.

``python -m benchmarks.abuse.hostile_visitors SERVER KIND ...`` says "ready" when all that they upload is made, begins
at the first empty line, and answers each with a list of `Tally`s, a visitor each.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys

from benchmarks.abuse.hostile import Hostile
from benchmarks.abuse.kinds import KINDS, prepare

_NICE = 10  # they would have machines of their own


async def main() -> None:
    server, *kinds = sys.argv[1:]
    os.nice(_NICE)
    prepare(kinds)
    print(json.dumps("ready"), flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    visitors = [Hostile(server, kind) for kind in kinds]
    attacks = [asyncio.create_task(visitor.go_on(KINDS[visitor.tally.kind])) for visitor in visitors]
    is_asked = True
    while is_asked:
        for attack in attacks:
            if attack.done():
                attack.result()  # an error of our own
        print(json.dumps([vars(visitor.tally) for visitor in visitors]), flush=True)
        is_asked = bool(await asyncio.to_thread(sys.stdin.readline))
    os._exit(0)  # nobody says goodbye


if __name__ == "__main__":
    asyncio.run(main())
