"""The exact derivative of a list of steps: the chain rule, step by step."""

from __future__ import annotations

from models.optimizers.steps import Steps


def derivative(steps: Steps, result: int, variable: str) -> int:
    """Add the steps that compute the derivative of a step.

    Args:
        steps: grows by what is needed.
        result: the step to differentiate.
        variable: "x" or "y".

    Returns:
        The step that gives the derivative. At the kink of abs it is 0.
    """
    rules = _Rules(steps)
    slopes: list[int] = []
    for index in range(result + 1):  # a step's arguments always stand before it
        kind, *arguments = steps[index]
        if kind == "constant":
            slopes.append(rules.constant(0.0))
        elif kind == "variable":
            slopes.append(rules.constant(float(arguments[0] == variable)))
        elif len(arguments) == 1:
            slopes.append(rules.of_function(kind, index, arguments[0], slopes[arguments[0]]))
        else:
            slopes.append(rules.of_operator(kind, index, *arguments, *(slopes[i] for i in arguments)))
    return slopes[result]


class _Rules:
    """Differentiation rules over steps, leaving out factors 1 and terms 0."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self.constant = steps.constant

    def of_function(self, kind: str, whole: int, inner: int, slope: int) -> int:
        """The derivative of ``whole`` = kind(``inner``)."""
        if self._steps.number(slope) == 0:  # not even at a place where the outer slope is infinite
            return slope
        apply = self._steps.apply
        if kind == "neg":
            return self._negative(slope)
        if kind in ("log", "sqrt"):
            return self._quotient(slope, inner if kind == "log" else self._product(self.constant(2.0), whole))
        if kind in ("tan", "tanh"):
            cosine = apply("cos" if kind == "tan" else "cosh", inner)
            return self._quotient(slope, apply("**", cosine, self.constant(2.0)))
        if kind == "cos":
            return self._negative(self._product(apply("sin", inner), slope))
        if kind == "exp":
            return self._product(whole, slope)
        outer = {"sin": "cos", "sinh": "cosh", "cosh": "sinh", "abs": "sign"}[kind]
        return self._product(apply(outer, inner), slope)

    def of_operator(self, kind: str, whole: int, a: int, b: int, slope_a: int, slope_b: int) -> int:
        """The derivative of ``whole`` = ``a`` kind ``b``."""
        if kind == "+":
            return self._sum(slope_a, slope_b)
        if kind == "-":
            return self._sum(slope_a, self._negative(slope_b))
        if kind == "*":
            return self._sum(self._product(slope_a, b), self._product(a, slope_b))
        if kind == "/":  # (a' - (a/b) b') / b
            change = self._sum(slope_a, self._negative(self._product(whole, slope_b)))
            return self._quotient(change, b)
        return self._sum(self._base_slope(a, b, slope_a), self._exponent_slope(whole, a, slope_b))

    def _base_slope(self, a: int, b: int, slope: int) -> int:
        """b a**(b - 1) a'."""
        if self._steps.number(slope) == 0:
            return slope
        lowered = self._sum(b, self.constant(-1.0))
        power = {0.0: self.constant(1.0), 1.0: a}.get(self._steps.number(lowered))  # type: ignore[arg-type]
        if power is None:
            power = self._steps.apply("**", a, lowered)
        return self._product(self._product(b, power), slope)

    def _exponent_slope(self, whole: int, a: int, slope: int) -> int:
        """a**b log(a) b'."""
        if self._steps.number(slope) == 0:
            return slope
        return self._product(self._product(whole, self._steps.apply("log", a)), slope)

    def _sum(self, a: int, b: int) -> int:
        for term, other in ((a, b), (b, a)):
            if self._steps.number(term) == 0:
                return other
        return self._steps.apply("+", a, b)

    def _product(self, a: int, b: int) -> int:
        for factor, other in ((a, b), (b, a)):
            if self._steps.number(factor) == 0:
                return factor
            if self._steps.number(factor) == 1:
                return other
        return self._steps.apply("*", a, b)

    def _quotient(self, a: int, b: int) -> int:
        return a if self._steps.number(a) == 0 else self._steps.apply("/", a, b)

    def _negative(self, a: int) -> int:
        return a if self._steps.number(a) == 0 else self._steps.apply("neg", a)
