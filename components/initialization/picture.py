"""The picture of fresh networks: histograms of every layer, what becomes of the signal with depth, what that means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from components.browser.live_figure import Chart, Column, Line, Part, Row, Words
from components.charts.base import Spec
from components.charts.depth import Spreads, drawn_ends, shares_data, shares_spec, spread_data, spread_spec
from components.charts.layer_map import MOST_RIDGES, layer_map_data, layer_map_spec
from components.charts.ridges import ridges_data, ridges_spec
from components.i18n import _
from components.initialization.findings import sentences
from components.initialization.passes import Shown, expected, propagated
from components.picture import Picture, Table
from components.words.labels import format_value
from components.words.numbers import count, number
from models.initialization.findings import gradient_factor
from models.initialization.fresh_network import FreshNetwork
from models.initialization.propagation import Propagation
from models.runs.frames import Histograms


def figure_parts(shown: Shown) -> list[Part]:
    """What stands where: two networks each in a column of its own."""
    charts = {name: Chart(name, spec) for name, spec in figure_specs(shown).items()}
    rows: list[Part] = []
    if len(shown.wished) > 1:
        rows.append(
            Row(tuple(Column((Line(f"name_{name}"), *_charts_of(name, charts))) for name, _network in shown.wished))
        )
    else:
        [(name, _network)] = shown.wished
        activations, errors, spread, told, shares = _charts_of(name, charts)
        rows += [Row((activations, errors)), Row((Column((spread, told)), shares))]
    return [*rows, Words(_("What you see"))]


def figure_specs(shown: Shown) -> dict[str, Spec]:
    """The spec of each chart."""
    return {f"{kind}_{name}": spec for name, network in shown.wished for kind, spec in _specs(network, shown).items()}


def figure_picture(shown: Shown) -> Picture:
    """The tables of the charts, what is told beside them, and what it all says."""
    networks = shown.networks
    axes = _axes(networks.values())
    sides = {name: _Side(network, propagated(network), shown.own_scale) for name, network in networks.items()}
    picture: Picture = {
        "tables": {
            f"{kind}_{name}": table for name, side in sides.items() for kind, table in side.tables(axes).items()
        },
        "notes": {f"spread_{name}": side.note for name, side in sides.items() if side.note},
        "lines": {
            f"told_{name}": side.told(wished) for (name, wished), side in zip(shown.wished, sides.values(), strict=True)
        },
        "words": sentences(networks),
    }
    if len(networks) > 1:
        picture["lines"] |= {f"name_{name}": f"**{name}** · {_describe(network)}" for name, network in networks.items()}
    return picture


def _charts_of(name: str, charts: dict[str, Chart]) -> tuple[Any, ...]:
    """Histograms there and back, the spreads with what is told of them, the shares."""
    activations, errors, spread, shares = (
        charts[f"{kind}_{name}"] for kind in ("activations", "errors", "spread", "shares")
    )
    return activations, errors, spread, Line(f"told_{name}"), shares


def _specs(network: FreshNetwork, shown: Shown) -> dict[str, Spec]:
    layers = network.depth
    histograms = {
        kind: layer_map_spec(kind, layers, shown.own_scale)
        if layers > MOST_RIDGES
        else ridges_spec(kind, layers, shown.own_scale, False)
        for kind in ("activations", "errors")
    }
    return {**histograms, "spread": spread_spec(layers), "shares": shares_spec(layers)}


@dataclass(frozen=True)
class _Axes:
    """What the axes hold in any case: of histograms the ends of the values, of the chart over depth the spreads."""

    activations: tuple[float, float] | None
    errors: tuple[float, float] | None
    spreads: tuple[float, float] | None


def _axes(networks: Iterable[FreshNetwork]) -> _Axes:
    """Axes for one network, or for two that stand beside each other.

    Gradients are held against the one that arrives, drawn from N(0, 1): one that vanishes and one that explodes would
    look alike if the axis followed them.
    """
    networks = list(networks)
    passes = [propagated(network) for network in networks]
    errors = _ends([done.gradients for done in passes]) or (0.0, 0.0)
    return _Axes(
        _ends([done.activations for done in passes]),
        (min(errors[0], -1.0), max(errors[1], 1.0)),
        drawn_ends(*(_measured(done) for done in passes), *(_theory(network) for network in networks)),
    )


def _ends(several: list[Histograms]) -> tuple[float, float] | None:
    low, high = (np.concatenate([getattr(one, side) for one in several]).astype(float) for side in ("low", "high"))
    drawn = np.isfinite(low) & np.isfinite(high) & np.concatenate([one.counts.any(axis=1) for one in several])
    return (float(low[drawn].min()), float(high[drawn].max())) if drawn.any() else None


@dataclass(frozen=True)
class _Side:
    """What is drawn and told of one network."""

    network: FreshNetwork
    done: Propagation
    own_scale: bool

    def tables(self, axes: _Axes) -> dict[str, Table]:
        done = self.done
        finite = np.isfinite(done.activations.std)  # what overflowed is neither saturated nor dead
        saturated, dead = (np.where(finite, shares, np.nan) for shares in (done.saturated, done.dead))
        return {
            "activations": self._histograms(
                done.activations, axes.activations, dead=done.dead, saturated=done.saturated
            ),
            "errors": self._histograms(done.gradients, axes.errors),
            "spread": spread_data(_measured(done), _theory(self.network), axes.spreads),
            "shares": shares_data(saturated, dead),
        }

    @property
    def note(self) -> str:
        """What stands in the place of the spreads where there are none."""
        if self.done.activations.std.any() or self.done.gradients.std[:-1].any():
            return ""
        return _("Every layer's values are all equal and no gradient comes back: there is no spread to draw.")

    def told(self, wished: FreshNetwork) -> str:
        """What is told under the spreads, of the network as it is wished and as far as it was looked at."""
        return " ".join(filter(None, (self._factors(), _examples(self.network, wished))))

    def _factors(self) -> str:
        """What the std is multiplied by from layer to layer, on either way."""
        activations, layers = self.done.activations.std, self.network.depth
        if self.note or layers == 1:
            return ""
        with np.errstate(all="ignore"):
            forth = float(activations[-1] / activations[0])
        texts = [
            text.format(each=number(ratio ** (1 / (layers - 1))), all=number(ratio))
            for text, ratio in (
                (_("Forwards × {each} a layer, × {all} in all."), forth),
                (_("The gradient on its way back × {each} a layer, × {all} in all."), gradient_factor(self.done)),
            )
            if ratio > 0 and np.isfinite(ratio)
        ]
        return " ".join(texts).replace("× ", "×\N{NO-BREAK SPACE}")  # no line ends between sign and number

    def _histograms(self, histograms: Histograms, span: tuple[float, float] | None, **shares: np.ndarray) -> Table:
        if self.network.depth > MOST_RIDGES:
            return layer_map_data(histograms, self.own_scale, span)
        return ridges_data(histograms, own_scale=self.own_scale, span=span, **shares)


def _measured(done: Propagation) -> Spreads:
    return {
        "activation": done.activations.std,
        "inputs": done.input_spread,
        "gradient": done.gradients.std,
    }


def _theory(network: FreshNetwork) -> Spreads:
    of_network = expected(network)
    return {"activation": of_network.activation_spread, "gradient": of_network.gradient_spread}


def _examples(shown: FreshNetwork, wished: FreshNetwork) -> str:
    """How many inputs a large network looks at; nothing of one that always looks at all."""
    n, in_full, wished_for = (count(network) for network in (shown.examples, wished.examples, wished.batch_size))
    if shown.examples < wished.examples:
        text = _("So large a network looks at {n} inputs while a slider moves; the picture of {all} follows.")
        return text.format(n=n, all=in_full)
    if wished.examples < wished.batch_size:
        text = _("So large a network looks at {n} of the {all} inputs: more would take too long.")
        return text.format(n=n, all=wished_for)
    if wished.in_motion.examples < wished.examples:
        return _("All {n} inputs went through.").format(n=n)
    return ""


def _describe(network: FreshNetwork) -> str:
    """The settings that tell two networks apart, in a line."""
    normal = network.initializer == "normal"
    std = _("std {value}").format(value=format_value("init_std", network.init_std))
    texts = [
        std if normal else format_value("initializer", network.initializer),
        format_value("activation", network.activation),
        f"{network.depth} × {network.width}",
    ]
    return ", ".join([*texts, _("batch norm")] if network.batch_norm != "off" else texts)
