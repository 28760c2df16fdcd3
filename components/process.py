"""How the web server's process is kept quick for all of its sessions."""

from __future__ import annotations

import asyncio
import gc
import sys
from functools import cache, partial

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession, AppSessionState
from streamlit.runtime.scriptrunner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType
from threadpoolctl import threadpool_limits

from components.turns import FIRST_COST, Turns

_modules_frozen = 0
_latest_turns: list[Turns] = []  # at most one; a process that starts another event loop, as a test does, has new ones


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

    Ticks of all sessions take turns, and readers' acts come before them: see `components.turns`.
    """
    request_rerun = AppSession.request_rerun

    def request_tamed(session: AppSession, client_state: ClientState | None) -> None:
        runner = session._scriptrunner
        if client_state is not None and client_state.is_auto_rerun:
            if runner is None:
                client_state.ClearField("widget_states")
                _turns().wish(session.id, partial(draw, session, client_state), partial(_is_busy, session))
            return
        if client_state is not None and client_state.fragment_id and _has_more_to_say(runner):
            client_state.fragment_id = ""
        request_rerun(session, client_state)
        _turns().act(partial(_is_busy, session))

    def draw(session: AppSession, tick: ClientState) -> bool:
        if session._scriptrunner is not None or session._state is AppSessionState.SHUTDOWN_REQUESTED:
            return False
        request_rerun(session, tick)
        return True

    AppSession.request_rerun = request_tamed  # type: ignore[method-assign, assignment]


def drawing_cost() -> float:
    """Seconds that a drawing which a timer asked for takes, of late, from its start until all of it is sent."""
    return _latest_turns[-1].cost if _latest_turns else FIRST_COST


def _turns() -> Turns:
    """The turns of this process's event loop, in which it must be called."""
    loop = asyncio.get_running_loop()
    if not _latest_turns or _latest_turns[-1].loop is not loop:
        _latest_turns[:] = [Turns(loop)]
    return _latest_turns[-1]


def _is_busy(session: AppSession) -> bool:
    return session._scriptrunner is not None


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
