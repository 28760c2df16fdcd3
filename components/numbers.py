"""Measured figures as text."""

from __future__ import annotations

import math


def percent(share: float) -> str:
    """A share from 0 to 1 as per cent, three figures."""
    return f"{100 * share:.3g}\N{NO-BREAK SPACE}%"


def number(value: float) -> str:
    """Three figures; very small and large values as powers of ten."""
    if value < 0:
        return "−" + number(-value)
    if not math.isfinite(value) or value == 0 or 1e-3 <= value < 1e3:
        return f"{value:.3g}"
    if 1e3 <= value < 1e5:
        return f"{value:,.0f}"
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa} · 10{superscript(int(exponent))}"


def operand(value: float) -> str:
    """`number` as it stands behind an operator: in brackets where it has a sign."""
    return f"({number(value)})" if value < 0 else number(value)


def superscript(exponent: int) -> str:
    """An exponent in raised digits."""
    return str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
