"""How the web server's process is kept quick for all of its sessions."""

from __future__ import annotations

import gc
import sys
from functools import cache

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType
from threadpoolctl import threadpool_limits

_modules_frozen = 0


def settle_process() -> None:
    """Make the best of the process as it is after a run of the app; costs nothing when there is nothing to do."""
    _one_thread_a_product()
    tame_timers()
    _freeze_imports()


@cache
def _one_thread_a_product() -> None:
    """Keep matrix products to one thread.

    Their threads would wait for one another, and for the workers that use every core: a picture of the instant pages
    took up to ten times as long on a busy machine.
    """
    threadpool_limits(1)


@cache
def tame_timers() -> None:
    """Have the timers of fragments do no more than ask for a new drawing, and only when nothing else is drawn.

    Streamlit 1.67 takes a timer's tick for a reader's act. It takes over the widgets' values that came with it: those
    of a page that a preset has changed meanwhile, which took the preset back. And it answers a tick by a new script
    runner when the one before has ended, and drops what that one has said and the event loop has not yet passed on: a
    page stayed without the buttons or the results of its last run. So a tick is skipped while a runner is there, since
    the next one follows, and brings no values. A reader's click just after a run draws the whole page.
    """
    request_rerun = AppSession.request_rerun

    def request_tamed(session: AppSession, client_state: ClientState | None) -> None:
        runner = session._scriptrunner
        if client_state is not None and client_state.is_auto_rerun:
            if runner is not None:
                return
            client_state.ClearField("widget_states")
        elif client_state is not None and client_state.fragment_id and _has_more_to_say(runner):
            client_state.fragment_id = ""
        request_rerun(session, client_state)

    AppSession.request_rerun = request_tamed  # type: ignore[method-assign]


def _has_more_to_say(runner: ScriptRunner | None) -> bool:
    """Whether a script runner has ended, and the event loop does not know yet."""
    return runner is not None and runner._requests._state is ScriptRequestType.STOP


def _freeze_imports() -> None:
    """Take what is loaded by now out of garbage collection, which would look through all of it again and again.

    Runs again only when a page has loaded more.
    """
    global _modules_frozen
    if len(sys.modules) > _modules_frozen:
        _modules_frozen = len(sys.modules)
        gc.collect()
        gc.freeze()
