"""Real runs in the training lab: what moves, and what a reader can do to a run."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driver import wait_for_calm
from tests.browser.lab import LONG, TRAINING_MILLISECONDS, Lab

# Counts charts that are put into the page again, and the frames that are drawn, from now on.
_OBSERVE = """
() => {
  window.mounted = 0
  window.texts = new Set()
  const charts = node => node.nodeType === 1
    && (node.matches('[data-chart], canvas.marks') || node.querySelector('[data-chart], canvas.marks'))
  new MutationObserver(changes => {
    for (const change of changes)
      for (const node of [...change.addedNodes, ...change.removedNodes]) if (charts(node)) window.mounted += 1
    window.texts.add(document.querySelector('[data-testid=figureProgress]')?.textContent)
  }).observe(document.body, {childList: true, subtree: true, characterData: true})
}
"""


def test_a_run_moves_the_charts_learns_and_is_replayed_by_the_time_slider(lab: Lab):
    lab.open(epochs="12")
    before = {chart: lab.picture(chart) for chart in ("loss", "accuracy", "weights")}
    lab.press("Train")
    lab.expect_epochs()
    lab.expect_over()
    expect(lab.status).to_contain_text("12 epochs")
    for chart, picture in before.items():
        lab.expect_new_picture(chart, picture)
    assert lab.metric("Test accuracy") > 80
    expect(lab.time).to_be_enabled()
    last = lab.picture("weights")
    lab.time.press("Home")
    lab.expect_new_picture("weights", last)
    lab.time.press("End")
    lab.expect_picture("weights", last)
    lab.expect_no_error()


def test_two_hundred_frames_without_mounting_a_chart_again(lab: Lab):
    lab.open(**LONG | {"batch_size": "8"})  # an epoch for each frame, whose status is a text of its own
    lab.train()
    lab.page.evaluate(_OBSERVE)
    lab.page.wait_for_function("window.texts.size >= 200", timeout=TRAINING_MILLISECONDS)
    assert lab.page.evaluate("window.mounted") == 0


# The lab's charts as they are now, and whether these very ones still stand where they stood.
_REMEMBER = """
() => {
  window.charts = [...document.querySelectorAll('canvas.marks')]
  window.places = window.charts.map(chart => chart.getBoundingClientRect().y)
}
"""
_STAND_STILL = """
() => window.charts.every((chart, index) =>
  chart.isConnected && Math.abs(chart.getBoundingClientRect().y - window.places[index]) < 3)
"""


def test_the_charts_stand_where_they_are_from_train_to_done_and_at_each_step(lab: Lab):
    lab.open(epochs="4")
    wait_for_calm(lab.page)
    lab.page.evaluate(_REMEMBER)
    lab.press("Step batch")
    expect(lab.status).to_contain_text("step 1", timeout=TRAINING_MILLISECONDS)
    assert lab.page.evaluate(_STAND_STILL)
    lab.press("Train")
    lab.expect_over()
    expect(lab.page.get_by_test_id("stMetric").first).to_be_visible()
    assert lab.page.evaluate(_STAND_STILL)


# How far what stands beside the controls has jumped, weighed by how much of the window it took; clicking left out. The
# controls themselves grow while Streamlit loads its sliders.
_WATCH_SHIFTS = """
window.shifted = 0
const isControl = ({ node }) => (node?.nodeType === 1 ? node : node?.parentElement)?.closest(".st-key-controls")
new PerformanceObserver(list => {
  for (const entry of list.getEntries())
    if (!entry.hadRecentInput && !entry.sources.every(isControl)) window.shifted += entry.value
}).observe({ type: "layout-shift", buffered: true })
"""
_MOST_SHIFTED = 0.05


def test_a_first_visit_shows_the_fresh_network_and_nothing_jumps(lab: Lab):
    lab.page.add_init_script(_WATCH_SHIFTS)
    lab.open()
    expect(lab.status).to_contain_text("Not trained yet")
    wait_for_calm(lab.page)
    assert lab.page.evaluate("window.shifted") <= _MOST_SHIFTED
    # Our style is there from the start, and stands where it holds against Streamlit's.
    expect(lab.page.get_by_test_id("stMainBlockContainer")).to_have_css("padding-top", "57.6px")


def test_the_charts_library_is_there_before_there_is_a_chart(server, page: Page):
    page.goto(server.url)
    page.wait_for_function("performance.getEntriesByType('resource').some(({ name }) => name.includes('/embed.'))")
    expect(page.locator("canvas")).to_have_count(0)


@pytest.mark.slow
def test_a_learning_rate_goes_to_the_run_that_goes_on(lab: Lab):
    lab.open(**LONG)
    run = lab.train()
    lab.move("Learning rate", "ArrowRight")
    expect(lab.page).not_to_have_url(re.compile("learning_rate=0.001(&|$)"))
    lab.expect_progress()
    expect(lab.status).to_contain_text("Epoch")
    assert lab.run == run


@pytest.mark.slow
def test_another_structure_starts_the_run_again(lab: Lab):
    lab.open(**LONG)
    run = lab.train()
    lab.move("Hidden layers", "ArrowLeft")
    expect(lab.page).not_to_have_url(re.compile(run))
    lab.expect_epochs()
    assert lab.run != run
    lab.expect_address(lambda query: "layers" in query)


def test_a_change_that_ended_a_run_is_taken_back_and_the_run_is_there(lab: Lab):
    lab.open(**LONG)
    run = lab.train()
    lab.move("Hidden layers", "ArrowLeft")
    expect(lab.page).not_to_have_url(re.compile(run))
    expect(lab.button("Back to the last run")).to_be_visible()
    lab.press("Undo")
    lab.expect_address(lambda query: query.get("run") == run and "layers" not in query)
    expect(lab.status).to_contain_text("Stopped.")


@pytest.mark.slow
def test_kept_runs_survive_a_reload(lab: Lab):
    lab.open(epochs="3")
    run = lab.train()
    lab.expect_over()
    lab.press("Keep for comparison")
    lab.expect_address(lambda query: query.get("kept") == run)
    lab.page.reload()
    expect(lab.page.get_by_role("heading", name="Comparison", exact=True)).to_be_visible()
    assert "kept=" in lab.page.url


def test_enter_on_train_keeps_the_focus_and_its_key_pauses(lab: Lab):
    lab.open(**LONG)
    lab.button("Train").focus()
    lab.page.keyboard.press("Enter")
    expect(lab.button("Pause")).to_be_focused()
    lab.expect_epochs()
    lab.page.keyboard.press("t")
    expect(lab.status).to_contain_text("Paused.")


def test_pause_step_go_on_stop_and_reset(lab: Lab):
    lab.open(**LONG)
    run = lab.train()
    lab.press("Pause")
    expect(lab.status).to_contain_text("Paused.")
    lab.press("Step batch")
    lab.expect_progress()
    expect(lab.status).to_contain_text("Paused.")
    lab.press("Step epoch")
    lab.expect_progress()
    expect(lab.status).to_contain_text("Paused.")
    lab.press("Train")
    expect(lab.status).not_to_contain_text("Paused.")
    lab.expect_epochs()
    assert lab.run == run
    lab.press("Stop")
    expect(lab.status).to_contain_text("Stopped.")
    expect(lab.button("Stop")).to_be_disabled()
    lab.press("Reset")
    expect(lab.status).to_contain_text("Not trained yet")
    lab.expect_address(lambda query: "run" not in query)


@pytest.mark.slow
def test_a_step_from_the_fresh_network(lab: Lab):
    lab.open(**LONG)
    before = lab.picture("weights")
    lab.press("Step epoch")
    expect(lab.status).to_contain_text("Paused. Epoch 1 of 1000", timeout=TRAINING_MILLISECONDS)
    lab.expect_new_picture("weights", before)


@pytest.mark.slow
def test_a_preset_that_is_pressed_while_a_run_goes_on_stays(lab: Lab):
    """A timer's tick that was sent before the page was drawn anew must not bring the old settings back."""
    lab.open(**LONG)
    lab.train()
    lab.press("Spiral")
    lab.expect_address(lambda query: query.get("dataset") == "spiral" and "run" in query)
    lab.expect_over()
    expect(lab.status).to_contain_text("200 epochs")
    lab.expect_address(lambda query: (query["dataset"], query["activation"]) == ("spiral", "tanh"))


@pytest.mark.slow
def test_a_run_that_goes_on_is_kept_as_it_is_by_then(lab: Lab):
    lab.open(**LONG)
    lab.train()
    expect(lab.page.get_by_text(re.compile(r"^Epoch \d+ · Training"))).to_be_visible(timeout=TRAINING_MILLISECONDS)
    lab.press("Keep for comparison")
    expect(lab.page.get_by_role("heading", name="Comparison", exact=True)).to_be_visible()


@pytest.mark.slow
def test_a_lost_worker_is_told_of_and_the_run_goes_on(lab: Lab, server):
    lab.open(epochs="300")
    run = lab.train()
    server.busy_worker().kill()
    expect(lab.status).to_contain_text(re.compile("worker (that trained )?was lost"), timeout=3000)
    lab.expect_epochs()
    assert lab.run == run
    lab.expect_over()
    expect(lab.status).to_contain_text("300 epochs")
    lab.press("Train")
    expect(lab.page).not_to_have_url(re.compile(run))
    lab.expect_epochs()
    expect(lab.status).not_to_contain_text("lost")
