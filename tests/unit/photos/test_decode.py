"""Every picture comes out upright and in RGB, whatever the file holds."""

import io
import pickle
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from models.photos.decode import PhotoRefused, decode
from models.photos.photo import MOST_SHORT_SIDE

ORIENTATION = 0x0112
# EXIF orientation -> how the camera's upright picture lies in the file (the inverse of what puts it upright)
STORED = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}


def saved(picture, format, **options):
    buffer = io.BytesIO()
    picture.save(buffer, format, **options)
    return buffer.getvalue()


def colours(width=96, height=64):
    """A picture without any symmetry: red grows to the right, green downwards, a blue corner at the top left."""
    down, across = np.mgrid[0:height, 0:width]
    blue = 255 * ((down < height // 4) & (across < width // 4))
    channels = [255 * across // width, 255 * down // height, blue]
    return Image.fromarray(np.stack(channels, axis=-1).astype(np.uint8))


OPTIONS: dict[str, dict[str, Any]] = {"JPEG": {"quality": 95}, "WEBP": {"lossless": True}, "AVIF": {"quality": 95}}


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_gives_the_same_upright_picture(orientation, format):
    upright = colours()
    turn = STORED[orientation]
    stored = upright if turn is None else upright.transpose(Image.Transpose(turn))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    photo = decode(saved(stored, format, exif=exif, **OPTIONS.get(format, {})), "photo")
    assert photo.uploaded_size == stored.size
    assert photo.pixels.shape == (64, 96, 3)
    error = np.abs(photo.pixels.astype(int) - np.asarray(upright).astype(int))
    assert error.mean() < (8 if format in ("JPEG", "AVIF") else 0.01)
    assert ("turned" in photo.remarks) == (orientation != 1)


@pytest.mark.parametrize("format", ["PNG", "BMP", "TIFF"])
def test_lossless_pictures_keep_their_pixels(format):
    photo = decode(saved(colours(), format), "a.png")
    np.testing.assert_array_equal(photo.pixels, np.asarray(colours()))
    assert photo.remarks == ()
    assert photo.pixels.flags.c_contiguous
    assert photo.pixels.dtype == np.uint8


def test_the_same_picture_has_the_same_id_and_another_has_not():
    first, second = (decode(saved(colours(), format), format) for format in ("PNG", "BMP"))
    assert first.id == second.id
    assert len(first.id) == 24
    assert decode(saved(colours(64, 96), "PNG"), "PNG").id != first.id


def test_grey_of_16_bits_is_scaled():
    ramp = np.linspace(0, 65535, 256).astype(np.uint16).reshape(16, 16)
    for format in ("PNG", "TIFF"):
        photo = decode(saved(Image.fromarray(ramp), format), "grey")
        np.testing.assert_allclose(photo.pixels[..., 0], np.arange(256).reshape(16, 16), atol=1)
        assert photo.remarks == ("converted",)


@pytest.mark.parametrize("largest", [1.0, 255.0, 60_000.0])
def test_floats_are_scaled_from_the_range_they_use(largest):
    ramp = np.linspace(0, largest, 256, dtype=np.float32).reshape(16, 16)
    photo = decode(saved(Image.fromarray(ramp), "TIFF"), "float")
    assert photo.pixels.min() == 0
    assert photo.pixels.max() > 230


def test_cmyk_keeps_its_colours():
    cmyk = Image.new("CMYK", (32, 32), (0, 255, 255, 0))  # magenta and yellow make red
    for format in ("JPEG", "TIFF"):
        red, green, blue = decode(saved(cmyk, format), "cmyk").pixels[16, 16]
        assert red > 240
        assert max(green, blue) < 20


def test_lab_keeps_its_colours():
    to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    lab = ImageCms.applyTransform(colours(), to_lab)
    pixels = decode(saved(lab, "TIFF"), "lab").pixels
    assert np.abs(pixels.astype(int) - np.asarray(colours()).astype(int)).mean() < 4


def test_what_is_transparent_lies_on_white():
    half = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    half.paste((200, 0, 0, 255), (0, 0, 10, 20))
    palette = Image.new("P", (20, 20), 0)
    palette.putpalette([0, 0, 0, 200, 0, 0])
    palette.paste(1, (0, 0, 10, 20))
    files = [saved(half, "PNG"), saved(half, "WEBP", lossless=True), saved(palette, "PNG", transparency=0)]
    files += [saved(palette, "GIF", transparency=0), saved(half.convert("LA"), "PNG")]
    for data in files:
        photo = decode(data, "half")
        assert photo.pixels[5, 15].tolist() == [255, 255, 255]
        assert photo.pixels[5, 5].max() < 201
        assert "transparent" in photo.remarks


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
def test_an_animation_shows_its_first_frame(format):
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue", "green")]
    photo = decode(saved(frames[0], format, save_all=True, append_images=frames[1:], duration=100), "animated")
    assert "first_frame" in photo.remarks
    red, green, blue = photo.pixels[15, 20]
    assert red > 230
    assert max(green, blue) < 25


def test_an_icc_profile_is_followed_and_a_broken_one_ignored():
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    same = decode(saved(colours(), "PNG", icc_profile=swapped), "icc").pixels
    assert np.abs(same.astype(int) - np.asarray(colours()).astype(int)).max() <= 2
    broken = decode(saved(colours(), "PNG", icc_profile=b"no profile"), "icc").pixels
    np.testing.assert_array_equal(broken, np.asarray(colours()))


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (3000, 2000), (9000, 700), (513, 512), (1300, 1300)])
def test_the_size_that_is_kept(size):
    photo = decode(saved(Image.new("RGB", size, (10, 200, 30)), "PNG"), "size")
    height, width = photo.pixels.shape[:2]
    assert 1 <= min(height, width) <= MOST_SHORT_SIDE
    assert max(height, width) <= 4 * MOST_SHORT_SIDE
    assert photo.uploaded_size == size
    assert ("reduced" in photo.remarks) == ((width, height) != size)
    assert (photo.pixels == (10, 200, 30)).all()


def test_a_large_jpeg_looks_as_if_it_had_been_decoded_whole():
    picture = colours(3000, 2000)
    photo = decode(saved(picture, "JPEG", quality=90), "large")
    whole = np.asarray(picture.resize((768, 512), Image.Resampling.BICUBIC)).astype(int)
    assert np.abs(photo.pixels.astype(int) - whole).mean() < 2


def test_of_a_film_in_avif_the_still_picture_is_shown():
    film = [colours(), colours().transpose(Image.Transpose.FLIP_LEFT_RIGHT)]
    photo = decode(saved(film[0], "AVIF", save_all=True, append_images=film[1:], quality=95), "film.avif")
    assert photo.remarks == ("first_frame",)
    assert np.abs(photo.pixels.astype(int) - np.asarray(film[0]).astype(int)).mean() < 8


@pytest.mark.parametrize("format", ["PNG", "JPEG", "BMP", "TIFF"])
def test_a_truncated_file_shows_what_is_there(format):
    noise = Image.fromarray(np.random.default_rng(0).integers(1, 256, (128, 128, 3), dtype=np.uint8))
    data = saved(noise, format)
    photo = decode(data[: len(data) * 6 // 10], "cut")
    assert "truncated" in photo.remarks
    missing = photo.pixels[:24] if format == "BMP" else photo.pixels[-24:]  # a BMP begins with its last row
    there = photo.pixels[-48:] if format == "BMP" else photo.pixels[:48]
    assert np.ptp(missing) <= 2
    assert 100 < missing.mean() < 150  # grey
    assert np.ptp(there) > 200


@pytest.mark.parametrize("format", ["PNG", "JPEG", "BMP", "TIFF", "GIF", "WEBP", "AVIF"])
def test_a_file_that_ends_in_its_header_is_refused(format):
    with pytest.raises(PhotoRefused) as caught:
        decode(saved(colours(), format)[:40], "cut")
    assert caught.value.reason in ("truncated", "broken")


def test_a_refusal_survives_pickling():
    with pytest.raises(PhotoRefused) as caught:
        decode(b"", "nothing.jpg")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.reason, again.name, again.values) == ("empty", "nothing.jpg", {})


def test_real_photos_decode_as_pillow_has_them(shared_data):
    for path in sorted(shared_data("photos").iterdir()):
        photo = decode(path.read_bytes(), path.name)
        whole = Image.open(path).convert("RGB")
        assert photo.uploaded_size == whole.size
        if whole.size == photo.pixels.shape[1::-1] and "icc_profile" not in whole.info:
            assert np.abs(photo.pixels.astype(int) - np.asarray(whole).astype(int)).mean() < 1


def test_odd_pictures_are_shown_and_the_bomb_is_not(shared_data):
    for path in sorted(shared_data("odd").iterdir()):
        if path.name == "pillow_decompression_bomb.gif":
            with pytest.raises(PhotoRefused, match="too_many_pixels"):
                decode(path.read_bytes(), path.name)
        else:
            photo = decode(path.read_bytes(), path.name)
            assert photo.pixels.shape[2] == 3
            broken = path.name in ("pillow_truncated_image.png", "pillow_broken_data_stream.png")
            assert ("truncated" in photo.remarks) == broken
