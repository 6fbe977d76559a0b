"""What every Python peer shares: the numbers all sides compute with, and how a peer is timed.

A peer sets up its work once and then repeats it for each line it is sent, so that the harness can
take turns between us and it. With --once it does the work a single time, as a command would.
"""
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"


class Draws:
    """Multiples of 1/1000 between -1 and 1 from Knuth's linear congruential generator."""

    def __init__(self):
        self.state = 1

    def next(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % 2001 - 1000


def network(sizes, number, targets=lambda draw: (draw, 1000)):
    """x, y, and for each layer its matrix (a row for each unit) and its offsets; number(p, q) makes p/q."""
    draws = Draws()
    x = [number(draws.next(), 1000) for _ in range(sizes[0])]
    y = [number(*targets(draws.next())) for _ in range(sizes[-1])]
    layers = []
    for inputs, units in zip(sizes, sizes[1:]):
        scale = 32000 if inputs >= 100 else 1000
        matrix = [[number(draws.next(), scale) for _ in range(inputs)] for _ in range(units)]
        layers.append((matrix, [number(draws.next(), 1000) for _ in range(units)]))
    return x, y, layers


def probability(draw):
    return draw + 1000, 2000


def sizes_of(text):
    return [int(size) for size in text.split("-")]


def serve(work):
    """Times batches of the work that take 20 ms or one repetition, one for each line of input."""
    if "--once" in sys.argv:
        work()
        return
    count = 1
    for _ in sys.stdin:
        while True:
            start = time.perf_counter()
            for _ in range(count):
                work()
            took = time.perf_counter() - start
            if took >= 0.02 or count >= 1 << 20:
                break
            count *= 2
        print(took / count, flush=True)
