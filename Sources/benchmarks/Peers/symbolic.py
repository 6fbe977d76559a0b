"""Deciding a hidden weight's gradient. usage: symbolic.py sympy|symengine METHOD SIZES right|wrong

simplify: the sigmoid is 1/(1 + exp(-z)), and the difference of the sides is simplified. equals: the same sides, by
SymPy's `equals`. atoms: the user knows that a' = a(1 - a) generates a differential field, puts a symbol for each
activation, differentiates in that field, and expands. Building and differentiating the expressions is counted.
"""
import sys

from peer import serve, sizes_of

backend, method, sizes, case = sys.argv[1:5]
if backend == "sympy":
    import sympy as algebra
    from sympy.core.cache import clear_cache
else:
    import symengine as algebra
    clear_cache = lambda: None

inputs, hidden, outputs = sizes_of(sizes)
name = algebra.Symbol
x = [name(f"x{i}") for i in range(inputs)]
y = [name(f"y{k}") for k in range(outputs)]
W1 = [[name(f"u{j}_{i}") for i in range(inputs)] for j in range(hidden)]
W2 = [[name(f"v{k}_{j}") for j in range(hidden)] for k in range(outputs)]
z1 = [sum((w * v for w, v in zip(row, x)), name(f"b{j}")) for j, row in enumerate(W1)]


def second(a1):
    return [sum((w * v for w, v in zip(row, a1)), name(f"c{k}")) for k, row in enumerate(W2)]


def written(a1, a2):
    """The textbook's formula, or the one that forgets the weight between."""
    between = [1] * outputs if case == "wrong" else [row[0] for row in W2]
    delta = sum((a - t) * a * (1 - a) * w for a, t, w in zip(a2, y, between))
    return delta * a1[0] * (1 - a1[0]) * x[0]


def loss(a2):
    return sum((a - t) ** 2 for a, t in zip(a2, y)) / algebra.Integer(2)


def sides():
    clear_cache()  # else only the first of many repetitions would be work
    sigmoid = lambda z: 1 / (1 + algebra.exp(-z))
    a1 = [sigmoid(z) for z in z1]
    a2 = [sigmoid(z) for z in second(a1)]
    return loss(a2).diff(W1[0][0]), written(a1, a2)


def simplify():
    left, right = sides()
    return algebra.simplify(left - right)


def equals():
    left, right = sides()
    return left.equals(right)


def derivative(expression, weight, tower):
    """Through activations, lowest layer first, each with the sum that it is the sigmoid of."""
    rates = {}

    def rate(e):
        return sum((e.diff(a) * r for a, r in rates.items()), e.diff(weight))

    for a, z in tower:
        rates[a] = a * (1 - a) * rate(z)
    return rate(expression)


def atoms():
    clear_cache()
    a1 = [name(f"a{j}") for j in range(hidden)]
    a2 = [name(f"o{k}") for k in range(outputs)]
    tower = [*zip(a1, z1), *zip(a2, second(a1))]
    return algebra.expand(derivative(loss(a2), W1[0][0], tower) - written(a1, a2))


serve({"simplify": simplify, "equals": equals, "atoms": atoms}[method])
