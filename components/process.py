"""How the web server's process is kept quick for all of its sessions."""

from __future__ import annotations

import gc
import sys

from threadpoolctl import threadpool_limits

_modules_frozen = 0


def one_thread_a_product() -> None:
    """Keep matrix products to one thread.

    Their threads would wait for one another, and for the workers that use every core: a picture of the instant pages
    took up to ten times as long on a busy machine.
    """
    threadpool_limits(1)


def settle_process() -> None:
    """Take what is loaded by now out of garbage collection, which would look through all of it again and again.

    Runs again only when a page has loaded more.
    """
    global _modules_frozen
    if len(sys.modules) > _modules_frozen:
        _modules_frozen = len(sys.modules)
        gc.collect()
        gc.freeze()
