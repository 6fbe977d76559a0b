"""Writes dumps as today's libraries write them, and what a reader must find in each.

    python generate.py FOLDER

Beside the files, FOLDER/expected.txt has a line for each tensor: file, name, type, shape, and every number in
hexadecimal; or `file ! kind` for a file that must be refused. Libraries that are not installed are left out.
"""
import io
import json
import pathlib
import sys
import zipfile

import numpy as np

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
lines = []
random = np.random.default_rng(7)


def text(value):
    value = float(value)
    if value != value:
        return "nan"
    return value.hex() if abs(value) != float("inf") else ("inf" if value > 0 else "-inf")


def expect(file, tensors, types={}):
    for name, array in tensors.items():
        kind = types.get(name, str(array.dtype))
        values = np.asarray(array, dtype=np.float64).flatten(order="C")
        shape = "x".join(map(str, array.shape)) or "-"
        lines.append("\t".join([file, name, kind, shape, " ".join(map(text, values)) or "-"]))


def refuse(file, kind):
    lines.append(f"{file}\t!\t{kind}")


# --- NumPy, single arrays
specials = [0.0, -0.0, 1.0, -1.5, np.inf, -np.inf, np.nan, 65504.0, 6e-8, 1e-5]
for code in ["f2", "f4", "f8"]:
    tiny = np.array(specials + [float(np.finfo(code).smallest_subnormal), float(np.finfo(code).max)])
    with np.errstate(over="ignore"):
        numbers = tiny.astype(code)
    for order, word in [("<", "little"), (">", "big")]:
        name = f"{code}-{word}"
        np.save(folder / f"{name}.npy", numbers.astype(order + code))
        expect(f"{name}.npy", {name: numbers})
for code in ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]:
    info = np.iinfo(code)
    bound = lambda value: max(min(value, 2**53), -(2**53))
    numbers = np.array([bound(info.min), 0, 1, 7, bound(info.max)], dtype=code)
    np.save(folder / f"{code}.npy", numbers.astype(">" + code))
    expect(f"{code}.npy", {code: numbers})
np.save(folder / "bool.npy", np.array([[True, False, True]]))
expect("bool.npy", {"bool": np.array([[True, False, True]])})
matrix = random.normal(size=(3, 4))
cube = random.normal(size=(2, 3, 4)).astype(np.float32)
for name, array in {
    "scalar": np.array(0.1), "empty": np.zeros((0, 3)), "rows": matrix, "columns": np.asfortranarray(matrix),
    "cube": np.asfortranarray(cube), "transposed": matrix.T, "one": np.array([2.5], dtype="f4"),
}.items():
    np.save(folder / f"{name}.npy", array)
    expect(f"{name}.npy", {name: array})
for version in [(1, 0), (2, 0), (3, 0)]:
    name = f"version{version[0]}"
    with open(folder / f"{name}.npy", "wb") as file:
        np.lib.format.write_array(file, matrix, version=version)
    expect(f"{name}.npy", {name: matrix})

# --- NumPy, archives
layers = {
    "W1": random.normal(size=(5, 3)), "b1": np.zeros(5, dtype="f4"), "δ": matrix, "layer/2.weight": cube,
    "eta": np.array(0.25), "ramp": np.arange(400.0).reshape(20, 20), "nothing": np.zeros((2, 0), dtype="f2"),
}
np.savez(folder / "stored.npz", **layers)
expect("stored.npz", layers)
np.savez_compressed(folder / "deflated.npz", **layers)
expect("deflated.npz", layers)
np.savez(folder / "positional.npz", matrix, np.array([1, 2], dtype="i8"))
expect("positional.npz", {"arr_0": matrix, "arr_1": np.array([1, 2], dtype="i8")})


class Stream(io.RawIOBase):
    """Cannot be wound back, so that sizes stand behind the members."""

    def __init__(self):
        self.data = b""

    def writable(self):
        return True

    def write(self, data):
        self.data += bytes(data)
        return len(data)


stream = Stream()
with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
    archive.comment = b"a comment"
    for name in ["W1", "eta"]:
        member = io.BytesIO()
        np.save(member, layers[name])
        archive.writestr(name + ".npy", member.getvalue())
(folder / "streamed.npz").write_bytes(stream.data)
expect("streamed.npz", {name: layers[name] for name in ["W1", "eta"]})

# --- JSON
plain = {"W1": [[0.1, float("nan")], [float("inf"), -2]], "b": 3, "group": {"w": [1e-320], "flag": [True, False]}}
(folder / "plain.json").write_text(json.dumps(plain))
expect("plain.json", {
    "W1": np.array(plain["W1"]), "b": np.array(3.0), "group.w": np.array([1e-320]),
    "group.flag": np.array([True, False])})
typed = {
    "tensors": {
        "W1": {"dtype": "float32", "shape": [2, 2], "data": [0.1, 0.2, 0.3, 1e-45]},
        "h": {"dtype": "float16", "data": [[0.1, 65504]]}, "n": {"dtype": "int32", "shape": [], "data": -7}}}
(folder / "typed.json").write_text(json.dumps(typed))
expect("typed.json", {
    "W1": np.array([[0.1, 0.2], [0.3, 1e-45]], dtype="f4"), "h": np.array([[0.1, 65504]], dtype="f2"),
    "n": np.array(-7, dtype="i4")})

# --- what is refused
np.save(folder / "objects.npy", np.array([{"a": 1}, None], dtype=object))
refuse("objects.npy", "pickled")
np.savez(folder / "objects.npz", good=matrix, bad=np.array([{"a": 1}], dtype=object))
refuse("objects.npz", "pickled")
np.save(folder / "records.npy", np.zeros(2, dtype=[("x", "f4"), ("y", "O")]))
refuse("records.npy", "pickled")
np.save(folder / "fields.npy", np.zeros(2, dtype=[("x", "f4"), ("y", "i4")]))
refuse("fields.npy", "unsupported")
np.save(folder / "complex.npy", np.array([1j]))
refuse("complex.npy", "unsupported")
np.save(folder / "text.npy", np.array(["relu"]))
refuse("text.npy", "unsupported")
np.save(folder / "huge.npy", np.array([2**53 + 1]))
refuse("huge.npy", "inexact")

try:
    import safetensors.numpy

    typed_layers = {"W1": layers["W1"].astype("f4"), "b1": layers["b1"], "h": matrix.astype("f2"),
                    "n": np.array([1, -2], dtype="i8"), "m": np.array([[True]]), "s": np.array(0.5)}
    safetensors.numpy.save_file(typed_layers, folder / "numpy.safetensors", metadata={"step": "3"})
    expect("numpy.safetensors", typed_layers)
except ImportError:
    print("safetensors is not installed", file=sys.stderr)

try:
    import safetensors.torch
    import torch

    torch.manual_seed(1)
    model = torch.nn.Sequential(torch.nn.Linear(3, 5), torch.nn.Sigmoid(), torch.nn.Linear(5, 2))
    loss = ((model(torch.randn(7, 3)) - torch.randn(7, 2)) ** 2).mean()
    loss.backward()
    dump = {name: value.detach() for name, value in model.named_parameters()}
    dump |= {f"{name}.grad": value.grad for name, value in model.named_parameters()}
    dump["half"] = dump["0.weight"].half()
    dump["brain"] = torch.tensor([1.0, -0.1, float("nan"), float("inf"), 1e-40, 3e38]).bfloat16()
    dump["loss"] = loss.detach().double()
    safetensors.torch.save_file(dump, folder / "torch.safetensors")
    expect("torch.safetensors", {name: value.double().numpy() for name, value in dump.items()},
           {name: str(value.dtype).removeprefix("torch.") for name, value in dump.items()})
    torch.save(dump, folder / "torch.pt")
    refuse("torch.pt", "pickled")
    np.savez(folder / "torch.npz", **{name: value.numpy() for name, value in dump.items() if name != "brain"})
    expect("torch.npz", {name: value.numpy() for name, value in dump.items() if name != "brain"})
except ImportError:
    print("torch is not installed", file=sys.stderr)

try:
    import jax
    import jax.numpy as jnp
    import safetensors.flax

    weights = jax.random.normal(jax.random.key(0), (4, 3))
    gradient = jax.grad(lambda w: jnp.mean(jax.nn.sigmoid(w @ jnp.ones(3)) ** 2))(weights)
    dump = {"w": weights, "dw": gradient, "b": gradient.astype(jnp.bfloat16)}
    safetensors.flax.save_file(dump, folder / "jax.safetensors")
    expect("jax.safetensors", dump)
    jnp.savez(folder / "jax.npz", w=weights, dw=gradient)
    expect("jax.npz", {"w": weights, "dw": gradient})
    jnp.save(folder / "brain.npy", dump["b"])
    refuse("brain.npy", "unsupported")
except ImportError:
    print("jax or flax's safetensors are not installed", file=sys.stderr)

(folder / "expected.txt").write_text("\n".join(lines) + "\n")
