"""The program of the page on convolution runs, and gives the page's pictures."""

import numpy as np
import pytest
from PIL import Image

from models.convolution.convolution import Convolution
from models.convolution.drawing import SIDE, drawing_text
from models.convolution.pictures import PHOTO_SIDE, picture_of
from models.convolution.stages import stages_of
from models.keras_code.convolution import convolution_cells
from tests.unit.keras_code.test_instant import executed

_LINE = drawing_text(np.eye(SIDE, dtype=bool))
CONVOLUTIONS = {
    "default": Convolution(),
    "another digit": Convolution(digit=77, kernel="blur", kernel_size=5, stride=2, padding="same", pool="average"),
    "drawing": Convolution(picture="drawing", drawing=_LINE, kernel="learnt", filter=7, bias=0.5, next_kernel="edge"),
    "nothing drawn": Convolution(picture="drawing", activation="sigmoid", pool="none"),
    "photo": Convolution(picture="photo", kernel="random", kernel_size=4, pool_size=3, next_kernel="random"),
    "grey photo": Convolution(picture="photo_grey", kernel="own", pool="none"),
}


@pytest.mark.parametrize("convolution", CONVOLUTIONS.values(), ids=CONVOLUTIONS)
def test_the_program_gives_the_page_s_last_stage(convolution, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    photo = np.rint(255 * picture_of(convolution.replace(picture="photo"))).astype(np.uint8)
    Image.fromarray(photo).save(tmp_path / "photo.jpg", quality=100, subsampling=0)
    names = executed(convolution_cells(convolution))
    ours = stages_of(convolution)[-1].values
    is_photo = convolution.picture.startswith("photo")
    assert names["x"].shape[1] == (PHOTO_SIDE if is_photo else SIDE)
    # A JPEG changes the photo a little.
    tolerance = 0.05 * np.abs(ours).max() if is_photo else 1e-4
    np.testing.assert_allclose(names["stages"], ours, atol=tolerance)
