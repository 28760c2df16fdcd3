from models.jobs.store import RunStore
from tests.unit.jobs.runs import started


def test_watchers_are_sessions_and_are_counted_once():
    store = RunStore()
    run_id = started(store)
    for session in ("ann", "bob", "ann"):
        store.watching(run_id, session)
    assert store.watchers(run_id) == 2
    store.watching("nobody", "ann")
    assert store.watchers("nobody") == 0


def test_watchers_expire(monkeypatch):
    store = RunStore()
    run_id = started(store)
    store.watching(run_id, "ann")
    monkeypatch.setattr("models.jobs.audience._WATCHING_SECONDS", 0.0)
    assert store.watchers(run_id) == 0


def test_a_run_is_unwatched_from_the_last_look_on(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr("models.jobs.audience.time.monotonic", lambda: clock[0])
    store = RunStore()
    run_id = started(store)
    clock[0] = 130.0
    assert store.unwatched(run_id) == 30.0
    store.watching(run_id, "ann")
    clock[0] = 135.0
    store.get(run_id)
    assert store.unwatched(run_id) == 5.0
