"""Writes HDF5 files of every kind that Cornet reads, and some that it refuses, by h5py: python hdf5/make.py [--check]

form.json has the values of each array, as float32.
"""
import json
import pathlib
import sys

import h5py
import numpy as np

HERE = pathlib.Path(__file__).parent
CASES = {}


def values(*shape):
    """The values 1, -2, 3, …, which are exact in every type."""
    n = int(np.prod(shape))
    return (np.arange(1, n + 1) * np.where(np.arange(n) % 2, -1, 1)).reshape(shape)


def packed(f):
    """Chunks whose shape does not divide that of the array, with each filter and with all filters together."""
    x = values(7, 5, 3).astype("float32")
    f.create_dataset("plain", data=x, chunks=(3, 2, 2))
    f.create_dataset("gzip", data=x, chunks=(3, 2, 2), compression="gzip")
    f.create_dataset("shuffle", data=x, chunks=(3, 2, 2), shuffle=True)
    f.create_dataset("fletcher32", data=x, chunks=(3, 2, 2), fletcher32=True)
    f.create_dataset("all", data=x, chunks=(3, 2, 2), compression="gzip", shuffle=True, fletcher32=True)
    f.create_dataset("odd", data=values(9).astype("int8"), chunks=(3,), fletcher32=True)
    f.create_dataset("many", data=values(12, 12).astype("float32"), chunks=(2, 2), compression="gzip")
    f.create_dataset("growing", data=values(5).astype("float64"), maxshape=(None,), compression="gzip")


def types(f):
    for name in "float16 float32 float64 int8 int16 int32 int64".split():
        f.create_dataset(name, data=values(2, 3).astype(name))
        f.create_dataset("big_" + name, data=values(2, 3).astype(np.dtype(name).newbyteorder(">")))
    for name in "uint8 uint16 uint32 uint64".split():
        f.create_dataset(name, data=np.abs(values(6)).astype(name))
    f.create_dataset("high", data=np.array([2**64 - 1, 2**63, 2**40 + 1], "uint64"))
    f.create_dataset("halves", data=np.array([6e-8, 65504, -0.1, np.inf, -0.0], "float16"))
    f.create_dataset("bool", data=values(2, 3) > 0)
    f.create_dataset("scalar", data=np.float32(2.5))
    f.create_dataset("empty", data=np.zeros((0, 3), "float32"))
    small = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    small.set_layout(h5py.h5d.COMPACT)
    x = values(4).astype("float32")
    space = h5py.h5s.create_simple(x.shape)
    h5py.h5d.create(f.id, b"compact", h5py.h5t.IEEE_F32LE, space, small).write(h5py.h5s.ALL, h5py.h5s.ALL, x)


def names(f):
    """Enough names for a tree of several levels."""
    for i in range(120):
        f.create_dataset(f"group{i % 7}/name{i:03d}" + "x" * (i % 90), data=np.float32(i))


def latest(f):
    """The format of libver="latest": object headers of version 2, links as messages, an array of one chunk."""
    f.create_dataset("a/b/c", data=values(4).astype("float32"))
    f.create_dataset("one_chunk", data=values(4, 2).astype("float32"), chunks=(4, 2))
    f.create_dataset("one_packed_chunk", data=values(4, 2).astype("float32"), chunks=(4, 2), compression="gzip")
    f["a"].attrs["text"] = "in the newer form"


def texts(f):
    f.attrs["text"] = "äöü of any length"
    f.attrs["fixed"] = np.bytes_(b"of fixed length")
    f.attrs["list"] = ["a", "", "list of texts"]
    f.attrs["fixed_list"] = np.array([b"one", b"three", b""])
    f.attrs["nothing"] = np.array([], "S1")
    f.attrs["long"] = "x" * 70_000
    f.attrs["number"] = 3
    for i in range(40):
        f.attrs[f"more{i}"] = f"value {i}"


def narrow(f):
    """Addresses and lengths of four bytes."""
    f.create_dataset("a/b", data=values(2, 3).astype("float32"))
    f.create_dataset("chunks", data=values(5, 3).astype("float32"), chunks=(2, 2), compression="gzip")
    f.attrs["texts"] = ["one", "of any length"]


def repeated_names(f):
    """36 million names in a few kilobytes: a list that names one group 6000 times, whose list has 6000 names."""
    f.attrs["layer_names"] = np.array([b"d"] * 6000)
    f.create_group("d").attrs["weight_names"] = np.array([b"w"] * 6000)
    f["d"].create_dataset("w", data=values(3).astype("float32"))


def refused_lzf(f):
    f.create_dataset("x", data=values(100).astype("float32"), compression="lzf")


def dense(f):
    """Groups with many links and attributes, stored in fractal heaps with B-trees; also with the order of creation."""
    for i in range(120):
        f.create_dataset(f"x{i:03d}" + "x" * (i % 60), data=np.float32(i))
    g = f.create_group("ordered", track_order=True)
    for i in range(20):
        g.create_dataset(f"y{19 - i}", data=np.float32(i))
    for i in range(40):
        f.attrs[f"a{i}"] = f"value {i}"
    f.attrs["names"] = np.array([f"name{i}".encode() for i in range(300)])
    f.attrs["long"] = np.array([b"z" * 70_000])


def indexes(f):
    """Chunk indexes of each type: fixed arrays, fixed arrays in pages, B-trees and implicit."""
    x = values(7, 5, 3).astype("float32")
    f.create_dataset("table", data=x, chunks=(3, 2, 2))
    f.create_dataset("packed_table", data=x, chunks=(3, 2, 2), compression="gzip", shuffle=True, fletcher32=True)
    f.create_dataset("pages", data=values(1100).astype("float32"), chunks=(1,))
    f.create_dataset("gaps", (9, 4), "float32", chunks=(2, 2))[2:4] = values(2, 4)
    f.create_dataset("tree", data=x, chunks=(3, 2, 2), maxshape=(None, None, 3))
    f.create_dataset("packed_tree", data=values(40, 30).astype("int16"), chunks=(2, 3), maxshape=(None, None),
                     compression="gzip")
    early = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    early.set_chunk((2, 3))
    early.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    y = values(5, 7).astype("float32")
    space = h5py.h5s.create_simple(y.shape)
    h5py.h5d.create(f.id, b"rows", h5py.h5t.IEEE_F32LE, space, early).write(h5py.h5s.ALL, h5py.h5s.ALL, y)


def fills(f):
    """Contiguous and chunked arrays with values that were never written."""
    f.create_dataset("zeros", (3, 2), "float32")
    f.create_dataset("sevens", (3, 2), "float32", fillvalue=7)
    f.create_dataset("halves", (3,), ">f8", fillvalue=0.5)
    f.create_dataset("no_chunk", (3, 2), "float32", chunks=(2, 2), fillvalue=-1)
    f.create_dataset("some_chunks", (5, 5), "float32", chunks=(2, 2), fillvalue=9)[1:3, 2] = 4


def named_types(f):
    """Committed (named) datatypes, which are objects of the file."""
    f["number"] = np.dtype("float32")
    f["text"] = h5py.string_dtype()
    f.create_dataset("x", data=values(2, 3), dtype=f["number"])
    f.attrs.create("text", "of a named type", dtype=f["text"])


def user_block(f):
    """A file with a user block: addresses start after it."""
    f.create_dataset("a/b", data=values(2, 3).astype("float32"))
    f.create_dataset("chunks", data=values(5, 3).astype("float32"), chunks=(2, 2), compression="gzip")
    f.attrs["texts"] = ["one", "of any length"]


def refused_growing(f):
    f.create_dataset("x", data=values(9).astype("float32"), maxshape=(None,), chunks=(2,))


def new(path, sizes=None, **options):
    if sizes is None:
        return h5py.File(path, "w", **options)
    form = h5py.h5p.create(h5py.h5p.FILE_CREATE)
    form.set_sizes(*sizes)
    return h5py.File(h5py.h5f.create(str(path).encode(), h5py.h5f.ACC_TRUNC, form))


def main():
    makers = [(packed, {}), (types, {}), (names, {}), (latest, {"libver": "latest"}), (texts, {}),
              (narrow, {"sizes": (4, 4)}), (dense, {"libver": "latest"}), (indexes, {"libver": "latest"}),
              (fills, {}), (named_types, {}), (repeated_names, {"libver": "latest"}), (user_block, {"userblock_size": 1024}), (refused_lzf, {}), (refused_growing, {"libver": "latest"})]
    for maker, options in makers:
        path = HERE / f"{maker.__name__}.h5"
        if "--check" not in sys.argv:
            with new(path, **options) as f:
                maker(f)
        arrays = {}
        with h5py.File(path) as f:
            f.visititems(lambda name, node: arrays.update(
                {name: {"shape": list(node.shape),
                        "values": [str(v) for v in node[()].astype("float32").ravel().tolist()]}})
                if isinstance(node, h5py.Dataset) else None)
        CASES[maker.__name__] = arrays
    text = json.dumps(CASES, separators=(",", ":")) + "\n"
    target = HERE / "form.json"
    if "--check" in sys.argv:
        assert target.read_text() == text, "form.json would change"
    else:
        target.write_text(text)


main()
