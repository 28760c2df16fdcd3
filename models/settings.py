"""Settings that travel, in a link and as JSON: a frozen dataclass that says of each field what it may be."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self, TypeVar

_LONGEST_QUOTE = 40
T = TypeVar("T")


@dataclass(frozen=True)
class Field:
    """What is allowed for one field.

    Attributes:
        kind: the type: int, float, bool, str, tuple, or settings of their own.
        low, high: bounds, both allowed; ``None`` for a field without a range.
        choices: what a str may be, or what a tuple may hold, each once and in this order.
        scale: "log" where equal ratios matter more than equal differences, else "linear".
        step: of whole numbers only every so-manieth is allowed, from ``low`` on.
        live: a running job takes a new value without a restart.
        linked: a link may say it; else it is neither written into links nor read from them.
        read: makes the value of its text, where the kind alone does not say how; raises ValueError.
        write: the inverse of ``read``.
    """

    kind: type
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    scale: str = "linear"
    step: int = 1
    live: bool = False
    linked: bool = True
    read: Callable[[str], Any] | None = None
    write: Callable[[Any], str] | None = None

    @property
    def allowed(self) -> tuple | None:
        """The choices, or the range as ``(low, high)``, or ``None``."""
        if self.kind is bool:
            return (False, True)
        return self.choices or (None if self.low is None else (self.low, self.high))


def setting(default: T, low: float | None = None, high: float | None = None, **more: Any) -> T:
    """A field of `Settings`: its default, which tells the kind, and what else `Field` says of it."""
    return setting_like(Field(type(default), low, high, **more), default)


def setting_like(spec: Field, default: T, **changes: Any) -> T:
    """A field that may be what one of other settings may be, but for these changes."""
    return dataclasses.field(default=default, metadata={"spec": replace(spec, **changes)})


class SettingError(ValueError):
    """A field has a value that is not allowed.

    Attributes:
        field: the field's name.
        value: what was given.
        allowed: choices, ``(low, high)``, or ``(low, high, step)`` where the value lies between two steps; ``None``
            where the form itself is wrong.
    """

    def __init__(self, field: str, value: object, allowed: tuple | None = None) -> None:
        self.field, self.value, self.allowed = field, value, allowed
        super().__init__(field, value, allowed)  # pickle makes it anew from these

    def __str__(self) -> str:
        return f"{self.field}={self.value!r} is not allowed; allowed: {self.allowed}"


class Settings:
    """What all settings can do. A subclass is a frozen dataclass whose fields are each made by `setting`.

    Attributes:
        FIELDS: what each field may be, by name; it drives the controls, the link, the checks and the reset.
        kind: what JSON calls them, where settings of several kinds may stand.

    Raises:
        SettingError: a field has a value that is not allowed.
    """

    FIELDS: ClassVar[Mapping[str, Field]]
    kind: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        made = vars(cls).items()
        cls.FIELDS = {name: item.metadata["spec"] for name, item in made if isinstance(item, dataclasses.Field)}

    def __post_init__(self) -> None:
        for name, spec in self.FIELDS.items():
            object.__setattr__(self, name, _checked(name, getattr(self, name), spec))

    def replace(self, **changes: Any) -> Self:
        """A copy with these fields changed, checked like a new one."""
        return replace(self, **changes)  # type: ignore[type-var]

    def differences(self, other: Self) -> dict[str, tuple[Any, Any]]:
        """The fields in which two settings differ: name -> (here, there)."""
        pairs = {name: (getattr(self, name), getattr(other, name)) for name in self.FIELDS}
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

    @property
    def structure(self) -> tuple:
        """What a job has to be started anew for; unless a class says more, all that is not live."""
        return tuple(getattr(self, name) for name, spec in self.FIELDS.items() if not spec.live)

    def is_live_change(self, other: Self) -> bool:
        """Whether a job with these settings can go on with those of ``other`` without a restart."""
        only_live = all(self.FIELDS[name].live for name in self.differences(other))
        return only_live and self.structure == other.structure

    def to_query(self) -> dict[str, str]:
        """The linked fields that differ from the defaults, as text for a link."""
        differing = self.differences(type(self)())
        return {name: self.to_text(name, differing[name][0]) for name in self.linked_fields() if name in differing}

    @classmethod
    def linked_fields(cls) -> dict[str, Field]:
        """What a link may say: of `FIELDS` those that are `Field.linked`."""
        return {name: spec for name, spec in cls.FIELDS.items() if spec.linked}

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> tuple[Self, list[SettingError]]:
        """Read a link. Keys that `to_query` never writes are ignored; a wrong value leaves its default.

        Returns:
            The settings, and one error for each value that was not taken.
        """
        settings, errors = cls(), []
        for name in cls.linked_fields():  # in the table's order: a field may be checked against those before it
            if name not in query:
                continue
            try:
                settings = settings.replace(**{name: cls.from_text(name, query[name])})
            except SettingError as error:
                errors.append(error)
        return settings, errors

    @classmethod
    def from_text(cls, name: str, text: str) -> Any:
        """A field's value as a link has it; its range is not checked yet.

        Raises:
            SettingError: the text is no value of this field.
        """
        spec = cls.FIELDS[name]
        try:
            return (spec.read or _READERS.get(spec.kind, spec.kind))(text)
        except (ValueError, KeyError) as error:
            value = getattr(error, "value", text[:_LONGEST_QUOTE])
            raise SettingError(name, value, getattr(error, "allowed", spec.allowed)) from error

    @classmethod
    def to_text(cls, name: str, value: Any) -> str:
        """A field's value as a link has it; the inverse of `from_text`."""
        spec = cls.FIELDS[name]
        if spec.write:
            return spec.write(value)
        if spec.kind is bool:
            return "1" if value else "0"
        if spec.kind is tuple:
            return "-".join(value)
        return str(value).removesuffix(".0") if spec.kind is float else str(value)

    def to_json(self) -> str:
        """All fields as JSON text, defaults included, and the kind."""
        return json.dumps({"kind": self.kind} | {name: self._to_plain(name) for name in self.FIELDS})

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The inverse of `to_json`. What is left out has its default.

        Raises:
            SettingError: the text is no such JSON, or a field is unknown or not allowed.
        """
        return cls.from_plain(parse_json(text))

    @classmethod
    def from_plain(cls, values: Mapping[str, Any]) -> Self:
        """As `from_json`, of what `parse_json` gave."""
        kind = values.get("kind", cls.kind)
        if kind != cls.kind:
            raise SettingError("kind", kind, (cls.kind,))
        given = {name: value for name, value in values.items() if name != "kind"}
        for name in sorted(given.keys() - cls.FIELDS.keys()):
            raise SettingError(name, given[name])
        return cls(**{name: cls._from_plain(name, value) for name, value in given.items()})

    def _to_plain(self, name: str) -> Any:
        value, spec = getattr(self, name), self.FIELDS[name]
        return spec.write(value) if spec.write else value

    @classmethod
    def _from_plain(cls, name: str, value: Any) -> Any:
        if cls.FIELDS[name].read:
            return cls.from_text(name, str(value))
        return tuple(value) if isinstance(value, list) else value


def parse_json(text: str) -> dict[str, Any]:
    """The values in the JSON text of any settings, not checked yet.

    Raises:
        SettingError: the text is no JSON object.
    """
    try:
        values = json.loads(text)
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise SettingError("settings", text[:_LONGEST_QUOTE])
    return values


_READERS: dict[type, Callable[[str], Any]] = {
    bool: {"1": True, "0": False}.__getitem__,
    tuple: lambda text: tuple(text.split("-")) if text else (),
}


def _checked(name: str, value: Any, spec: Field) -> Any:
    """``value`` in the field's own type."""
    if spec.kind in (int, float):
        return _checked_number(name, value, spec)
    if not isinstance(value, spec.kind):
        raise SettingError(name, value, spec.allowed)
    if not spec.choices:
        return value
    given: tuple = value if isinstance(value, tuple) else (value,)
    for item in given:
        if item not in spec.choices:
            raise SettingError(name, item, spec.allowed)
    return tuple(choice for choice in spec.choices if choice in given) if spec.kind is tuple else value


def _checked_number(name: str, value: Any, spec: Field) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SettingError(name, value, spec.allowed)
    if isinstance(value, float) and not math.isfinite(value):  # a huge int does not fit into a float
        raise SettingError(name, value, spec.allowed)
    if spec.kind is int and value != int(value):
        raise SettingError(name, value, spec.allowed)
    if not (spec.low is None or spec.high is None or spec.low <= value <= spec.high):
        raise SettingError(name, value, spec.allowed)
    if spec.step > 1 and (value - (spec.low or 0)) % spec.step:
        raise SettingError(name, value, (spec.low, spec.high, spec.step))
    return spec.kind(value)
