"""Seconds that a step of a language model takes, as docs/model.md has them. Written from the documents; what they left open was
settled by comparing with the headers. A multiplication takes what the question says; tiles are none of this."""

from math import ceil, gcd, hypot

import memory
from memory import DUAL_PIPE, FOLDED, FULL, UNFUSED, VOCABULARY_OVER_RANKS

(PRODUCTS_16, PRODUCTS_8, GROUPED, ATTENTION, UNFUSED_ATTENTION, ODD_HEADS, ELEMENTWISE, QUANTIZATION, PERMUTATION,
 EXPERT_ACTIVATION, TENSOR, TENSOR_OF_BACKWARD, CONTEXT, EXCHANGE) = range(14)
COMPONENTS = ("products__16_bit", "products__fewer_bits", "grouped_products", "attention", "unfused_attention", "odd_heads",
              "element-wise", "quantization", "permutation", "expert_activation", "tensor_communication",
              "tensor_communication__backward", "context_communication", "expert_exchange")
FORWARD, INPUTS, GRADIENTS = range(3)
MXFP8, NVFP4 = 5, 6
ZERO_3 = memory.WEIGHTS


class Sizes(memory.Sizes):
    def __init__(self, asked):
        super().__init__(asked)
        self.streams = 0.85 * asked["memory_bandwidth"]
        self.format = PRODUCTS_8 if self.eight_bits else PRODUCTS_16
        self.word = 1 if self.eight_bits else 2
        self.ranks = self.t * self.c * asked["data"]
        self.local_experts = asked["experts"] // self.e
        self.routed_copies = asked["experts_per_token"] * self.tokens / self.t
        # The share of all layers that is computed again, of the first so many of every chunk.
        self.again = 0.0
        if asked["recompute"] == FULL:
            self.again = min(1.0, asked.get("recomputed_layers", self.layers) * self.p * self.v / self.layers)
        # Of a captured graph nothing is launched; captured parts leave a fifth of a layer's launches, and all of experts'.
        self.host = (1, 0.2, 0)[asked["graphs"]]
        # Megatron's fused softmax takes heads and sequences by four.
        self.falls_back = asked["attention_kernel"] == UNFUSED and (
            not asked["fused_softmax"] or self.b * self.heads % 4 != 0)
        if self.latent_attention:
            self.score, self.value = asked["nope_head_size"] + asked["rope_head_size"], asked["value_head_size"]
            self.all_key_heads = asked["heads"]
        else:
            self.score = self.value = asked["head_size"]
            self.all_key_heads = asked["key_value_heads"]


class Times:
    """Seconds by component and phase, and units of launches."""

    def __init__(self):
        self.of = [[0.0] * 3 for _ in range(14)]
        self.units = [[0.0, 0.0] for _ in range(3)]

    def add(self, component, *phases):
        for phase, seconds in enumerate(phases):
            self.of[component][phase] += seconds

    def launch(self, kind, forward, backward):
        self.units[kind][0] += forward
        self.units[kind][1] += backward

    def plus(self, other, times):
        for component in range(14):
            self.add(component, *(times * seconds for seconds in other.of[component]))
        for kind in range(3):
            self.launch(kind, *(times * units for units in other.units[kind]))


# Prices.


def matmul(asked, form, m, k, n, gradient=False):
    busy = 2 * m * k * n / asked["rate_8" if form == PRODUCTS_8 else "rate_16"]
    return asked["matmul_launch"] + (asked["gradient_factor"] * busy if gradient else busy)


def three_matmuls(asked, form, m, k, n):
    """Forward, for inputs and for weights."""
    return matmul(asked, form, m, k, n), matmul(asked, form, k, m, n), matmul(asked, form, m, k, n, True)


def filled_domain(domain, accelerators):
    """The domain that all accelerators fill alike, unless more than half of it would stand empty."""
    if accelerators < domain:
        return accelerators
    return next((size for size in range(domain, 0, -1) if accelerators % size == 0 and 2 * size >= domain), domain)


def members_in_domain(asked, n, stride):
    """Of the group with the fewest."""
    places, rest = divmod(asked["domain"], stride)
    if rest:
        return max(1, places) if places < n else 1
    return gcd(n, places)


def ring(asked, n, stride, size, reduce_all, calls=None):
    """A collective of `size` bytes by n ranks, or in so many calls, one behind the other."""
    if n == 1:
        return 0.0
    z = 2 * (n - 1) if reduce_all else n - 1
    w = z * size / n
    kappa = members_in_domain(asked, n, stride)
    if kappa < n:
        steps = 2 * (n - 1).bit_length() if reduce_all else n - 1
        return (calls or 1) * (25e-6 + 5e-6 * steps) + w / min(asked["ring_bandwidth"], 0.85 * kappa * asked["network_bandwidth"])
    sent = w / asked["ring_bandwidth"] + size / (n * asked["ring_share_bandwidth"])
    if calls is not None:
        return calls * (asked["ring_launch"] + z * asked["ring_short_hop"]) + asked["ring_setup"] + sent
    return asked["ring_launch"] + min(
        asked["ring_setup"] + hypot(z * asked["ring_hop"], sent),
        z * asked["ring_short_hop"] + (w + size / n) / asked["ring_short_bandwidth"])


def exchange(asked, n, stride, size, copies):
    if n == 1:
        return 0.0
    kappa = members_in_domain(asked, n, stride)
    far = (n - kappa) / n
    domains = n / kappa
    if asked["one_copy_per_domain"] and domains > 1:
        far = min(far, (domains - 1) * (1 - (1 - 1 / domains)**copies) / copies)
    return max(size * (kappa - 1) / n / (0.9 * asked["ring_bandwidth"]),
               size * far / (0.8 * asked["network_bandwidth"])) + 20e-6 + n * 1e-6


# What a rank does of a layer.


def add_products(x, times, weights, form, tokens, again):
    for m, k in weights:
        forward, inputs, gradients = three_matmuls(x.asked, form, m, k, tokens)
        times.add(form, forward, inputs + again * forward, gradients)
        if form == PRODUCTS_8:
            quantize(x, times, m, k, tokens, again)


def quantize(x, times, m, k, tokens, again):
    forward, backward = 4 * tokens * k / x.streams, 4 * tokens * m / x.streams
    times.add(QUANTIZATION, forward, backward + again * forward)


def add_words(x, times, forward, backward, again, component=ELEMENTWISE):
    times.add(component, 2 * forward / x.streams, 2 * (backward + again * forward) / x.streams)


def attention_weights(x):
    asked, h = x.asked, x.h
    if not x.latent_attention:
        d = asked["head_size"]
        return [((x.heads + 2 * x.key_heads) * d, h), (h, x.heads * d)]
    nope, rope, value = asked["nope_head_size"], asked["rope_head_size"], asked["value_head_size"]
    rank, query_rank = asked["key_value_rank"], asked.get("query_rank")
    if query_rank is None:
        down = [(rank + rope, h), (x.heads * (nope + rope), h)]
    else:
        down = [(query_rank + rank + rope, h), (x.heads * (nope + rope), query_rank)]
    return down + [(x.heads * (nope + value), rank), (h, x.heads * value)]


def block_weights(x, width):
    return [(x.u * width // x.t, x.h), (x.h, width // x.t)]


def add_attention(x, times, again):
    asked, b, s, c = x.asked, x.b, x.s, x.c
    score, value = x.score, x.value
    queries = b * x.heads * s / c
    if asked["attention_kernel"] != UNFUSED:
        window = asked.get("window", s)
        keys = s / 2 if window >= s else window - window * window / (2 * s)
        flop = 2 * queries * keys * (score + value)
        reached = 1 / (1 + asked["attention_half_length"] / s) * (0.75 if score <= 64 else 1)
        forward = flop / (asked["attention_forward"] * reached)
        times.add(ATTENTION, forward, 2.5 * flop / (asked["attention_backward"] * reached) + again * forward)
        return
    products = 2 * queries * s * (score + value) / (0.55 * asked["peak"])
    delta = (5 if asked["attention_dropout"] else 0) + (10 if x.falls_back else 0)
    forward = products + (8 + delta) * queries * s / x.streams
    times.add(UNFUSED_ATTENTION, forward, 2 * products + (14 + delta) * queries * s / x.streams + again * forward)
    if score % 8:
        times.add(ODD_HEADS, 3 * products, 6 * products + again * 3 * products)


def layer_times(x, routed):
    asked, T, h, t = x.asked, x.tokens, x.h, x.t
    again = x.again
    times = Times()
    add_products(x, times, attention_weights(x), x.format, T, again)
    add_attention(x, times, again)
    r = 1 if asked["hidden_dropout"] else 0
    add_words(x, times, T * h / (x.t if x.sequence_parallel else 1) * (10 + r),
              T * h / (x.t if x.sequence_parallel else 1) * (12 + 2 * r), again)
    if asked["attention_kernel"] != UNFUSED:
        rotated = 2 * T * (asked["heads"] + x.all_key_heads) * x.score / t
        add_words(x, times, rotated, rotated, again)
    passes = (x.u + 1, 5 if x.u == 2 else 3)
    fallback = (0.45, 0.68) if x.falls_back else (0, 0)
    host = x.host
    times.launch(0, host * (1 + fallback[0]), host * (1.5 + fallback[1] + again * (1 + fallback[0])))
    if not routed:
        add_products(x, times, block_weights(x, asked["dense_width"]), x.format, T, again)
        words = T * asked["dense_width"] // t
        add_words(x, times, words * passes[0], words * passes[1], again)
    else:
        add_routed(x, times, passes, again)
    if x.c > 1:
        if asked["context_exchange"] == memory.EXCHANGE_OF_HEADS:
            words = T * (asked["heads"] + x.all_key_heads) * (x.score + x.value) / t
            exchanged = exchange(asked, x.c, t, 2 * words, 1)
            times.add(CONTEXT, exchanged, (1 + again) * exchanged)
        else:
            gathered = ring(asked, x.c, t, 2 * T * x.c * x.all_key_heads * (x.score + x.value) / t, False)
            times.add(CONTEXT, gathered, (2 + again) * gathered)
    if t > 1:
        half, whole = (ring(asked, t, 1, 2 * T * h, reduce_all) for reduce_all in (False, True))
        if not x.sequence_parallel:
            times.add(TENSOR, 2 * whole, again * 2 * whole)
            times.add(TENSOR_OF_BACKWARD, 0, 2 * whole)
        else:
            blocks = 1.1 if routed else 2
            forward = blocks * 2 * half
            times.add(TENSOR, forward, (blocks - 1) * 2 * half + again * forward)
            times.add(TENSOR_OF_BACKWARD, 0, 3 * half)
    return times


def add_routed(x, times, passes, again):
    asked, T, h = x.asked, x.tokens, x.h
    times.add(PRODUCTS_16, 0)
    router = three_matmuls(asked, PRODUCTS_16, asked["experts"] + asked["shared_expert_gate"], h, T)
    times.add(PRODUCTS_16, router[0], router[1] + again * router[0], router[2])
    if x.shared:
        add_products(x, times, block_weights(x, x.shared), x.format, T, again)
        words = T * x.shared // x.t
        add_words(x, times, words * passes[0], words * passes[1], again)
    outside = x.experts_stand_in
    if "latent_width" in asked:
        add_products(x, times, [(outside, h), (h, outside)], x.format, T, again)
    width = asked["expert_width"] // x.t_e
    met = max(1, int(x.routed_copies / x.local_experts * x.t_e))
    weights = [(x.u * width, outside), (outside, width)]
    each = [three_matmuls(asked, x.format, m, k, met) for m, k in weights]
    together = [three_matmuls(asked, x.format, m, k, met * x.local_experts) for m, k in weights]
    words = sum(m * k for m, k in weights) * x.local_experts
    phases = []
    for phase, byte in enumerate((x.word, x.word, 8)):
        of_all = sum(one[phase] for one in together)
        phases.append(min(x.local_experts * sum(one[phase] for one in each),
                          max(of_all, byte * words / x.streams) + 0.15 * of_all))
    times.add(GROUPED, phases[0], phases[1] + again * phases[0], phases[2])
    if x.format == PRODUCTS_8:
        for m, k in weights:
            quantize(x, times, m, k, met, again)
    words = x.routed_copies * width
    add_words(x, times, words * passes[0], words * passes[1], again)
    moved = 6 * outside * x.routed_copies
    add_words(x, times, moved, moved, again, PERMUTATION)
    if asked["expert_biases"]:
        add_words(x, times, 40 * words, 40 * words, again, EXPERT_ACTIVATION)
    host = 0 if asked["graphs"] == 2 else 1
    times.launch(1, host * 1, host * (1.5 + again))
    times.launch(2, host * x.local_experts, host * x.local_experts * (1.5 + again))
    size = 2 * asked["experts_per_token"] * T * outside / x.t
    one = exchange(asked, x.e, x.t_e, size, asked["experts_per_token"])
    times.add(EXCHANGE, 2 * one, (2 + again * 2) * one)


def embedding_times(x):
    times = Times()
    add_words(x, times, 3 * x.tokens * x.h, 6 * x.tokens * x.h, 0)
    if x.t > 1:
        times.add(TENSOR, ring(x.asked, x.t, 1, 2 * x.tokens * x.h, True))
    times.launch(0, 0.3 * x.host, 0.4 * x.host)
    return times


def head_times(x):
    times, T = Times(), x.tokens
    cut = x.t * (x.p if x.asked["schedule"] in VOCABULARY_OVER_RANKS else 1)
    rows = -(-x.vocabulary // cut)
    add_products(x, times, [(rows, x.h)], PRODUCTS_16, T, 0)
    times.add(ELEMENTWISE, 16 * T * rows / x.streams, 10 * T * rows / x.streams)
    if x.t > 1:
        times.add(TENSOR, 0, ring(x.asked, x.t, 1, 2 * T * x.h, True))
    times.launch(0, 0.7 * x.host, x.host)
    return times


# The step.


def factors_of(x):
    of_machine, of_software = x.asked["machine_constants"], x.asked["time_constants"]
    eight = of_machine[1] * (of_machine[3] if x.asked["format"] == MXFP8 else
                             of_machine[2] if x.asked["format"] == NVFP4 else 1)
    tensor = of_software[6]
    return [of_machine[0], eight, of_machine[4] * (eight if x.eight_bits else of_machine[0]), of_machine[5], 1,
            of_machine[6], of_software[0], 1, of_software[1], of_software[2], tensor, tensor, of_software[7],
            of_software[8]]


def stage_counts(x, rank):
    """Layers of either kind, embeddings and heads of a rank."""
    asked = x.asked
    ranks = [(rank, 1)] if asked["schedule"] != DUAL_PIPE else [(rank, 0.5), (x.p - 1 - rank, 0.5)]
    counts = [0, 0, 0, 0]
    for one, share in ranks:
        first, last = one == 0, one == x.p - 1
        for chunk in range(x.v):
            for routed, number in enumerate(memory.stage_of_chunk(x, one, chunk)):
                counts[routed] += share * number
        has_head = first if asked["schedule"] in FOLDED else last
        counts[2] += share * first
        if asked["schedule"] in VOCABULARY_OVER_RANKS:
            counts[3] += share
        elif has_head:
            counts[3] += share
        if has_head:
            counts[asked["routed_layers"] > 0] += share * asked["prediction_modules"]
            counts[3] += share * asked["prediction_modules"]
    return counts


def stage_of(x, counts, times):
    together = Times()
    for number, one in zip(counts, times):
        together.plus(one, number)
    factors, seconds = factors_of(x), x.asked["time_constants"][3:6]
    phases = [sum(factor * of[phase] for factor, of in zip(factors, together.of)) for phase in range(3)]
    gpu = sum(phases)
    host = sum(sum(units) * each for units, each in zip(together.units, seconds))
    whole = (gpu**3 + host**3)**(1 / 3)
    return together, gpu, host, [phase * whole / gpu for phase in phases]


def bubble_share(schedule, phases, ranks):
    whole, filled = sum(phases), {2: 2, 3: 3, 4: 3, 5: 2, 7: 3}.get(schedule, 0)
    if schedule == DUAL_PIPE:
        back = phases[INPUTS] + phases[GRADIENTS]
        return (ranks / 2 - 1) / (ranks - 1) * max(0, whole + back - filled * phases[GRADIENTS]) / whole
    return max(0, whole - filled * phases[GRADIENTS]) / whole


def trained_words(x, routed):
    """Words of a layer's weights: of all, and of its experts."""
    words = sum(m * k for m, k in attention_weights(x))
    if not routed:
        return words + sum(m * k for m, k in block_weights(x, x.asked["dense_width"])), 0
    asked, outside = x.asked, x.experts_stand_in
    words += (asked["experts"] + asked["shared_expert_gate"]) * x.h
    words += sum(m * k for m, k in block_weights(x, x.shared)) if x.shared else 0
    words += 2 * x.h * outside if "latent_width" in asked else 0
    return words, x.local_experts * (x.u + 1) * outside * (asked["expert_width"] // x.t_e)


def training(asked, told):
    accelerators = asked["tensor"] * asked["context"] * asked["pipeline"] * asked["data"]
    asked = asked | {"domain": filled_domain(asked["domain"], accelerators)}
    x = Sizes(asked)
    dense = layer_times(x, False) if asked["dense_layers"] or asked["prediction_modules"] else Times()
    routed = layer_times(x, True) if asked["routed_layers"] else Times()
    times = (dense, routed, embedding_times(x), head_times(x))
    stages = [stage_of(x, stage_counts(x, rank), times) for rank in range(x.p)]
    totals = [sum(phases) for _, _, _, phases in stages]
    fullest = totals.index(max(totals))
    phases = stages[fullest][3]
    m, v, p = x.microbatches, x.v, x.p

    answer = {"microbatches": m * totals[fullest],
              "bubble": bubble_share(asked["schedule"], phases, p) * (sum(totals) - totals[fullest]) / v if p > 1 else 0}
    constants = asked["time_constants"]
    if p > 1:
        cut = x.t if x.sequence_parallel or asked["cuts_messages"] else 1
        size = 2 * x.tokens * x.h / cut
        near, far = (size / (0.8 * asked[link]) + 15e-6 for link in ("ring_bandwidth", "network_bandwidth"))
        # Of every pipeline of a stage's ranks the domain of each of its ranks.
        domains = [[(first + rank * x.ranks) // asked["domain"] for rank in range(p)] for first in range(x.ranks)]
        most = max(domains, key=lambda of: sum(a != b for a, b in zip(of, of[1:])))
        hops = [near if a == b else far for a, b in zip(most, most[1:])]
        back = near if most[0] == most[-1] else far
        steady = max(hops) if v == 1 else (sum(hops) + back) / p
        if asked["waits_for_messages"]:
            answer["messages"] = 2 * (constants[9] * (m * steady + sum(hops)) + constants[11] * (m + p - 1))
        else:
            answer["messages"] = 2 * (m * v * constants[9] * steady + sum(hops))
    else:
        answer["messages"] = 0
    answer["replicas"], answer["optimizer"] = replicas_of(x, phases)
    answer["fixed"] = constants[13]
    answer["seconds"] = sum(answer.values())
    for rank in sorted({int(name.split(".")[0]) for name in told if "." in name}):
        together, gpu, host, phases = stages[rank]
        answer[f"{rank}.ranks"] = float(told[f"{rank}.ranks"])
        answer |= {f"{rank}.gpu": gpu, f"{rank}.host": host, f"{rank}.forward": phases[0], f"{rank}.inputs": phases[1],
                   f"{rank}.weights": phases[2]}
        for component, of in enumerate(together.of):
            for name, seconds in zip(("forward", "inputs", "weights"), of):
                answer[f"{rank}.{COMPONENTS[component]}.{name}"] = seconds
    return answer


def replicas_of(x, phases):
    """What is waited for of what replicas do together, and the optimizer."""
    asked = x.asked
    constants, p = asked["time_constants"], x.p
    best = (-1, 0, 0)
    for rank in range(p):
        counts = stage_counts(x, rank)
        words = [trained_words(x, kind) for kind in (False, True)]
        dense = sum(count * one[0] for count, one in zip(counts, words))
        experts = sum(count * one[1] for count, one in zip(counts, words))
        best = max(best, (dense + experts, dense, experts, counts[0] + counts[1]), key=lambda one: one[0])
    _, dense, experts, layers = best
    dense += x.vocabulary * x.h / x.t * (1 if p > 1 or asked["tied_head"] else 2)
    n = asked["data"] * x.c
    expert_n = x.ranks // (x.e * x.t_e)
    gradient = asked.get("reduced_gradient", min(asked["gradient_bytes"], 4))
    forward = backward = shards = 0
    for words, replicas, stride in ((dense, n, x.t), (experts, expert_n, x.e * x.t_e)):
        if not words:
            continue
        bucket = max(asked["bucket_parameters"], asked["bucket_parameters_per_replica"] * replicas)
        calls = asked["calls_per_layer"] * layers if asked["calls_per_layer"] else ceil(words / bucket)
        gathered = ring(asked, replicas, stride, 2 * words, False, calls)
        reduced = ring(asked, replicas, stride, gradient * words, asked["shards"] == memory.NO_SHARDING, calls)
        backward += reduced + (gathered if asked["shards"] == ZERO_3 else 0)
        forward += gathered if asked["shards"] != memory.NO_SHARDING else 0
        shards += words / (replicas if asked["shards"] != memory.NO_SHARDING else 1)
    passes = 1 if asked["shards"] == ZERO_3 else 1 + (p - 1) * (1 - 1 / x.v)
    share = constants[10]

    def waited(cost, available, overlaps):
        if not asked["overlaps_replicas"]:
            return share * cost
        return max(0, cost - available * passes) + share * min(cost, available * passes) if overlaps else cost

    once = waited(forward, phases[FORWARD], asked["overlaps_parameters"]) + waited(
        backward, phases[INPUTS] + phases[GRADIENTS], asked["overlaps_gradients"])
    stays = p > 1 and asked["stays_gathered_in_pipeline"]
    times = x.microbatches if asked["shards"] == ZERO_3 and not stays else 1
    passed, on_host = asked["optimizer_of_rank"] * (dense + experts), 0
    if asked["offloads_optimizer"]:
        moved = min(asked["gradient_bytes"], 4) + 2
        on_host = shards * (moved / asked["host_link"] + 30 / asked["host_bandwidth"])
    else:
        passed += asked["optimizer_of_shard"] * shards
    return times * once, constants[12] * passed / x.streams + on_host
