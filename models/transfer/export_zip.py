"""What a visitor downloads: a trained network, the names of its classes, and a program that uses both."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

PREDICT = '''\
"""What does the network take a photo for?  python predict.py photo.jpg"""

import json, sys
from pathlib import Path

import keras, numpy as np
from PIL import Image, ImageOps

here = Path(__file__).parent
model = keras.models.load_model(here / "model.keras")
photo = np.array(ImageOps.exif_transpose(Image.open(sys.argv[1])).convert("RGB"))
probabilities = model.predict(photo[np.newaxis], verbose=0)[0]
for name, probability in zip(json.loads((here / "classes.json").read_text("utf-8")), probabilities):
    print(f"{probability:.4f}  {name}")
'''


def export_zip(model: Path, classes: Sequence[str]) -> bytes:
    """A zip of model.keras, classes.json (a list of names, in the order of the outputs) and predict.py.

    Args:
        model: the network's .keras file. classes: their names.

    Raises:
        OSError: the file cannot be read.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:  # weights do not get smaller
        archive.write(model, "model.keras")
        archive.writestr("classes.json", json.dumps(list(classes), ensure_ascii=False, indent=1))
        archive.writestr("predict.py", PREDICT)
    return packed.getvalue()
