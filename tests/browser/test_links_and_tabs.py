"""The address, reloads, and several tabs: who finds which run, and who may command it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from models.experiment import Experiment
from models.layers import parse_layers
from tests.browser.lab import LONG, TRAINING_MILLISECONDS, Lab

MANY = Experiment(
    dataset="moons",
    examples=500,
    seed=7,
    layers=parse_layers("32-16"),
    activation="tanh",
    initializer="normal",
    init_std=0.5,
    dropout=0.1,
    l2=0.001,
    optimizer="adam",
    learning_rate=0.01,
    batch_size=50,
    epochs=200,
)


def shown(lab: Lab) -> dict[str, str]:
    """What the controls show."""
    selects = {
        name: lab.page.get_by_label(name, exact=True).first.input_value()
        for name in ("Activation", "Initializer", "Optimizer", "Dataset")
    }
    sliders = ("Init std", "Dropout rate", "L2 lambda", "Learning rate", "Batch size", "Epochs", "Examples")
    groups = {name: lab.page.get_by_role("group", name=name, exact=True).inner_text() for name in sliders}
    return selects | groups | {"Seed": lab.page.get_by_label("Seed", exact=True).input_value()}


@pytest.mark.slow
def test_a_link_opens_the_same_experiment_for_somebody_else(server, new_context):
    mine = Lab(server.url, new_context().new_page()).open(**MANY.to_query())
    expect(mine.page.get_by_test_id("stAlert")).to_have_count(0)
    mine.expect_address(lambda query: query == MANY.to_query())
    theirs = Lab(server.url, new_context().new_page()).open_link(mine.page.url)
    assert theirs.page.url == mine.page.url
    assert shown(theirs) == shown(mine)
    assert shown(mine)["Seed"] == "7"
    assert shown(mine)["Learning rate"].startswith("0.01")


def test_a_reloaded_tab_finds_its_run_and_others_only_watch_it(lab: Lab, new_context):
    lab.open(**LONG)
    run = lab.train()
    watcher = Lab(lab.url, new_context().new_page()).open_link(lab.page.url)
    expect(watcher.status).to_contain_text("Epoch")
    watcher.expect_progress()
    expect(watcher.status).to_contain_text("You are watching somebody else's run")
    expect(watcher.button("Stop")).to_be_disabled()
    expect(watcher.button("Pause")).to_have_count(0)
    lab.page.reload()
    lab.wait_for_picture()
    lab.expect_progress()
    assert lab.run == run
    expect(lab.status).not_to_contain_text("somebody else")
    lab.press("Stop")
    expect(lab.status).to_contain_text("Stopped.")
    expect(watcher.status).to_contain_text("Stopped.")


@pytest.mark.slow
def test_two_tabs_of_one_browser_have_runs_of_their_own(server, new_context):
    context = new_context()
    first, second = (Lab(server.url, context.new_page()).open(**LONG) for _ in range(2))
    first.train()
    second.train()
    assert first.run != second.run
    first.expect_progress()
    expect(first.status).not_to_contain_text("Another run of the same tab")
    for tab in (first, second):
        expect(tab.button("Stop")).to_be_enabled()
        tab.end()


@pytest.mark.slow
def test_a_wrong_link_is_told_of_value_by_value(lab: Lab):
    lab.open(l2="99", dataset="nope", run="gone", lang="xx", epochs="50")
    notices = lab.page.get_by_test_id("stAlert")
    for words in ("L2 lambda", "nope", "no longer kept here", "lang=xx"):
        expect(notices.filter(has_text=words)).to_have_count(1)
    lab.expect_no_error()
    lab.expect_address(lambda query: query.get("epochs") == "50" and not {"l2", "dataset", "run"} & set(query))


@pytest.mark.slow
def test_the_language_changes_and_the_experiment_stays(lab: Lab):
    lab.open(lang="ko", activation="tanh", epochs="8")
    heading = lab.page.get_by_role("heading", level=1)
    expect(heading).to_have_text("학습 실험실")
    lab.page.get_by_role("radio", name="English").or_(lab.page.get_by_role("button", name="English")).first.click()
    expect(heading).to_have_text("Training lab")
    expect(lab.page.get_by_label("Activation", exact=True).first).to_have_value("Tanh")
    lab.expect_address(lambda query: query == {"lang": "en", "activation": "tanh", "epochs": "8"})
    lab.train()
    lab.page.get_by_text("한국어").first.click()
    expect(heading).to_have_text("학습 실험실")
    lab.expect_address(lambda query: query["lang"] == "ko" and query["activation"] == "tanh")
    lab.page.get_by_text("English").first.click()
    expect(lab.status).to_contain_text("8 epochs", timeout=TRAINING_MILLISECONDS)
    lab.expect_no_error()


def test_the_navigation_keeps_a_language_that_was_asked_for(server, new_context):
    """The tab tells page and language too; Back goes back, for no entry is added to the history."""
    page = new_context().new_page()
    page.goto(f"{server.url}/?lang=ko")
    expect(page).to_have_title("LayerLab")
    for name, path in (("옵티마이저", "optimizers"), ("가중치 초기화", "initialization")):
        page.get_by_role("link", name=name).first.click()
        expect(page).to_have_title(f"{name} · LayerLab")
        expect(page).to_have_url(f"{server.url}/{path}?lang=ko")
        expect(page.locator("html")).to_have_attribute("lang", "ko")
    # What Streamlit then draws is not looked at: a late message of the page that was left may call it back.
    page.go_back()
    assert page.url == f"{server.url}/optimizers?lang=ko"


def test_a_language_that_nobody_asked_for_stays_out_of_the_address(server, new_context):
    page = new_context().new_page()
    page.goto(f"{server.url}/optimizers")
    expect(page).to_have_title("Optimizers · LayerLab")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(f"{server.url}/optimizers")
