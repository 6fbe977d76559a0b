// The protocol of `workings gradcheck`, with whole programs as examples.

/// What `workings gradcheck --help` says.
enum GradcheckHelp {
  static let text = """
    Starts the program, asks it for values and gradients, and holds the gradients against finite differences \
    whose errors are estimated from the function itself: first along random lines through all entries, then \
    tensor by tensor, then single entries. An entry agrees (to as many digits as the estimate has), disagrees \
    (by so many times the error estimate), or cannot be told.

    PROTOCOL:
      A question is a line of JSON on standard input, an answer a line on standard output:
        {"id":0,"do":"describe"}
        {"id":0,"point":{"W":[[0.5,-1],[2,0.25]],"b":0.1}}
        {"id":1,"do":"values","point":[…],"entries":[0,3],"along":[1,-2],"steps":[0.1]}
        {"id":1,"values":[…]}
        {"id":2,"do":"gradients","steps":[0]}
        {"id":2,"values":[…],"gradients":[[…]]}
      "point" is flat, tensor after tensor, rows first. For each step t the function is wanted where every \
    entries[k] of the point has moved by t*along[k]; the gradient is wanted for one step at a time. What a question \
    leaves out is as it was before. Questions come before earlier ones are answered: answer in their order, and flush \
    after each. Lines that are no answers are passed over; {"id":3,"error":"…"} reports an error.
      Numbers may follow a line as bytes, eight for each double, lowest first. A program that describes itself so
        {"id":0,"shapes":{"W":[2,2],"b":[]},"bytes":40}     and 5 doubles
    is asked in the same way, with counts for the lists that follow, and answers so: "bytes" says how many.
        {"id":1,"do":"values","point":5,"entries":2,"along":2,"steps":1}     and 10 doubles
        {"id":1,"bytes":8}     and the values
        {"id":2,"bytes":48}     and the value, the gradient

    PYTHON (all of it; f and g are yours, with lists of numbers):
    \(python)
    NUMPY, in bytes (all of it; f and g are yours, with flat arrays: np.split and reshape cut them up):
    \(numpy)
    PYTORCH, for f and g:
      v = torch.tensor(p, dtype=torch.float64, requires_grad=True)
      loss = model(v); loss.backward()
      value, gradient = loss.item(), v.grad.tolist()
      (of a module: torch.nn.utils.vector_to_parameters(v, m.parameters()))
    JAX, for f and g:
      jax.config.update("jax_enable_x64", True)
      value, gradient = jax.value_and_grad(loss)(jnp.array(p))
      (of a tree: jax.flatten_util.ravel_pytree, and gradient.tolist())
    C, in bytes: Tests/workingsTests/Programs/gradcheck.c is a whole program.

    EXAMPLES:
      workings gradcheck -- python3 model.py
      workings gradcheck --points 1 --entries 1000 -- ./model --batch 7
      workings gradcheck --json -- python3 model.py > gradients.json

    EXIT STATUS:
      0   every line agrees
      1   something disagrees
      2   nothing disagrees, but something cannot be told at the starting point
      64  wrong usage
      65  the program crashed, hung, or gave no usable answer
      66  no such program or file
      70  a fault of this program
    """

  /// Run by the tests as it stands.
  static let python = """
      import json, math, sys
      def f(p): return math.tanh(p[0]) * p[1]
      def g(p): return [(1 - math.tanh(p[0])**2) * p[1], math.tanh(p[0])]
      x = [0.5, -1.25]; known = {}
      for line in sys.stdin:
          ask = json.loads(line); known.update(ask); answer = {"id": ask["id"]}
          if ask["do"] == "describe":
              answer["point"] = x
          else:
              points = []
              for t in ask["steps"]:
                  points.append(p := list(known["point"]))
                  for i, d in zip(known["entries"], known["along"]):
                      p[i] += t * d
              answer["values"] = [f(p) for p in points]
              if ask["do"] == "gradients":
                  answer["gradients"] = [g(p) for p in points]
          print(json.dumps(answer), flush=True)

    """

  /// Run by the tests as it stands.
  static let numpy = """
      import json, sys, numpy as np
      x = {"W": np.array([[0.5, -1.25], [2, 1]]), "b": np.array(0.1)}
      def f(p): return np.sum(np.tanh(p[:4])) * p[4]
      def g(p): return np.append((1 - np.tanh(p[:4])**2) * p[4], np.sum(np.tanh(p[:4])))
      known = {}
      for line in iter(sys.stdin.buffer.readline, b""):
          ask = json.loads(line); answer = {"id": ask["id"]}
          for name in ("point", "entries", "along", "steps"):
              if name in ask: known[name] = np.frombuffer(sys.stdin.buffer.read(8 * ask[name]))
          if ask["do"] == "describe":
              answer["shapes"] = {name: a.shape for name, a in x.items()}
              numbers = [a.ravel() for a in x.values()]
          else:
              numbers = []
              for t in known["steps"]:
                  p = known["point"].copy(); p[known["entries"].astype(int)] += t * known["along"]
                  numbers += [[f(p)], g(p)] if ask["do"] == "gradients" else [[f(p)]]
          data = np.concatenate(numbers).astype(np.float64).tobytes(); answer["bytes"] = len(data)
          sys.stdout.buffer.write(json.dumps(answer).encode() + b"\\n" + data); sys.stdout.buffer.flush()

    """
}
