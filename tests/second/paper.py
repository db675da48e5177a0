"""A step of the paper's models, its utilization and its memory, as docs/model.md has them and as Erdil & Schneider-Joseph 2024
(arXiv 2411.01137) does: whole numbers and fractions are exact until something is measured in seconds. Written from the
documents, not from the headers, which it is compared with."""

from fractions import Fraction
from math import prod, sqrt


def quotient_up(above, below):
    """The quotient of whole numbers, rounded up."""
    return -(-above // below)


def grid_of_tiles(m, n, word, quarters):
    """Rows and columns of tiles of an m x n matrix, of at most three `quarters` of bytes each."""
    count = quotient_up(4 * m * n * word, 3 * quarters)
    # A tile as high or as wide as the matrix is one of one row or column: whether it is more decides what is exchanged.
    if m * m * count <= m * n:
        return 1, count
    if n * n * count <= m * n:
        return count, 1
    height = sqrt(m * n / count)
    return m / height, count * height / m


def bytes_moved(m, n, b, gradient, word, capacity, units, exchanges):
    """Bytes that come from the level above, and those that units exchange. A tile takes three quarters of `capacity`."""
    weight, right, left = m * n * word, n * b * word, m * b * word
    rows, columns = grid_of_tiles(m, n, word, capacity * units if exchanges else capacity)
    again = 4 * 2 * weight > 3 * capacity * units
    moved = again * (2 * weight if gradient else weight) + rows * right
    moved += columns * left if gradient else (2 * columns - 1) * left
    if not exchanges:
        return moved, 0
    # With one tile a unit nothing is exchanged.
    r, q = grid_of_tiles(m, n, word, capacity)
    exchanged = (r > 1) * r * right + ((q > 1) * q * left if gradient else 2 * (q - 1) * left)
    return moved, exchanged


def matmul_seconds(asked, m, n, b, gradient):
    word, units, registers = asked["word"], asked["multiprocessors"], asked["register_bytes"]
    clock = asked["sustained_share"] * asked["clock"]
    within = 4 * registers
    fetched, _ = bytes_moved(m, n, b, gradient, word, max(asked["l2_bytes"], within), 1, False)
    spread, exchanged = bytes_moved(m, n, b, gradient, word, within, units, asked["distributed"])
    passed, _ = bytes_moved(m, n, b, gradient, word, registers, 4 * units, False)
    blocks = quotient_up(m, 8) * quotient_up(n, 8) * quotient_up(b, 8)
    return asked["matmul_latency"] + max(
        fetched / asked["global_bandwidth"],
        (fetched + spread) / asked["l2_bandwidth"],
        (spread + exchanged + passed) / (32 * 4 * units * clock),
        2 * 8**3 * blocks / (asked["flop_per_clock"] * 128 * units * clock))


def outer(degrees, level):
    """The product of a degree on the levels outside of one."""
    return prod(degrees[level + 1:])


def pipeline_shares(degrees, layers, chunks):
    """How often a crossing between layers ends on each level, from that of one accelerator on."""
    outermost = max((k for k, degree in enumerate(degrees) if degree > 1), default=-1)
    crossings = [layers - chunks * prod(degrees)]
    for k, degree in enumerate(degrees):
        crossings.append(chunks * degree - 1 if k == outermost else chunks * outer(degrees, k) * (degree - 1))
    if outermost < 0:
        crossings = [layers - 1] + [0] * len(degrees)
    return [Fraction(crossing, layers - 1) for crossing in crossings]


def expert_shares(degrees):
    shares = [Fraction(1, prod(degrees))]
    for k in range(len(degrees)):
        shares.append(Fraction(1, outer(degrees, k)) - Fraction(1, prod(degrees[k:])))
    return shares


def farthest_expert(degrees):
    outermost = max((k for k, degree in enumerate(degrees) if degree > 1), default=-1)
    return [Fraction(k == outermost) for k in range(-1, len(degrees))]


def by_higher_level(first, second):
    """How often the higher of two independent levels is each."""
    return [first[k] * sum(second[:k + 1]) + second[k] * sum(first[:k]) for k in range(len(first))]


def step(asked):
    word, layers, d, f, experts = (asked[name] for name in ("word", "layers", "d_model", "d_ff", "experts"))
    axes = {name: asked[name] for name in ("tensor_model", "tensor_ff", "pipeline", "data", "expert")}
    degree = {name: prod(levels) for name, levels in axes.items()}
    accelerators = prod(degree.values())
    tokens = asked["sequences"] * asked["sequence_length"]
    m, chunks, ranks = asked["microbatches"], asked["interleaving"], degree["pipeline"]
    levels = range(len(asked["bandwidths"]))
    parameters = 2 * d * f * layers * experts
    # Both directions together are on data sheets.
    per_byte = [1 / (accelerators * (bandwidth / 2)) for bandwidth in asked["bandwidths"]]

    shard = (d // degree["tensor_model"], f // degree["tensor_ff"])
    met = tokens // (degree["data"] * m * experts)
    passes = Fraction(layers, ranks) * Fraction(experts, degree["expert"]) * m
    matmul = float(passes) * sum(
        2 * matmul_seconds(asked, *weight, met, False) + matmul_seconds(asked, *weight, met, True)
        for weight in (shard, shard[::-1]))

    tensor = tensor_latency = data = data_latency = 0
    for k in levels:
        reduced = 0
        for axis, words in (("tensor_model", f), ("tensor_ff", d)):
            others = axes[axis][k] - 1
            reduced += 2 * others * words * 2 * layers * tokens * outer(axes[axis], k) * word
            tensor_latency += 2 * 2 * layers * asked["latencies"][k] * (others > 0)
        tensor = max(tensor, reduced * per_byte[k])
        others = axes["data"][k] - 1
        data = max(data, 2 * others * parameters * outer(axes["data"], k) * word * per_byte[k])
        data_latency += 2 * asked["latencies"][k] * (others > 0)

    pipeline = pipeline_latency = 0
    if layers > 1:
        between = pipeline_shares(axes["pipeline"], layers, chunks)
        often = by_higher_level(between, expert_shares(axes["expert"]))
        at_worst = by_higher_level(between, farthest_expert(axes["expert"]))
        crossings = 2 * (layers - 1)
        for k in levels:
            pipeline += float(d * word * crossings * often[k + 1] * tokens) * per_byte[k]
            pipeline_latency += float(crossings * at_worst[k + 1]) * asked["latencies"][k]

    if asked["recompute"]:
        matmul *= 4 / 3
        tensor, tensor_latency, pipeline, pipeline_latency = (
            1.5 * time for time in (tensor, tensor_latency, pipeline, pipeline_latency))

    zero_bubble = asked["zero_bubble"]
    waiting = (chunks - 1) * max(0, ranks - m) + ranks - 1
    bubble = Fraction(0) if zero_bubble else Fraction(waiting, waiting + chunks * m)
    hidden = tensor * asked["overlap_tensor"] + pipeline * asked["overlap_pipeline"]
    waited = tensor + pipeline - hidden if not (asked["overlap_tensor"] and asked["overlap_pipeline"]) else 0
    busy = (max(matmul, hidden) + waited) / float(1 - bubble)
    latency = tensor_latency + pipeline_latency
    if not zero_bubble:
        busy += latency
    elif asked["latency_counts"]:
        busy = max(busy, latency)
    seconds = (max(busy, data) if asked["overlap_data"] else busy + data) + data_latency

    peak = asked["flop_per_clock"] * 128 * asked["multiprocessors"] * asked["clock"]
    return {"seconds": seconds, "utilization": 6 * (parameters // experts) * tokens / (accelerators * peak) / seconds,
            "matmul": matmul, "tensor": tensor, "tensor_latency": tensor_latency,
            "pipeline": pipeline, "pipeline_latency": pipeline_latency, "data": data, "data_latency": data_latency,
            "bubble": float(bubble), **memory(asked, degree, parameters, met)}


def memory(asked, degree, parameters, met):
    """Bytes of the whole cluster."""
    word, d, f = asked["word"], asked["d_model"], asked["d_ff"]
    ranks, m, chunks = degree["pipeline"], asked["microbatches"], asked["interleaving"]
    # One token's word in every place that keeps tokens.
    kept_by_all = word * met * degree["data"] * asked["experts"]
    if asked["reference"]:
        in_flight = 2 * ranks - 1 if asked["zero_bubble"] else ranks
        activations = d * ranks * in_flight * kept_by_all if asked["recompute"] else 0
        return {"weights": parameters * word * degree["data"], "gradients": 0, "optimizer": 4 * parameters * word,
                "activations": activations}
    if asked["zero_bubble"]:
        in_flight = min(m, 2 * ranks - 1)
    else:
        in_flight = min(m, ranks + (Fraction(ranks - 1, chunks) if chunks > 1 else 0))
    read = d + f
    activations = (d * in_flight * asked["layers"] + read * ranks if asked["recompute"] else
                   read * in_flight * asked["layers"]) * kept_by_all
    stored = max(word, 2)
    return {"weights": parameters * stored * degree["data"], "gradients": parameters * stored * degree["data"],
            "optimizer": (8 if stored >= 4 else 12) * parameters, "activations": float(activations)}
