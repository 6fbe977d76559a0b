#!/usr/bin/env python3
"""Reference values of the elementary functions, from mpmath's `mp` functions (never its `iv`).

    python3 generate.py ROWS SEED > table.txt

prints ROWS rows for each function and number of digits: function, digits, argument, value, separated by
spaces. The argument is exact as written; the value is rounded to that many significant digits. The committed
table is `generate.py 12 1`; a larger one is tested with WORKINGS_REFERENCE=table.txt swift test --filter Reference.
"""

import random
import sys
from decimal import Context, Decimal

from mpmath import mp, mpf

FUNCTIONS = {
    "exp": mp.exp,
    "log": mp.log,
    "sqrt": mp.sqrt,
    "tanh": mp.tanh,
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
}


def decimal(rng, digits, least, greatest):
    """A decimal with that many digits and an exponent in the range, log-uniform."""
    first = rng.choice("123456789")
    rest = "".join(rng.choice("0123456789") for _ in range(digits - 1))
    return f"{first}.{rest}e{rng.randint(least, greatest)}"


def argument(rng, name):
    """Moderate, tiny, huge, near one, and short decimals such as people write, in turn."""
    positive = name in ("log", "sqrt")
    sign = "" if positive or rng.random() < 0.5 else "-"
    kind = rng.randrange(6)
    digits = rng.choice([1, 2, 3, 17, 40])
    if kind == 0:
        return sign + decimal(rng, digits, -2, 0)
    if kind == 1:
        return sign + decimal(rng, digits, -300, -3)
    if kind == 2:
        huge = 300 if positive else (2 if name == "tanh" else 3)
        return sign + decimal(rng, digits, 0, huge)
    if kind == 3:
        zeros = "0" * rng.randint(1, 80)
        return (sign or "") + "1." + zeros + rng.choice("123456789")
    if kind == 4:
        nines = "9" * rng.randint(1, 80)
        return (sign or "") + "0." + nines
    return sign + f"{rng.randint(0, 9)}.{rng.randint(1, 99):02d}"


def rounded(value, digits):
    """The binary value to that many digits. mpmath's own `nstr` rounds twice, and misses near ties."""
    sign, mantissa, exponent, _ = value._mpf_
    mantissa = -mantissa if sign else mantissa
    context = Context(prec=digits, Emin=-10**9, Emax=10**9)
    numerator = mantissa << max(exponent, 0)
    return f"{context.divide(Decimal(numerator), Decimal(1 << max(-exponent, 0))):e}"


def main():
    rows, seed = int(sys.argv[1]), int(sys.argv[2])
    rng = random.Random(seed)
    for name, function in FUNCTIONS.items():
        for digits in (50, 500):
            for _ in range(rows):
                text = argument(rng, name)
                # log near one and tanh near zero cancel at most 600 digits here.
                mp.dps = digits + 1000
                value = function(mpf(text))
                print(name, digits, text, rounded(value, digits))


main()
