"""Frames and results as bytes.

A frame is small (some ten kB) and travels as bytes: worker -> Dask's scheduler -> server.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import msgpack
import numpy as np

from models.runs.depth_frames import DepthFrame
from models.runs.first_layer import FirstLayer
from models.runs.frames import Curves, Frame, Histograms
from models.runs.results import Mistake, Result, TransferResult

_KINDS = (Histograms, Curves, Frame, DepthFrame, FirstLayer, Mistake, Result, TransferResult)
_TYPES: dict[str, Any] = {kind.__name__: kind for kind in _KINDS}


def pack(value: Any) -> bytes:
    """Bytes of a frame, a result, or a plain dict, list or number that may hold them."""
    return msgpack.packb(value, default=_encode)


def unpack(data: bytes) -> Any:
    """The inverse of `pack`. Builds nothing but frames, results and plain values."""
    return msgpack.unpackb(data, object_hook=_decode, strict_map_key=False)


def _encode(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return {"_array": value.dtype.str, "shape": list(value.shape), "data": np.ascontiguousarray(value).tobytes()}
    if isinstance(value, np.generic):
        return value.item()
    if is_dataclass(value) and type(value).__name__ in _TYPES:
        return {"_type": type(value).__name__} | {item.name: getattr(value, item.name) for item in fields(value)}
    raise TypeError(f"cannot pack {type(value).__name__}")


def _decode(value: dict) -> Any:
    if "_array" in value:
        return np.frombuffer(value["data"], np.dtype(value["_array"])).reshape(value["shape"])
    if "_type" in value:
        kind = _TYPES[value.pop("_type")]
        return kind(**{name: tuple(v) if isinstance(v, list) else v for name, v in value.items()})
    return value
