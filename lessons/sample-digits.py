#!/usr/bin/env python3
"""Draws the small set of digits that lessons/digits.md is run on: our own shapes in the format of the real set.

    python3 lessons/sample-digits.py [DIR] [TRAINING ROWS] [TEST ROWS]

Each picture is a digit of 5 x 7 strokes, enlarged, slanted, shifted, of random ink, with a little
noise.
"""
import gzip
import pathlib
import random
import struct
import sys

SIDE = 28
SHAPES = [
    "01110 10001 10011 10101 11001 10001 01110", "00100 01100 00100 00100 00100 00100 01110",
    "01110 10001 00001 00110 01000 10000 11111", "11110 00001 00001 01110 00001 00001 11110",
    "00010 00110 01010 10010 11111 00010 00010", "11111 10000 11110 00001 00001 10001 01110",
    "00110 01000 10000 11110 10001 10001 01110", "11111 00001 00010 00100 01000 01000 01000",
    "01110 10001 10001 01110 10001 10001 01110", "01110 10001 10001 01111 00001 00010 01100",
]


def picture(digit, draw):
    """784 bytes, row by row, ink on 0."""
    rows = SHAPES[digit].split()
    height, width = draw.uniform(2.6, 3.1), draw.uniform(2.7, 3.3)
    slant, ink = draw.uniform(-0.25, 0.25), draw.uniform(170, 255)
    top, left = draw.uniform(2, 6), draw.uniform(4, 9)
    pixels = []
    for y in range(SIDE):
        for x in range(SIDE):
            row = int((y - top) // height)
            column = int((x - left - slant * (y - SIDE / 2)) // width)
            inside = 0 <= row < 7 and 0 <= column < 5 and rows[row][column] == "1"
            value = (ink if inside else 0) + draw.uniform(-60, 60)
            pixels.append(min(max(int(value), 0), 255) if value > 55 else 0)
    return bytes(pixels)


def write(path, header, body):
    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(struct.pack(">" + "I" * len(header), *header) + body)


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    counts = [int(word) for word in sys.argv[2:4]] or [300, 100]
    draw = random.Random(28)
    for name, count in zip(["train", "t10k"], counts):
        labels = [draw.randrange(10) for _ in range(count)]
        pictures = b"".join(picture(label, draw) for label in labels)
        write(folder / f"{name}-images-idx3-ubyte.gz", [2051, count, SIDE, SIDE], pictures)
        write(folder / f"{name}-labels-idx1-ubyte.gz", [2049, count], bytes(labels))


if __name__ == "__main__":
    main()
