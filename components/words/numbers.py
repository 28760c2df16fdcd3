"""Figures as text in the reader's language; no other file writes a per cent sign, a unit or a power of ten.

English sets a space before "%" that does not break, Korean none, and Korean counts in 10⁴ and 10⁸.
"""

from __future__ import annotations

import math

from components.i18n import _, language, ngettext

_SPACE = "\N{NO-BREAK SPACE}"
_LARGE = 1_000_000  # from here on a count is told roughly
_KOREAN_UNITS = ((10**12, "조"), (10**8, "억"), (10**4, "만"))
_ENGLISH_UNITS = ((10**9, "billion"), (10**6, "million"))
_UP = 1 + 2e-7  # what lies half way, give or take float32's precision, is rounded up whatever its type
_SMALLEST, _LARGEST = 1e-4, 0.999  # probabilities beyond are not written out with three figures
_SUREST, _LEAST_SURE = 0.99995, 0.00005  # nearer to 1 or 0, a probability would be rounded to it


def percent(share: float, decimals: int | None = None, *, figures: int = 3) -> str:
    """A share from 0 to 1 as per cent: with so many decimals, or else with so many figures."""
    value = 100 * float(share) * _UP
    return with_percent_sign(f"{value:.{figures}g}" if decimals is None else f"{value:.{decimals}f}")


def with_percent_sign(figures: str) -> str:
    """Digits with the sign behind them, such as "82.8 %" and, in Korean, "82.8%"."""
    return figures + percent_sign()


def percent_sign() -> str:
    """The sign with the space before it that the reader's language sets."""
    return "%" if language() == "ko" else _SPACE + "%"


def probability(value: float) -> str:
    """A probability with two decimals; what would round to nothing or to certainty is told from these."""
    if value < _LEAST_SURE:
        return "<" + with_percent_sign("0.01")
    return ">" + with_percent_sign("99.99") if value >= _SUREST else percent(value, 2)


def probability_in_words(value: float) -> str:
    """A probability as per cent with three figures; what these would make nothing or certain is said in words."""
    if 0 < value < _SMALLEST:
        return _("less than {share}").format(share=percent(_SMALLEST))
    if _LARGEST < value < 1:
        return _("more than {share}").format(share=percent(_LARGEST))
    return percent(value)


def whole_percent(share: float) -> str:
    """A share in whole per cent; one that rounds to nothing as "<1 %"."""
    return percent(share, 0) if share >= 0.005 else "<" + percent(0.01, 0)


def accuracy(share: float, tested: int) -> str:
    """A share of right answers with no decimals that so few examples do not bear; 0 of them: unknown."""
    return percent(share, 0 if 0 < tested <= 100 else 1 if 0 < tested <= 1000 else 2)


def points(share: float, *, signed: bool = False) -> str:
    """A difference of two shares in percentage points, such as "5.3 percentage points"; with its sign if wished."""
    size = f"{abs(100 * share):.2g}"
    sign = "−" if share < 0 else "+" if signed else ""
    unit = ngettext("{n} percentage point", "{n} percentage points", 1 if size == "1" else 2)
    return unit.format(n=sign + size)


def count(value: int) -> str:
    """A whole number with its thousands told apart."""
    return f"{value:,}"


def rough_count(value: float) -> str:
    """A large number in words, such as "4.7 million"; in Korean 470만. What is below a million is told in full."""
    if value < _LARGE:
        return count(round(value))
    size, name = next((unit, name) for unit, name in _ENGLISH_UNITS if value >= unit)
    figures = f"{value / size:.1f}" if value < 10 * size else f"{value / size:.0f}"
    if language() != "ko":
        return f"{figures}{_SPACE}{name}"
    rounded = float(figures) * size
    size, name = next((unit, name) for unit, name in _KOREAN_UNITS if rounded >= unit)
    return f"{rounded / size:,.0f}{name}" if size == 10**4 else f"{rounded / size:.3g}{name}"


def duration(seconds: float) -> str:
    """A time span as people say it: "2.4 s", "1 min 30 s", "1 h 5 min"."""
    if seconds < 9.95:
        return _("{n} s").format(n=f"{seconds:.1f}")
    whole = round(seconds)
    if whole < 60:
        return _("{n} s").format(n=whole)
    if whole < 3600:
        minutes, rest = divmod(whole, 60)
        parts = [_("{n} min").format(n=minutes), _("{n} s").format(n=rest) if rest else ""]
    else:
        hours, rest = divmod(round(seconds / 60), 60)
        parts = [_("{n} h").format(n=hours), _("{n} min").format(n=rest) if rest else ""]
    return " ".join(filter(None, parts))


def megabytes(size: float) -> str:
    """A size in bytes as a reader sees it: with a decimal below 10 MB."""
    return f"{size / 1e6:.1f}{_SPACE}MB" if size < 9.95e6 else f"{size / 1e6:,.0f}{_SPACE}MB"


def number(value: float) -> str:
    """Three figures; very small and large values as powers of ten."""
    if value < 0:
        return "−" + number(-value)
    if not math.isfinite(value) or value == 0 or 1e-3 <= value < 999.5:
        return f"{value:.3g}"
    if 999.5 <= value < 99_999.5:
        return f"{value:,.0f}"
    mantissa, exponent = f"{value:.1e}".split("e")
    return power_of_ten(mantissa, int(exponent))


def short_number(value: float) -> str:
    """Two digits, whole numbers up to 10,000, a power of ten beyond: 0.21, 2,100, 1.5·10⁴, 10⁻⁶."""
    size = abs(value)
    mantissa, exponent, power = (f"{size:,.0f}" if 99.5 <= size < 9999.5 else f"{size:.2g}").partition("e")
    sign = "−" if value < 0 else ""
    return sign + (power_of_ten(mantissa, int(power)) if exponent else mantissa)


def format_number(value: float) -> str:
    """A number for the reader, with all its digits: "0.05", "−7", "10⁻⁵", "60,000"."""
    if value < 0:
        return "−" + format_number(-value)
    if value == 0:
        return "0"
    if isinstance(value, int):
        return f"{value:,}"
    if abs(value) >= 1e-3:
        return f"{value:,.12g}" if abs(value) < 1e12 else f"{value:.4g}"
    mantissa, exponent = f"{value:.11e}".split("e")
    return power_of_ten(mantissa, int(exponent))


def decimals(value: float, places: int) -> str:
    """A number with so many decimals, whatever its size."""
    return f"{value:.{places}f}".replace("-", "−")


def operand(value: float) -> str:
    """`number` as it stands behind an operator: in brackets where it has a sign."""
    return f"({number(value)})" if value < 0 else number(value)


def power_of_ten(mantissa: str, exponent: int) -> str:
    """``mantissa`` times a power of ten: "6.1·10⁻⁵", and "10⁻⁵" for a mantissa of 1."""
    digits = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    power = "10" + superscript(exponent)
    return power if digits == "1" else f"{digits}·{power}"


def superscript(exponent: int) -> str:
    """An exponent in raised digits."""
    return str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
