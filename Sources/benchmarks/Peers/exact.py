"""Exact forward and backward pass. usage: exact.py fractions|gmpy2|flint SIZES identity|softsign"""
import sys

from layers import pass_through
from peer import network, serve, sizes_of

backend, sizes, activation = sys.argv[1:4]
if backend == "fractions":
    from fractions import Fraction as rational
elif backend == "gmpy2":
    from gmpy2 import mpq as rational
else:
    from flint import fmpq as rational

one, zero = rational(1, 1), rational(0, 1)


def softsign(z):
    inverse = one / (one + abs(z))
    return z * inverse, inverse * inverse


function = softsign if activation == "softsign" else lambda z: (z, one)
data = network(sizes_of(sizes), rational)
serve(lambda: pass_through(*data, zero, function))
