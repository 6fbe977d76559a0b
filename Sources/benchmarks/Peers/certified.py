"""Certified forward and backward pass. usage: certified.py arb|iv SIZES BITS"""
import sys

from layers import pass_through
from peer import network, probability, serve, sizes_of

backend, sizes, bits = sys.argv[1:4]
if backend == "arb":
    import flint

    flint.ctx.prec = int(bits)
    number = lambda p, q: flint.arb(flint.fmpq(p, q))
    one, zero = flint.arb(1), flint.arb(0)
    exp = lambda z: z.exp()
else:
    from mpmath import iv

    iv.prec = int(bits)
    number = lambda p, q: iv.mpf(p) / q
    one, zero = iv.mpf(1), iv.mpf(0)
    exp = iv.exp


def sigmoid(z):
    a = one / (one + exp(-z))
    return a, a * (one - a)


data = network(sizes_of(sizes), number, probability)
serve(lambda: pass_through(*data, zero, sigmoid))
