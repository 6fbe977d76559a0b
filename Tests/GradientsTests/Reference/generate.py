"""Derivatives to 17 digits, by mpmath at 80: one row `name x derivative` for each function and place.

python3 generate.py > derivatives.txt
"""
import random

from mpmath import mp, mpf

mp.dps = 80
one = mpf(1)


def sigmoid(x):
    return one / (1 + mp.exp(-x))


# Places everywhere, and places where x > 0.
REAL = [-30.0, -8.0, -2.5, -1.3, -0.3, -1e-3, -1e-6, 1e-6, 1e-3, 0.1, 0.7, 1.0, 2.5, 5.0, 30.0]
POSITIVE = [1e-6, 1e-3, 0.1, 0.7, 1.0, 2.5, 5.0, 30.0, 1e4]
generator = random.Random(20)
REAL += [generator.gauss(0, 2) for _ in range(15)]
POSITIVE += [10 ** generator.uniform(-4, 3) for _ in range(15)]
SMALL = [x for x in REAL if abs(x) <= 6]

FUNCTIONS = {
    "sin": (mp.sin, REAL), "sin100": (lambda x: mp.sin(100 * x), SMALL), "exp": (mp.exp, REAL),
    "exp50": (lambda x: mp.exp(50 * x), SMALL), "log": (mp.log, POSITIVE), "sqrt": (mp.sqrt, POSITIVE),
    "inverse": (lambda x: 1 / x, POSITIVE), "sigmoid": (sigmoid, REAL),
    "sigmoid20": (lambda x: sigmoid(20 * x), SMALL), "tanh": (mp.tanh, REAL), "square": (lambda x: x * x, REAL),
    "cube": (lambda x: x**3, REAL), "line": (lambda x: 3 * x + 1, REAL),
    "runge": (lambda x: 1 / (1 + 25 * x * x), REAL), "gauss": (lambda x: mp.exp(-x * x), SMALL),
    "offset": (lambda x: 1000000 + mp.sin(x), REAL), "softplus": (lambda x: mp.log(1 + mp.exp(x)), REAL),
    "entropy": (lambda x: x * mp.log(x), POSITIVE), "atan": (mp.atan, REAL), "erf": (mp.erf, SMALL),
    "tiny": (lambda x: mp.sin(x) * mpf(10) ** -200, REAL), "huge": (lambda x: mp.sin(x) * mpf(10) ** 300, REAL),
    "cancelling": (lambda x: 1 - mp.cos(x), [x for x in REAL if abs(x) >= 0.1]),
    "chirp": (lambda x: mp.sin(20 * x * x), [x for x in REAL if 0.05 < abs(x) < 6]),
    "kinked": (lambda x: mp.sin(x) + abs(x - mpf(0.1234567)) * mpf(10) ** -5, REAL),
    "hinge": (lambda x: max(x - mpf(0.100001), mpf(0)), REAL),
    "single": (lambda x: sigmoid(x) + x, SMALL),
}
for name, (function, places) in FUNCTIONS.items():
    for x in places:
        step = mpf(10) ** -30
        derivative = mp.diff(function, mpf(x), h=step)
        print(name, repr(x), mp.nstr(derivative, 20, min_fixed=1, max_fixed=0))
