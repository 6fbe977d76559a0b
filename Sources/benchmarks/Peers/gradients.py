"""Gradient check of a sigmoid network in double precision. usage: gradients.py numpy|torch|jax|autograd SIZES"""
import os
import sys

from peer import network, probability, serve, sizes_of

os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
backend, sizes = sys.argv[1:3]
import numpy

x, y, layers = network(sizes_of(sizes), lambda p, q: p / q, probability)
x, y = numpy.array(x), numpy.array(y)
parameters = [numpy.array(part) for layer in layers for part in layer]


def numpy_check():
    """Every entry moved both ways, as tutorials do."""

    def sigmoid(z):
        return 1 / (1 + numpy.exp(-z))

    def loss():
        a = x
        for place in range(0, len(parameters), 2):
            a = sigmoid(parameters[place] @ a + parameters[place + 1])
        return numpy.sum((a - y) ** 2) / 2

    values = [x]
    for place in range(0, len(parameters), 2):
        values.append(sigmoid(parameters[place] @ values[-1] + parameters[place + 1]))
    delta = (values[-1] - y) * values[-1] * (1 - values[-1])
    gradients = [None] * len(parameters)
    for place in range(len(parameters) - 2, -1, -2):
        a = values[place // 2]
        gradients[place], gradients[place + 1] = numpy.outer(delta, a), delta
        delta = (parameters[place].T @ delta) * a * (1 - a)
    step = 1e-6
    for parameter, gradient in zip(parameters, gradients):
        flat, analytic = parameter.reshape(-1), gradient.reshape(-1)
        for place in range(flat.size):
            value = flat[place]
            flat[place] = value + step
            above = loss()
            flat[place] = value - step
            below = loss()
            flat[place] = value
            quotient = (above - below) / (2 * step)
            assert abs(quotient - analytic[place]) < 1e-6


def torch_check():
    import torch

    torch.set_num_threads(1)
    inputs, targets = torch.tensor(x), torch.tensor(y)
    given = [torch.tensor(p, requires_grad=True) for p in parameters]

    def loss(*weights):
        a = inputs
        for place in range(0, len(weights), 2):
            a = torch.sigmoid(weights[place] @ a + weights[place + 1])
        return ((a - targets) ** 2).sum() / 2

    return lambda: torch.autograd.gradcheck(loss, given)


def jax_check():
    import jax

    jax.config.update("jax_enable_x64", True)
    from jax.test_util import check_grads

    inputs, given = jax.numpy.array(x), tuple(jax.numpy.array(p) for p in parameters)

    def loss(*weights):
        a = inputs
        for place in range(0, len(weights), 2):
            a = jax.nn.sigmoid(weights[place] @ a + weights[place + 1])
        return jax.numpy.sum((a - y) ** 2) / 2

    return lambda: check_grads(loss, given, order=1, modes=("rev",))


def autograd_check():
    import autograd.numpy as anp
    from autograd.test_util import check_grads

    def loss(*weights):
        a = x
        for place in range(0, len(weights), 2):
            a = 1 / (1 + anp.exp(-(anp.dot(weights[place], a) + weights[place + 1])))
        return anp.sum((a - y) ** 2) / 2

    places = tuple(range(len(parameters)))
    return lambda: check_grads(loss, places, modes=["rev"], order=1)(*parameters)


makers = {"torch": torch_check, "jax": jax_check, "autograd": autograd_check}
serve(numpy_check if backend == "numpy" else makers[backend]())
