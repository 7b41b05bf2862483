"""ImageDataGenerator with given parameters: affine warps, shifts of channels and brightness, standardisation, resizing."""

import os
import sys
import warnings

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
warnings.filterwarnings("ignore")
import golden
import numpy as np
from golden import distinct, random, tensor
from keras.src.legacy.preprocessing import image as K
from keras.src.utils import image_utils
from PIL import Image

CASES = []


def add(group, name):
    def register(make):
        CASES.append((group, name, make))
        return make

    return register


def picture(rng, *shape, low=0, high=255):
    return np.round(distinct(rng, *shape, low=low, high=high), 1)


# Affine warps --------------------------------------------------------------------------------------------------------

# General angles for every mode; a quarter turn falls exactly on the border, where rounding decides between pixel and fill value.
WARPS = [
    {"theta": 30}, {"theta": -73.5}, {"tx": 1}, {"tx": -0.75}, {"ty": 1.25}, {"ty": -2}, {"tx": 0.6, "ty": -1.3}, {"shear": 20}, {"shear": -35},
    {"zx": 0.7, "zy": 0.7}, {"zx": 1.4, "zy": 1.3}, {"zx": 0.8, "zy": 1.2}, {"theta": 15, "tx": 0.4, "ty": -0.9, "shear": 10, "zx": 0.9, "zy": 1.1},
    {"theta": -25, "tx": -1.2, "ty": 0.7, "shear": -12, "zx": 1.15, "zy": 0.85}, {"tx": 9, "ty": -11},
]
QUARTERS = [{"theta": 90}, {"theta": 180}, {"theta": 45}, {"zx": 0.5, "zy": 0.5}, {"zx": 2, "zy": 2}, {}]
SIZES = [(5, 5, 1), (4, 6, 3), (7, 4, 1)]


def warp(x, fill_mode, order, warps, cval=0.0):
    def one(w):
        y = K.apply_affine_transform(x, **w, row_axis=0, col_axis=1, channel_axis=2, fill_mode=fill_mode, cval=cval, order=order)
        return {"parameters": w, "y": tensor(y)}

    return {"fill_mode": fill_mode, "cval": cval, "order": order, "x": tensor(x), "warps": [one(w) for w in warps]}


for mode in ("nearest", "constant", "reflect", "wrap"):
    for order in (0, 1):
        for h, w, c in SIZES:
            @add("affine", f"affine_{mode}_order{order}_{h}x{w}x{c}")
            def _(key, mode=mode, order=order, shape=(h, w, c)):
                warps = WARPS + (QUARTERS if mode in ("nearest", "reflect") and order == 1 else [])
                return warp(picture(random(key), *shape), mode, order, warps, cval=40.5 if mode == "constant" else 0.0)


@add("affine", "affine_ramp")
def ramp(_):
    """An image small enough for a check by hand."""
    x = np.arange(9, dtype=np.float32).reshape(3, 3, 1)
    return warp(x, "nearest", 1, [{"theta": 90}, {"theta": 45}, {"tx": 1}, {"ty": 1}, {"shear": 30}, {"zx": 0.5, "zy": 0.5}, {"zx": 2, "zy": 2}])


# Channel shift, brightness, and all transformations in their order -----------------------------------------------------------------------------


@add("channel_shift", "channel_shift")
def channel_shift(key):
    x = picture(random(key), 4, 3, 3)
    return {"x": tensor(x), "shifts": [{"intensity": i, "y": tensor(K.apply_channel_shift(x, i, 2))} for i in (20.5, -33.25, 300, 0)]}


@add("brightness", "brightness")
def brightness(key):
    rng = random(key)
    images = {"bytes_rgb": np.round(picture(rng, 4, 3, 3)), "bytes_grey": np.round(picture(rng, 5, 4, 1)), "fractions": picture(rng, 4, 3, 3),
              "unit": np.round(distinct(rng, 3, 4, 3, low=0.02, high=0.98), 3), "beyond": picture(rng, 3, 3, 3, low=-50, high=400)}
    rows = []
    for kind, x in images.items():
        for scale in (False, True):
            for b in (0.0, 0.5, 0.77, 1.0, 1.6):
                rows.append({"image": kind, "brightness": b, "scale": scale, "y": tensor(K.apply_brightness_shift(x.copy(), b, scale))})
    return {"images": {k: tensor(x) for k, x in images.items()}, "shifts": rows}


@add("apply_transform", "apply_transform")
def apply_transform(key):
    x = np.round(picture(random(key), 5, 6, 3))
    base = {"theta": 0, "tx": 0, "ty": 0, "shear": 0, "zx": 1, "zy": 1, "flip_horizontal": False, "flip_vertical": False,
            "channel_shift_intensity": None, "brightness": None}
    rows = []
    for change in [{}, {"flip_horizontal": True}, {"flip_vertical": True}, {"flip_horizontal": True, "flip_vertical": True}, {"brightness": 0.6},
                   {"channel_shift_intensity": 30.0}, {"theta": 20, "flip_horizontal": True}, {"tx": 1.5, "flip_vertical": True},
                   {"theta": -15, "tx": 0.5, "ty": -0.7, "shear": 8, "zx": 0.9, "zy": 1.1, "flip_horizontal": True, "channel_shift_intensity": -12.5}]:
        generator = K.ImageDataGenerator()
        rows.append({"parameters": base | change, "y": tensor(generator.apply_transform(x.copy(), base | change))})
    return {"x": tensor(x), "transforms": rows}


# Standardisation -----------------------------------------------------------------------------------------------------

for name, options in {
    "rescale": {"rescale": 1 / 255},
    "samplewise_center": {"samplewise_center": True},
    "samplewise_std": {"samplewise_std_normalization": True},
    "featurewise_center": {"featurewise_center": True},
    "featurewise_std": {"featurewise_std_normalization": True},
    "featurewise_std_rescale": {"featurewise_std_normalization": True, "rescale": 1 / 255},
    "samplewise_and_featurewise": {"samplewise_std_normalization": True, "featurewise_std_normalization": True, "rescale": 0.01},
    "zca": {"zca_whitening": True, "rescale": 1 / 255, "zca_epsilon": 0.1},
    "zca_default_epsilon": {"zca_whitening": True, "rescale": 1 / 255},
    "zca_and_std": {"zca_whitening": True, "featurewise_std_normalization": True, "rescale": 1 / 255, "zca_epsilon": 0.05},
}.items():
    for channels in (1, 3):
        @add("standardize", f"standardize_{name}_{channels}")
        def _(key, options=options, channels=channels):
            rng = random(key)
            data = np.round(rng.uniform(0, 255, (16, 3, 2, channels))).astype(np.float32)
            x = np.round(rng.uniform(0, 255, (2, 3, 2, channels))).astype(np.float32)
            generator = K.ImageDataGenerator(**options)
            generator.fit(data)
            return {
                "options": options,
                "fit": tensor(data),
                "mean": tensor(generator.mean),
                "std": tensor(generator.std),
                "zca_whitening_matrix": tensor(generator.zca_whitening_matrix),
                "x": tensor(x),
                "y": tensor(np.stack([generator.standardize(image.copy()) for image in x])),
            }


# The samples that flow returns --------------------------------------------------------------------------------------------


@add("flow", "flow")
def flow(_):
    rows = []
    for n, batch_size, split, subset in [(7, 3, 0, None), (6, 3, 0, None), (10, 4, 0.3, "training"), (10, 4, 0.3, "validation"),
                                         (11, 4, 0.25, "training"), (11, 4, 0.25, "validation")]:
        x = np.arange(n, dtype=np.float32).reshape(n, 1, 1, 1) * np.ones((1, 2, 2, 1), np.float32)
        labels = np.arange(n) % 2
        generator = K.ImageDataGenerator(validation_split=split)
        batches = generator.flow(x, labels, batch_size=batch_size, shuffle=False, subset=subset)
        drawn = [next(batches) for _ in range(2 * len(batches))]
        rows.append({"samples": n, "batch_size": batch_size, "validation_split": split, "subset": subset, "length": len(batches),
                     "two_rounds": [[int(i) for i in bx[:, 0, 0, 0]] for bx, _ in drawn]})
    return {"flows": rows}


# Pictures from files -------------------------------------------------------------------------------------------------


@add("resize", "resize")
def resize(key):
    rng, rows = random(key), []
    images = {"rgb_7x5": (7, 5, 3), "grey_6x8": (6, 8, 1)}
    images = {k: np.round(rng.uniform(0, 255, s)).astype(np.float32) for k, s in images.items()}
    for kind, x in images.items():
        for size in ((4, 3), (10, 9), (7, 5), (1, 1)):
            for interpolation in ("nearest", "bilinear", "bicubic", "box", "hamming", "lanczos"):
                picture = image_utils.array_to_img(x, scale=False).resize((size[1], size[0]), image_utils.PIL_INTERPOLATION_METHODS[interpolation])
                rows.append({"image": kind, "target_size": list(size), "interpolation": interpolation, "y": tensor(image_utils.img_to_array(picture))})
    return {"images": {k: tensor(x) for k, x in images.items()}, "resized": rows}


@add("color_mode", "color_mode")
def color_mode(key):
    rng = random(key)
    rgba = rng.integers(0, 256, (4, 5, 4)).astype(np.uint8)
    rows = {}
    for source, picture in {"rgb": Image.fromarray(rgba[..., :3]), "rgba": Image.fromarray(rgba), "grayscale": Image.fromarray(rgba[..., 0])}.items():
        rows[source] = {"image": tensor(np.asarray(picture).reshape(4, 5, -1).astype(np.float32)),
                        **{mode: tensor(image_utils.img_to_array(picture.convert(pil))) for mode, pil in
                           (("grayscale", "L"), ("rgb", "RGB"), ("rgba", "RGBA"))}}
    return rows


@add("array_to_img", "array_to_img")
def array_to_img(key):
    rng, rows = random(key), []
    for kind, x in {"bytes": np.round(rng.uniform(0, 255, (2, 3, 3))), "fractions": rng.uniform(0, 255, (2, 3, 3)), "unit": rng.uniform(0, 1, (2, 3, 1)),
                    "signed": rng.uniform(-3, 5, (2, 3, 3)), "constant": np.full((2, 2, 1), 7.0), "narrow": rng.uniform(100, 120, (2, 2, 3))}.items():
        x = np.round(x, 2).astype(np.float32)
        rows.append({"kind": kind, "x": tensor(x), "scaled": tensor(image_utils.img_to_array(image_utils.array_to_img(x.copy(), scale=True))),
                     "unscaled": tensor(image_utils.img_to_array(image_utils.array_to_img(x.copy(), scale=False))) if kind != "signed" else None})
    return {"arrays": rows}


if __name__ == "__main__":
    golden.main("images", CASES)
