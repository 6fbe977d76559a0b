"""Training in double precision. usage: training.py loop|numpy|torch xor|parity|digits

loop: sample by sample, as tutorials write it; numpy: a batch at a time.
"""
import sys

from peer import Draws, serve

backend, task = sys.argv[1:3]
import numpy

draws = Draws()
if task == "xor":
    sizes, batch, passes, rate = [2, 3, 1], 4, 5000, 2.0
    X, Y = numpy.array([[0, 0], [0, 1], [1, 0], [1, 1]], float), numpy.array([[0], [1], [1], [0]], float)
elif task == "parity":
    sizes, batch, passes, rate = [10, 3, 2], 8, 1000, 0.5
    X = numpy.array([[place >> bit & 1 for bit in range(10)] for place in range(700)], float)
    Y = numpy.eye(2)[X.sum(1).astype(int) % 2]
else:
    sizes, batch, passes, rate = [784, 32, 10], 8, 1, 0.5
    X = numpy.array([[(draws.next() + 1000) / 2000 for _ in range(784)] for _ in range(2000)])
    Y = numpy.eye(10)[numpy.arange(2000) % 10]
start = []
for inputs, units in zip(sizes, sizes[1:]):
    scale = 32000 if inputs >= 100 else 1000
    start.append(numpy.array([[draws.next() / scale for _ in range(inputs)] for _ in range(units)]))
    start.append(numpy.array([draws.next() / 1000 for _ in range(units)]))


def sigmoid(z):
    return 1 / (1 + numpy.exp(-z))


def batches():
    for _ in range(passes):
        for first in range(0, len(X), batch):
            yield X[first : first + batch], Y[first : first + batch]


def by_sample():
    W1, b1, W2, b2 = (part.copy() for part in start)
    for rows, targets in batches():
        sums = [numpy.zeros(part.shape) for part in (W1, b1, W2, b2)]
        for x, y in zip(rows, targets):
            z1 = numpy.dot(W1, x) + b1
            a1 = sigmoid(z1)
            z2 = numpy.dot(W2, a1) + b2
            delta = (sigmoid(z2) - y) * sigmoid(z2) * (1 - sigmoid(z2))
            sums[3] += delta
            sums[2] += numpy.outer(delta, a1)
            delta = numpy.dot(W2.T, delta) * sigmoid(z1) * (1 - sigmoid(z1))
            sums[1] += delta
            sums[0] += numpy.outer(delta, x)
        W1, b1, W2, b2 = (p - rate / len(rows) * s for p, s in zip((W1, b1, W2, b2), sums))


def by_batch():
    W1, b1, W2, b2 = (part.copy() for part in start)
    for x, y in batches():
        a1 = sigmoid(x @ W1.T + b1)
        a2 = sigmoid(a1 @ W2.T + b2)
        d2 = (a2 - y) * a2 * (1 - a2)
        d1 = (d2 @ W2) * a1 * (1 - a1)
        step = rate / len(x)
        W2 -= step * (d2.T @ a1)
        b2 -= step * d2.sum(0)
        W1 -= step * (d1.T @ x)
        b1 -= step * d1.sum(0)


def with_torch():
    import torch

    torch.set_num_threads(1)
    first, last = (torch.nn.Linear(*ends).double() for ends in zip(sizes, sizes[1:]))
    net = torch.nn.Sequential(first, torch.nn.Sigmoid(), last, torch.nn.Sigmoid())
    with torch.no_grad():
        for target, part in zip((first.weight, first.bias, last.weight, last.bias), start):
            target.copy_(torch.tensor(part))
    descent = torch.optim.SGD(net.parameters(), lr=rate)
    for x, y in batches():
        descent.zero_grad()
        loss = ((net(torch.tensor(x)) - torch.tensor(y)) ** 2).sum() / (2 * len(x))
        loss.backward()
        descent.step()


serve({"loop": by_sample, "numpy": by_batch, "torch": with_torch}[backend])
