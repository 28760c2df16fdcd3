"""A reader's formula in x and y: parsed, differentiated and computed without ever being run as a program.

The text becomes a list of elementary steps (a Wengert list), each applied to earlier ones. Differentiating
that list adds steps behind it and shares all that it can, so it stays short however deep the formula is.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable
from copy import deepcopy
from functools import lru_cache
from typing import Any, NamedTuple, cast

import numpy as np

from models.limits import LIMITS
from models.optimizers.derivatives import derivative
from models.optimizers.steps import FUNCTIONS, Steps

LONGEST = LIMITS.formula_signs
DEEPEST = 50  # brackets within each other
_LONGEST_PART = 40

_CONSTANTS = {"pi": math.pi, "e": math.e}
_VARIABLES = ("x", "y")
_OPERATORS: dict[type, str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
_SPELLINGS = {"^": "**", "×": "*", "·": "*", "⋅": "*", "−": "-", "÷": "/", "π": "pi", "ln": "log"}
_WHOLE = re.compile(r"\b(\d+)\.0\b")
_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_TOKEN = re.compile(
    r"""\s*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<name>[A-Za-z_][A-Za-z_0-9]*|π)
    |(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
    |(?P<operator>\*\*|[-+*/^×·⋅−÷()])
    |(?P<other>\S))""",
    re.VERBOSE,
)


class FormulaError(ValueError):
    """A text is no formula.

    Attributes:
        reason: "empty", "too_long" (over `LONGEST` characters), "syntax", "unknown_name", "not_allowed"
            (a sign that no formula has) or "too_deep" (over `DEEPEST` brackets within each other).
        part: the piece of the text that is meant, at most 40 characters.
    """

    def __init__(self, reason: str, part: str = "") -> None:
        self.reason, self.part = reason, part.strip()[:_LONGEST_PART]
        super().__init__(reason, self.part)  # pickle makes it anew from these

    def __str__(self) -> str:
        return f"{self.reason}: {self.part!r}"


class Formula:
    """A function of x and y with its exact gradient.

    Nothing raises and nothing warns: where the function has no finite value the result is inf or nan.

    Attributes:
        text: what the reader wrote.
        python: the same as Python writes it, with the names of `functions`; what holds no x and no y is computed.
        functions: the functions that occur in it, in the order of the alphabet.
    """

    def __init__(self, text: str, tree: ast.expr, steps: Steps, result: int) -> None:
        self.text = text
        folded = _Folded().visit(deepcopy(tree))
        self.python = _WHOLE.sub(r"\1", ast.unparse(folded))
        self.functions = tuple(sorted(_names(folded) & set(FUNCTIONS)))
        self._value = steps.function([result])
        self._slopes = steps.function([derivative(steps, result, name) for name in _VARIABLES])

    def __repr__(self) -> str:
        return f"Formula({self.text!r})"

    def value(self, x: Any, y: Any) -> np.ndarray:
        """The function at ``(x, y)``, floats or arrays that broadcast; float64 of their common shape."""
        return self._computed(self._value, x, y)[0]

    def gradient(self, x: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:
        """The derivatives along x and along y at ``(x, y)``, as `value` takes and gives them."""
        along_x, along_y = self._computed(self._slopes, x, y)
        return along_x, along_y

    def slopes(self, x: np.ndarray, y: np.ndarray) -> list:
        """`gradient` for loops over small arrays: a constant slope comes as one float.

        It neither converts nor broadcasts, and the caller keeps NumPy's warnings quiet.
        """
        return self._slopes(x, y)

    @staticmethod
    def _computed(function: Callable, x: Any, y: Any) -> list[np.ndarray]:
        x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
        shape = np.broadcast_shapes(x.shape, y.shape)
        with np.errstate(all="ignore"):
            return [np.broadcast_to(np.asarray(result, np.float64), shape) for result in function(x, y)]


@lru_cache(maxsize=128)
def parse(text: str) -> Formula:
    """Read a formula such as ``x^2 / 20 + y² + 3sin(2x)``.

    It knows + - * / and powers (``^``, ``**``, ``²``), brackets, numbers, x, y, pi, e, the functions of
    `models.optimizers.steps.FUNCTIONS`, and products without a sign: ``2x``, ``xy``, ``2(x + 1)``. Such a product binds
    like any other, so ``1/2x`` is x/2.

    Raises:
        FormulaError: the text is no such formula.
    """
    if not text.strip():
        raise FormulaError("empty")
    if len(text) > LONGEST:
        raise FormulaError("too_long", text)
    tokens = _tokens(text)
    tree = _tree(text, tokens)
    steps = Steps()
    with np.errstate(all="ignore"):  # constants are computed here and now
        try:
            return Formula(text, tree, steps, _step(tree, steps))
        except RecursionError:
            raise FormulaError("too_deep", text) from None


class _Folded(ast.NodeTransformer):
    """Puts numbers in the place of what holds neither x nor y."""

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.Call | ast.BinOp | ast.Name) and not _names(node) & set(_VARIABLES):
            steps = Steps()
            number = steps.number(_step(cast(ast.expr, node), steps)) if _is_value(node) else None
            return node if number is None else ast.Constant(float(number))
        return self.generic_visit(node)


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _is_value(node: ast.AST) -> bool:
    """Whether the node is no function's name."""
    return not (isinstance(node, ast.Name) and node.id in FUNCTIONS)


class _Token(NamedTuple):
    kind: str
    text: str  # as Python writes it
    start: int  # in the reader's text


def _tokens(text: str) -> list[_Token]:
    """The signs of a formula as Python's, with the products that it leaves out."""
    tokens: list[_Token] = []
    depth = 0
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        for piece in _spelled(kind, match.group(kind), match.group()):
            token = _Token(kind, piece, match.start(kind))
            if tokens and _is_product(tokens[-1], token):
                tokens.append(_Token("operator", "*", token.start))
            tokens.append(token)
        depth += {"(": 1, ")": -1}.get(match.group(kind), 0)
        if depth > DEEPEST:
            raise FormulaError("too_deep", text[match.start(kind) :])
    return tokens


def _spelled(kind: str, piece: str, quoted: str) -> list[str]:
    """One sign of the reader as one or several of Python's."""
    if kind == "other":
        raise FormulaError("not_allowed", quoted)
    if kind == "number":  # always a float: 9**9**9**9 is inf at once instead of an endless integer
        return [piece if set(piece) & set(".eE") else piece + "."]
    if kind == "raised":
        return [f"**({piece.translate(_SUPERSCRIPTS)}.)"]
    piece = _SPELLINGS.get(piece, piece)
    if kind == "operator" or piece in FUNCTIONS or piece in _CONSTANTS:
        return [piece]
    if set(piece) <= set(_VARIABLES):
        return list(piece)
    raise FormulaError("unknown_name", piece)


def _is_product(before: _Token, token: _Token) -> bool:
    """Whether a multiplication sign was left out between two signs."""
    ends = before.text == ")" or before.kind in ("number", "raised")
    ends = ends or (before.kind == "name" and before.text not in FUNCTIONS)
    return ends and (token.kind == "name" or token.text == "(")


def _tree(text: str, tokens: list[_Token]) -> ast.expr:
    """Python's own parser knows which operator binds first."""
    starts, written = [], ""
    for token in tokens:
        starts.append(len(written))
        written += token.text + " "
    try:
        return ast.parse(written.strip(), mode="eval").body
    except SyntaxError as error:
        place = error.offset - 1 if error.offset else len(written)  # 0: it ends too early
        index = max((i for i, start in enumerate(starts) if start <= place), default=0)
        raise FormulaError("syntax", text[tokens[index].start :]) from None
    except (MemoryError, RecursionError):  # how the parser says that its stack is full
        raise FormulaError("too_deep", text) from None


def _step(node: ast.expr, steps: Steps) -> int:
    """The step that computes a node; whatever is not named here is refused."""
    match node:
        case ast.Constant(value=float(number)):
            return steps.constant(number)
        case ast.Name(id=name) if name in _VARIABLES:
            return steps.variable(name)
        case ast.Name(id=name) if name in _CONSTANTS:
            return steps.constant(_CONSTANTS[name])
        case ast.UnaryOp(op=ast.USub()):
            return steps.apply("neg", _step(node.operand, steps))
        case ast.UnaryOp(op=ast.UAdd()):
            return _step(node.operand, steps)
        case ast.BinOp(op=sign) if type(sign) in _OPERATORS:
            return steps.apply(_OPERATORS[type(sign)], _step(node.left, steps), _step(node.right, steps))
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in FUNCTIONS:
            return steps.apply(name, _step(argument, steps))
    raise FormulaError("syntax", ast.unparse(node))
