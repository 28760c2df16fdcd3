"""What hostile visitors do, kind by kind: an attack of each is done once when it is called."""

from __future__ import annotations

from collections.abc import Collection

from benchmarks.abuse import garbage, payloads, pictures, runs, uploads
from benchmarks.abuse.hostile import Attack

KINDS: dict[str, Attack] = {
    "deep_zips": uploads.deep_zips,
    "pixel_bombs": uploads.pixel_bombs,
    "worst_pngs": uploads.worst_pngs,
    "tiny_photos": uploads.tiny_photos,
    "puts": uploads.puts,
    "large_networks": runs.large_networks,
    "large_activations": runs.large_activations,
    "forged_owners": runs.forged_owners,
    "closed_tabs": runs.closed_tabs,
    "formulas": pictures.formulas,
    "drags": pictures.drags,
    "garbage": garbage.garbage,
}

_UPLOADED = {
    "deep_zips": payloads.deep_zip,
    "pixel_bombs": payloads.worst_png,
    "worst_pngs": payloads.worst_pngs_zip,
    "tiny_photos": payloads.tiny_photos_zip,
}


def prepare(kinds: Collection[str]) -> None:
    """Make what attacks of these kinds upload."""
    for kind, make in _UPLOADED.items():
        if kind in kinds:
            make()
