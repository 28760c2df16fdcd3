"""Does deeper help? Plain networks and networks with skip connections, as deep as one likes."""

from __future__ import annotations

import streamlit as st

from components.architectures.depth_chart import chart_view
from components.architectures.depth_fresh import fresh_view
from components.architectures.depth_pair import pair_view, train_both
from components.architectures.depth_settings import NETWORK
from components.architectures.question import question
from components.controls import Controls
from components.i18n import N_, _
from models.architectures.depth import DepthExperiment

# Telling cases: one click sets the controls, and trains both networks.
CASES = (
    (N_("6 layers: both learn"), DepthExperiment(dense_layers=6)),
    (N_("50 layers: the plain one fails"), DepthExperiment(dense_layers=50)),
    (N_("50 layers, He everywhere: overflow"), DepthExperiment(dense_layers=50, joining="he")),
)


def depth_part() -> None:
    """Draw the question: the networks before training, in training, and measured over seeds."""
    place = question(
        _("Does deeper help?"),
        _(
            "A Dense layer, then blocks of two more, each of 64 ReLU units, then softmax, learn 4,000 digits for 400 "
            "steps (SGD, rate 0.02, batches of 64, no batch norm). **Plain**, each block hands on ReLU(F(x)). **With "
            "skips** it hands on ReLU(x + F(x))."
        ),
        NETWORK,
        CASES,
        _controls,
        train_both,
    )
    with place:
        fresh_view()
        pair_view()
        chart_view()
        _explanation()


def _controls(controls: Controls) -> None:
    controls.number("dense_layers", live=True)
    controls.switch("skip")
    controls.choice("joining", disabled=not NETWORK.current.skip)
    controls.number("seed")


def _explanation() -> None:
    fold = st.expander(
        _("Why a block that does nothing helps"), icon=":material/lightbulb:", key="depth_why", on_change="rerun"
    )
    if fold.open:
        with fold:
            for text in _texts():
                st.markdown(text)


def _texts() -> list[str]:
    return [
        _(
            "A deeper network can do all that a shallow one can: further layers only have to hand on what they are "
            "given. A plain block must learn that, with W₂ · ReLU(W₁ x) = x. A block with a skip, ReLU(x + F(x)), only "
            "needs F = 0, and x passes unchanged: it is not negative, since it comes out of a ReLU. So it can at least "
            "do nothing, and it learns only what is missing, the residual. Here it begins that way: the second layer "
            "of each block starts with zeros."
        ),
        _(
            "The skip and the addition have no parameters: both networks have equally many. On the way back the "
            "addition hands the gradient on twice, through F and past it."
        ),
        _(
            "The textbook’s notes blame overfitting and vanishing gradients. Overfitting cannot be it: it makes "
            "training better and only the test worse, and here training is worse. Nor need the gradient vanish: He "
            "weights keep its size. The picture above shows what is lost: behind many plain layers all digits look "
            "alike. He et al. 2016, who described the degradation, rule out overfitting, too, and hold vanishing "
            "gradients to be unlikely."
        ),
        _(
            "The skip alone is not all: with He weights everywhere each block adds about as much as it is given, and "
            "values grow from block to block until they overflow. ResNet has batch normalization in its blocks, which "
            "brings them back to spread 1; and it lets plain networks be deeper, too, but does not end their "
            "degradation."
        ),
        _(
            "Two relatives: Highway networks (2015) mix through a gate, T · H(x) + (1 − T) · x, which has weights of "
            "its own; it begins nearly shut, so most of x passes. DenseNet (2017) puts what each block makes, here 12 "
            "values, beside all that was there: nothing is overwritten, and each block has more inputs than the one "
            "before. The line under the pictures above counts their parameters."
        ),
    ]
