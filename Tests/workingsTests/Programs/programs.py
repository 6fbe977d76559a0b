"""Small programs that make the mistakes of the five documents' programs, each beside the program without it.

    python programs.py FOLDER

Each writes the tensors that it computed, as its author would: FOLDER/NAME.npz, and FOLDER/NAME-right.npz.
"""
import pathlib
import sys

import numpy as np

folder = pathlib.Path(sys.argv[1])


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def save(name, is_wrong, **tensors):
    np.savez_compressed(folder / (name if is_wrong else f"{name}-right"), **tensors)


def stale_weights(is_wrong):
    """000: a step of descent on XOR; the hidden delta is worked out with weights that are already replaced."""
    random = np.random.default_rng(10)
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([[0.0], [1], [1], [0]])
    W1, b1 = random.normal(size=(2, 3)), random.normal(size=(1, 3))
    W2, b2 = random.normal(size=(3, 1)), random.normal(size=(1, 1))
    eta = 0.1
    Z1 = X @ W1 + b1
    S1 = sigmoid(Z1)
    Z2 = S1 @ W2 + b2
    S2 = sigmoid(Z2)
    E = np.sum((S2 - y) ** 2) / 2
    delta2 = (S2 - y) * S2 * (1 - S2)
    dW2 = S1.T @ delta2
    db2 = delta2.sum(axis=0, keepdims=True)
    W2_new = W2 - eta * dW2
    delta1 = delta2 @ (W2_new if is_wrong else W2).T * S1 * (1 - S1)
    dW1 = X.T @ delta1
    db1 = delta1.sum(axis=0, keepdims=True)
    save("stale-weights", is_wrong, X=X, y=y, W1=W1, b1=b1, W2=W2, b2=b2, eta=eta, Z1=Z1, S1=S1, Z2=Z2, S2=S2, E=E,
         delta2=delta2, dW2=dW2, db2=db2, W2_new=W2_new, delta1=delta1, dW1=dW1, db1=db1,
         W1_new=W1 - eta * dW1)


def mean_for_sum(is_wrong):
    """000: the cost that is printed is a mean, its gradients are those of the sum."""
    random = np.random.default_rng(11)
    X, y = random.normal(size=(6, 2)), random.uniform(size=(6, 1))
    W1, b1 = random.normal(size=(2, 3)), random.normal(size=(1, 3))
    W2, b2 = random.normal(size=(3, 1)), random.normal(size=(1, 1))
    S1 = sigmoid(X @ W1 + b1)
    S2 = sigmoid(S1 @ W2 + b2)
    E = (np.mean if is_wrong else np.sum)((S2 - y) ** 2) / 2
    delta2 = (S2 - y) * S2 * (1 - S2)
    save("mean-for-sum", is_wrong, X=X, y=y, W1=W1, b1=b1, W2=W2, b2=b2, S1=S1, S2=S2, E=E, dW2=S1.T @ delta2)


def shifted_and_transposed(is_wrong):
    """001: a prediction's gradient, collected unit by unit and reshaped as if input by input, with the weights of
    the units one place too early."""
    random = np.random.default_rng(12)
    x = random.uniform(size=4)
    W1, W2 = random.normal(size=(5, 5)), random.normal(size=6)
    inputs = np.concatenate([[1], x])
    h = sigmoid(inputs @ W1)
    hidden = np.concatenate([[1], h])
    prediction = hidden @ W2
    if is_wrong:
        rows = []
        for unit in range(5):
            for value in inputs:
                rows.append(W2[unit] * value * h[unit] * (1 - h[unit]))
        dW1 = np.array(rows).reshape(5, 5)
    else:
        dW1 = np.outer(inputs, W2[1:] * h * (1 - h))
    save("shifted-and-transposed", is_wrong, x=x, W1=W1, W2=W2, h=h, prediction=prediction, dW2=hidden, dW1=dW1)


def product_of_means(is_wrong):
    """001: the mean error times the mean gradient, for the mean of error times gradient."""
    random = np.random.default_rng(13)
    X, Y = random.normal(size=(8, 2)), random.normal(size=8)
    W1, b1, w2, b2 = random.normal(size=(2, 3)), random.normal(size=3), random.normal(size=3), 0.15
    H = sigmoid(X @ W1 + b1)
    P = H @ w2 + b2
    err = P - Y
    J = np.mean(err**2) / 2
    slopes = w2 * H * (1 - H)
    if is_wrong:
        dw2 = err.mean() * H.mean(axis=0)
        dW1 = err.mean() * np.mean(X[:, :, None] * slopes[:, None, :], axis=0)
    else:
        dw2 = np.mean(err[:, None] * H, axis=0)
        dW1 = np.mean(err[:, None, None] * X[:, :, None] * slopes[:, None, :], axis=0)
    save("product-of-means", is_wrong, X=X, Y=Y, W1=W1, b1=b1, w2=w2, b2=b2, H=H, P=P, err=err, J=J, db2=err.mean(),
         dw2=dw2, dW1=dW1)


def missing_mean(is_wrong):
    """002: the error is a mean over the examples, its gradients have lost the 1/N."""
    random = np.random.default_rng(14)
    X, Y = random.normal(size=(9, 5)).astype("f4"), random.uniform(size=(9, 2)).astype("f4")
    W1, W2 = random.normal(size=(5, 3)).astype("f4"), random.normal(size=(3, 2)).astype("f4")
    one, N = np.float32(1), np.float32(len(X))
    a1 = one / (one + np.exp(-(X @ W1)))
    a2 = one / (one + np.exp(-(a1 @ W2)))
    J = np.sum((a2 - Y) ** 2) / (2 * N)
    delta2 = (a2 - Y) * a2 * (one - a2) / (one if is_wrong else N)
    delta1 = delta2 @ W2.T * a1 * (one - a1)
    save("missing-mean", is_wrong, X=X, Y=Y, W1=W1, W2=W2, a1=a1, a2=a2, J=J, delta2=delta2, delta1=delta1,
         dW2=a1.T @ delta2, dW1=X.T @ delta1)


def batch_divisor(is_wrong):
    """003: the last batch has more examples than the others, and is divided by the size of the others."""
    random = np.random.default_rng(15)
    x_train, y_train = random.normal(size=(7, 3)), random.uniform(size=(7, 2))
    w, b, size = random.normal(size=(3, 2)), random.normal(size=2), 3
    x, y = x_train[size:], y_train[size:]
    a = np.tanh(x @ w + b)
    error = np.sum((y - a) ** 2) / len(x)
    g_sum = 2 * (a - y) * (1 - a**2)
    divisor = size if is_wrong else len(x)
    dw, db = x.T @ g_sum / divisor, g_sum.sum(axis=0) / divisor
    save("batch-divisor", is_wrong, x=x, y=y, w=w, b=b, a=a, error=error, dw=dw, db=db, w_new=w - 0.05 * dw,
         b_new=b - 0.05 * db, eta=0.05)


def missing_bias(is_wrong):
    """004: the formula of the nested functions, whose last bias is missing, taken at its word."""
    random = np.random.default_rng(16)
    x, y = random.normal(size=2), 0.8
    W1, b1 = random.normal(size=(3, 2)), random.normal(size=3)
    W2, b2 = random.normal(size=(2, 3)), random.normal(size=2)
    w3, b3 = random.normal(size=2), 0.6
    a1 = np.tanh(W1 @ x + b1)
    a2 = np.tanh(W2 @ a1 + b2)
    a3 = np.tanh(w3 @ a2 + (0 if is_wrong else b3))
    E = (a3 - y) ** 2
    delta3 = 2 * (a3 - y) * (1 - a3**2)
    save("missing-bias", is_wrong, x=x, y=y, W1=W1, b1=b1, W2=W2, b2=b2, w3=w3, b3=b3, a1=a1, a2=a2, a3=a3, E=E,
         dw3=delta3 * a2)


for program in [stale_weights, mean_for_sum, shifted_and_transposed, product_of_means, missing_mean, batch_divisor,
                missing_bias]:
    for is_wrong in [True, False]:
        program(is_wrong)
