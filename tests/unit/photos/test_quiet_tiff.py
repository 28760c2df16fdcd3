"""Broken TIFF files write nothing into the server's log."""

from __future__ import annotations

import io
import subprocess
import sys

from PIL import Image

# A process of its own: a library writes where the process's standard error was when it began.
DECODE = """
import sys
from models.photos.decode import PhotoRefused, decode

data = sys.stdin.buffer.read()
for cut in range(len(data) // 4, len(data), 7):
    broken = data[:cut] + bytes(20) + data[cut + 20:]
    try:
        decode(broken, "photo.tif")
    except PhotoRefused as refused:
        print(refused.reason)
"""


def test_broken_tiffs_write_nothing_into_the_log() -> None:
    file = io.BytesIO()
    Image.effect_noise((60, 40), 50).convert("RGB").save(file, "TIFF", compression="tiff_lzw")
    done = subprocess.run([sys.executable, "-c", DECODE], input=file.getvalue(), capture_output=True, check=True)
    assert len(done.stdout.splitlines()) > 100, "broken, as they are told to be"
    assert done.stderr == b""
