"""What a visitor may ask of the server, and all visitors together: the one place of every such limit.

Limits on memory are shares of what the server may take, so that they hold on a small machine as on a large one.
``python -m models.limits`` prints the table of them that stands in the README.
"""

from __future__ import annotations

import os
from dataclasses import Field, dataclass, field, fields
from typing import Any, cast

from models.memory import allowed_bytes

MEGABYTE = 1_000_000


def _fixed(value: int, unit: str, what: str) -> Any:
    return field(default=value, metadata={"unit": unit, "what": what})


def _wished_megabytes(name: str, default: int) -> int:
    wished = os.environ.get(name, "")
    return (int(wished) if wished.isdecimal() else default) * MEGABYTE


def _share(share: float, what: str, most: int | None = None) -> Any:
    return field(metadata={"share": share, "what": what, "most": most})


@dataclass(frozen=True, kw_only=True)
class ServerLimits:
    """All limits; bytes where a name ends so. `LIMITS` are those of this server.

    Attributes:
        memory: bytes that all processes of the server may take together; see `models.memory.allowed_bytes`.
        disk_reserve_bytes: that stay free on the disk: ``LAYERLAB_DISK_RESERVE_MB``, or 1,000 MB.
    """

    memory: int
    disk_reserve_bytes: int = field(default_factory=lambda: _wished_megabytes("LAYERLAB_DISK_RESERVE_MB", 1_000))

    # Uploads.
    photo_bytes: int = _fixed(50 * MEGABYTE, "MB", "a photo that is uploaded")
    zip_bytes: int = _fixed(200 * MEGABYTE, "MB", "a zip of photos that is uploaded")
    visitor_bytes: int = _fixed(250 * MEGABYTE, "MB", "all that one visitor has uploaded")
    uploads_bytes: int = _share(0.2, "all that is uploaded, of all visitors together")
    visitor_files: int = _fixed(1_000, "files", "files of one visitor that no page has read yet")
    upload_silence: int = _fixed(30, "s", "while an upload goes on, between 100 kB and the next")
    upload_seconds: int = _fixed(1_800, "s", "one upload, from its first byte to its last")
    decoding_bytes: int = _share(0.08, "of all uploads together, what their decoding takes", 250 * MEGABYTE)
    decoding_seconds: int = _fixed(10, "s", "what one visitor's photos are decoded for in four minutes, without a rest")
    decoding_at_once: int = _fixed(2, "photos", "photos that are decoded at the same time, one of each visitor")
    album_photos: int = _fixed(20, "photos", "photos that one looks at on `/imagenet`")
    exam_photos: int = _fixed(500, "photos", "labelled photos that a network is tested with there")

    # Zips: what is in one.
    zip_files: int = _fixed(10_000, "", "files in a zip, folders counted too")
    zip_path_letters: int = _fixed(1_000, "letters", "the path of a file in a zip")
    zip_path_parts: int = _fixed(32, "", "names in such a path, of folders and of the file")
    zip_unpacked_bytes: int = _fixed(1_000 * MEGABYTE, "MB", "what a zip holds, unpacked")
    zip_pixels: int = _fixed(2_000_000_000, "pixels", "the photos that are read from a zip, all of them together")
    zip_seconds: int = _fixed(120, "s", "a processor's time for these photos")

    # Sets of a visitor's own photos.
    set_photos: int = _fixed(3_000, "", "photos in a set of one's own")  # the sign-language digits are 2,062
    set_classes: int = _fixed(10, "", "classes of such a set")

    # The channel that pushes pictures. A school may have one address for all of its classes.
    channel_sockets: int = _fixed(4000, "", "browsers on the channel, each with one connection")
    channel_sockets_of_address: int = _fixed(1500, "", "browsers on the channel from one address")
    channel_watches_of_socket: int = _fixed(16, "", "pictures that a browser watches")
    channel_watches: int = _fixed(8000, "", "pictures that all browsers watch")
    channel_pictures_bytes: int = _share(0.03, "pictures that are kept for them")
    socket_message_bytes: int = _fixed(20 * MEGABYTE, "MB", "a message on a connection, in either direction")
    channel_message_bytes: int = _fixed(4096, "bytes", "a message of a browser on the channel")
    channel_messages: int = _fixed(100, "a second", "messages of a browser, in the long run")
    channel_messages_of_address: int = _fixed(2000, "a second", "messages from one address, in the long run")

    # What is computed at once.
    formula_signs: int = _fixed(200, "signs", "a formula")
    fresh_bytes: int = _share(0.05, "what the layers of a fresh network make of its examples", 350 * MEGABYTE)

    # Disk.
    private_bytes: int = _fixed(
        4_000 * MEGABYTE,
        "MB",
        "on disk, and no more than is left: photos that visitors train on, with what is made of them",
    )
    own_features_bytes: int = _fixed(1_000 * MEGABYTE, "MB", "the features of one set of these")
    cached_features_bytes: int = _fixed(
        4_000 * MEGABYTE, "MB", "on disk, and no more than is left: features of the other sets"
    )

    # Runs and their queue.
    jobs_waiting: int = _fixed(60, "jobs", "runs that wait for a worker, of all visitors; a comparison is one job")
    session_jobs: int = _fixed(8, "jobs", "runs of one browser tab that go on or wait; a comparison is one job")
    unfollowed_seconds: int = _fixed(20, "s", "how long a run keeps its place in the queue while no tab follows it")
    features_seconds: int = _fixed(1800, "s", "what comes before the training on photos: reading them, their features")
    runs: int = _fixed(2000, "runs", "runs that are remembered with their settings, curves and scores")
    records_bytes: int = _share(0.03, "all that is remembered of runs")
    trained_networks: int = _fixed(400, "files", "trained networks that are kept to be downloaded and tried")
    trained_bytes: int = _fixed(2000 * MEGABYTE, "MB", "all of these files together")
    private_networks: int = _fixed(4, "files", "trained networks that are kept of one set of a visitor's own photos")

    # What a run takes.
    parameters: int = _fixed(10_000_000, "", "parameters of a network of the training lab")
    run_bytes: int = _share(0.4, "what a run takes of its worker, as it is estimated before it begins")
    programs_bytes: int = _share(0.04, "the weights of the networks that a worker keeps compiled for later runs")
    features_bytes: int = _share(0.03, "what the frozen part of a network makes of a run's photos, in memory")
    features_file_bytes: int = _fixed(4_000 * MEGABYTE, "MB", "the same in a temporary file, where it is more")
    kept_free_bytes: int = _share(0.1, "memory that is left to the server when a network or features are loaded")

    @classmethod
    def of(cls, memory: int) -> ServerLimits:
        """The limits of a server that may take so many bytes of memory."""
        return cls(memory=memory, **{one.name: _part(one, memory) for one in _shares()})


def _shares() -> list[Field[Any]]:
    return [one for one in fields(ServerLimits) if "share" in one.metadata]


def _part(one: Field[Any], memory: int) -> int:
    part, most = int(one.metadata["share"] * memory), one.metadata["most"]
    return part if most is None else min(part, most)


def table() -> str:
    """The limits as the README shows them, in Markdown."""
    rows = [f"| {one.metadata['what']} | {_shown(one)} |" for one in fields(ServerLimits) if one.metadata]
    return "\n".join(["| what | at most |", "| --- | --- |", *rows])


def _shown(one: Field[Any]) -> str:
    if "share" in one.metadata:
        most = one.metadata["most"]
        return f"{one.metadata['share']:.0%} of the memory" + (f", {most / MEGABYTE:,.0f} MB at most" if most else "")
    value, unit = cast(int, one.default), one.metadata["unit"]
    return f"{value / MEGABYTE if unit == 'MB' else value:,.10g} {unit}".rstrip()


LIMITS = ServerLimits.of(allowed_bytes())

if __name__ == "__main__":
    print(table())
