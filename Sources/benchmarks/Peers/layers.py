"""One forward and backward pass through dense layers, number by number, as one writes it by hand."""


def pass_through(x, y, layers, zero, activation):
    """The gradients of half the squared error; activation(z) gives a value and its slope."""
    values, slopes = [x], []
    for matrix, offsets in layers:
        pairs = []
        for row, z in zip(matrix, offsets):
            for weight, value in zip(row, values[-1]):
                z = z + weight * value
            pairs.append(activation(z))
        values.append([value for value, _ in pairs])
        slopes.append([slope for _, slope in pairs])
    delta = [(a - t) * slope for a, t, slope in zip(values[-1], y, slopes[-1])]
    gradients = []
    for place in reversed(range(len(layers))):
        gradients.append(([[d * a for a in values[place]] for d in delta], delta))
        if place:
            matrix = layers[place][0]
            delta = [
                sum((row[j] * d for row, d in zip(matrix, delta)), zero) * slopes[place - 1][j]
                for j in range(len(values[place]))
            ]
    return gradients
