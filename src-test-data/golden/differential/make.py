"""A fixed sample of the random models, in one compressed file; `python cases.py FOLDER` writes any number of others, see README.md."""

import argparse
import gzip
import json
import logging
import os
import sys
import warnings

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
from cases import make
from golden import differences, one_line

SEED = 3
SAMPLE = [
    0, 1, 11, 12, 13, 16, 18, 31, 32, 34, 35, 36, 38, 39, 41, 42, 43, 61, 62, 66, 68, 71, 72, 73, 74, 78, 81, 86, 87, 90,
    94, 95,
]
FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "models.json.gz")


def steady(noise):
    """Whether perturbations change all results only slightly, so that other processors give the same results within the tolerance."""
    if isinstance(noise, (dict, list)):
        return all(steady(n) for n in (noise.values() if isinstance(noise, dict) else noise))
    return noise is None or noise < 1e-5


def case(number):
    fields = make(number, SEED, form="again" if number % 2 else "json", perturbations=2)
    return {**golden.header("differential"), "seed": SEED, **fields}


def find(first, last):
    """Prints the numbers of cases that are fit for the sample."""
    for number in range(first, last):
        try:
            fields = case(number)
        except Exception:
            continue
        if steady(fields["noise"]) and len(one_line(fields)) < 14000:
            print(number, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; compare with the file that is there")
    parser.add_argument("--find", type=int, nargs=2, metavar=("FIRST", "LAST"), help="print numbers that are fit for the sample")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.getLogger("absl").setLevel(logging.ERROR)
    if options.find:
        return find(*options.find)
    text = "[\n" + ",\n".join(one_line(case(number)) for number in SAMPLE) + "\n]\n"
    if options.check:
        with gzip.open(FILE, "rt", encoding="utf-8") as file:
            was, now = json.load(file), json.loads(text)
        for one in was + now:
            for key in golden.HEADER + ("noise",):
                one.pop(key)
        bad = differences(was, now, "models", 1e-5)
        print("\n".join(bad + [f"differential: {len(SAMPLE)} models, {len(bad)} differences"]))
        sys.exit(1 if bad else 0)
    with open(FILE, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as file:
        file.write(text.encode())
    print(f"differential: {len(SAMPLE)} models, {os.path.getsize(FILE) / 1024:.0f} KB, written")


if __name__ == "__main__":
    main()
