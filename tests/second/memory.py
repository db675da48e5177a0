"""Bytes that a rank of a pipeline holds at its peak, in training of a language model, as docs/model.md has them. Written from
the documents; what they left open was settled by comparing with the headers, and stands in the documents since. Everything is
a whole number until a fitted constant of the accounting meets it."""

from math import floor

FUSED, FLASH, UNFUSED = range(3)
ALL_GATHER, ALL_TO_ALL, FLEX = range(3)
NO_SHARDING, OPTIMIZER, GRADIENTS, WEIGHTS = range(4)
NONE, SELECTIVE, FULL = range(3)
LAYER_NORM = 0
EXCHANGE_OF_HEADS = 2

GPIPE, ONE_F_ONE_B, ZB_H1, ZB_H2, ZB_V, V_HALF, V_MIN, DUAL_PIPE, VOCABULARY_1, VOCABULARY_2, INTERLACED = range(11)
VOCABULARY_OVER_RANKS = (VOCABULARY_1, VOCABULARY_2, INTERLACED)
FOLDED = (ZB_V, V_HALF, V_MIN)


class Sizes:
    """What a question says, with the symbols of docs/model.md."""

    def __init__(self, asked):
        self.asked = asked
        self.h, self.t, self.c, self.p = (asked[name] for name in ("width", "tensor", "context", "pipeline"))
        self.e, self.t_e = asked["expert"], asked["expert_tensor"]
        self.b, self.s = asked["microbatch"], asked["sequence_length"]
        self.v = asked["chunks"]
        self.u = 2 if asked["gated"] else 1
        self.tokens = self.b * self.s // self.c
        parallel = asked["sequence_parallel"] and self.t > 1
        self.residual = self.tokens / self.t if parallel else self.tokens
        self.sequence_parallel = parallel
        self.eight_bits = asked["format"] >= 2
        self.q = 1 if self.eight_bits and asked["keeps_quantized_inputs"] else 2
        self.latent_attention = "key_value_rank" in asked
        self.heads = asked["heads"] // self.t
        self.key_heads = self.heads if self.latent_attention else max(asked["key_value_heads"] // self.t, 1)
        self.shared = asked["shared_experts"] * asked["shared_expert_width"]
        multiple = asked["vocabulary_multiple"] * self.t
        self.vocabulary = -(-asked["vocabulary"] // multiple) * multiple
        self.experts_stand_in = asked.get("latent_width", self.h)
        self.microbatches = asked["sequences"] // (self.b * asked["data"])
        self.layers = asked["dense_layers"] + asked["routed_layers"]

    def norm_words(self, channels):
        return 2 * channels if self.asked["norm"] == LAYER_NORM else channels


# Parameters of a rank.


def attention_words(x):
    asked, h, t = x.asked, x.h, x.t
    if x.latent_attention:
        nope, rope, value = asked["nope_head_size"], asked["rope_head_size"], asked["value_head_size"]
        rank, query_rank = asked["key_value_rank"], asked.get("query_rank")
        words = h * (rank + rope) + rank * x.heads * (nope + value) + x.heads * value * h + x.norm_words(rank)
        if query_rank is None:
            return words + h * x.heads * (nope + rope)
        return words + h * query_rank + query_rank * x.heads * (nope + rope) + x.norm_words(query_rank)
    d = asked["head_size"]
    projected = (x.heads + 2 * x.key_heads) * d
    words = h * projected + x.heads * d * h
    if asked["query_key_value_biases"]:
        words += projected
    if asked["output_bias"]:
        words += h
    if asked["sinks"]:
        words += x.heads
    if asked["query_key_norm"] == 1:
        words += 2 * x.norm_words(d)
    if asked["query_key_norm"] == 2:
        words += x.norm_words(x.heads * d) + x.norm_words(x.key_heads * d)
    return words


def dense_words(x):
    asked = x.asked
    f = asked["dense_width"] // x.t
    return (x.u + 1) * x.h * f + (x.u * f + x.h if asked["dense_biases"] else 0)


def routed_words(x):
    """Those that every rank has, and those of its experts."""
    asked, h = x.asked, x.h
    words = h * (asked["experts"] + (1 if asked["shared_expert_gate"] else 0))
    if asked["router_bias"]:
        words += asked["experts"]
    words += (x.u + 1) * h * x.shared // x.t
    if "latent_width" in asked:
        words += 2 * h * x.experts_stand_in
    f, outside = asked["expert_width"] // x.t_e, x.experts_stand_in
    expert = (x.u + 1) * outside * f + (x.u * f + outside if asked["expert_biases"] else 0)
    return words, asked["experts"] // x.e * expert


def layer_words(x, routed):
    both = attention_words(x) + 2 * x.norm_words(x.h)
    if not routed:
        return both + dense_words(x), 0
    words, experts = routed_words(x)
    return both + words, experts


def stage_of_chunk(x, rank, chunk):
    """Layers on a virtual stage: dense ones, routed ones."""
    begin = 0
    for virtual in range(chunk * x.p + rank + 1):
        number = layers_of_chunk(x, virtual % x.p, virtual // x.p)
        begin += number
    first = begin - number
    dense = max(0, min(begin, x.asked["dense_layers"]) - first)
    return dense, number - dense


def layers_of_chunk(x, rank, chunk):
    asked, p, v, layers = x.asked, x.p, x.v, x.layers
    first, last = rank == 0, rank == p - 1
    if "listed" in asked:
        return asked["listed"][chunk * p + rank]
    if asked["embedding_counts"] or asked["loss_counts"]:
        number = (layers + asked["embedding_counts"] + asked["loss_counts"]) // (p * v)
        number -= asked["embedding_counts"] and first and chunk == 0
        return number - (asked["loss_counts"] and last and chunk == v - 1)
    said = {0: asked.get("first_rank"), p - 1: asked.get("last_rank")}
    if said.get(rank) is not None:
        return said[rank] // v
    ends = [number for number in said.values() if number is not None]
    if ends:
        return (layers - sum(ends)) // (p - len(ends)) // v
    if layers % p == 0:
        number = layers // p
    elif (layers + 2) % p == 0:
        number = (layers + 2) // p - (first or last)
    elif (layers + 1) % p == 0:
        number = (layers + 1) // p - last
    else:
        left = layers % p
        begin = (p - left) // 2
        number = layers // p + (begin <= rank < begin + left)
    return number // v + (chunk < number % v)


def held_by(x, rank):
    """Dense words and words of experts of a rank."""
    asked = x.asked
    ranks = [rank] if asked["schedule"] != DUAL_PIPE else [rank, x.p - 1 - rank]
    dense = experts = 0
    for one in ranks:
        for chunk in range(x.v):
            for number, routed in zip(stage_of_chunk(x, one, chunk), (False, True)):
                if number:
                    of_all, of_experts = layer_words(x, routed)
                    dense += number * of_all
                    experts += number * of_experts
    modules = asked["prediction_modules"]
    table = x.vocabulary * x.h // x.t
    for one in ranks:
        first, last = one == 0, one == x.p - 1
        has_head = first if asked["schedule"] in FOLDED else last
        if asked["schedule"] in VOCABULARY_OVER_RANKS:
            dense += 2 * x.vocabulary * x.h // x.p
        elif first:
            dense += table
        if first:
            dense += asked["learned_positions"] * x.h
            dense += x.norm_words(x.h) if asked["embedding_norm"] else 0
        if has_head:
            dense += x.norm_words(x.h)
            # A copy of the embedding serves the modules and a head that is tied to it.
            if asked["schedule"] not in VOCABULARY_OVER_RANKS:
                dense += table * (not asked["tied_head"]) + table * (not first and (asked["tied_head"] or modules > 0))
            if modules:
                of_all, of_experts = layer_words(x, asked["routed_layers"] > 0)
                dense += modules * (2 * x.h * x.h // x.t + 3 * x.norm_words(x.h) + of_all)
                experts += modules * of_experts
    return dense, experts


# What a layer keeps.


def saved_by(x, routed):
    """Bytes that a layer keeps of a microbatch, item by item."""
    asked, S, T, h, q = x.asked, x.residual, x.tokens, x.h, x.q
    statistics = (8 if asked["norm"] != 2 else 4) * S
    kept = {"norm 1 input": 2 * S * h, "norm 1 statistics": statistics, "norm 1 output": q * S * h,
            "norm 2 input": 2 * S * h, "norm 2 statistics": statistics, "norm 2 output": (2 if routed else q) * S * h}
    if x.latent_attention:
        nope, rope, d_v = asked["nope_head_size"], asked["rope_head_size"], asked["value_head_size"]
        kept["latent queries"] = 4 * S * asked.get("query_rank", 0)
        kept["latent keys and values"] = 4 * S * asked["key_value_rank"] + 2 * S * rope
        kept["queries, keys, values"] = 2 * T * x.heads * (2 * (nope + rope) + d_v + nope)
    else:
        d_v = asked["head_size"]
        kept["queries, keys, values"] = 2 * T * (x.heads + 2 * x.key_heads) * d_v
        if asked["query_key_norm"]:
            kept["norms of queries and keys"] = 2 * T * (x.heads + x.key_heads) * d_v + 8 * T * (x.heads + x.key_heads)
        if asked["context_exchange"] == EXCHANGE_OF_HEADS and x.c > 1:
            kept["exchanged heads"] = kept["queries, keys, values"]
    output = 2 * T * x.heads * d_v
    kernel = asked["attention_kernel"]
    if kernel == UNFUSED:
        kept["output of attention"] = output // 2 if q == 1 else output
        a_score = (5 if asked["attention_dropout"] else 2) if asked["fused_softmax"] else (
            7 if asked["attention_dropout"] else 6)
        kept["scores"] = a_score * x.b * x.heads * x.s * x.s // x.c
    elif q == 1:
        kept["output of attention"] = 3 * output // 2
    else:
        kept["output of attention"] = 2 * output if kernel == FLASH else output
    if kernel != UNFUSED:
        kept["log-sum-exp"] = 4 * T * x.heads
    if asked["hidden_dropout"]:
        kept["dropout 1"] = kept["dropout 2"] = S * h
    if not routed:
        kept["block"] = 2 * x.u * T * asked["dense_width"] // x.t
        kept["activation"] = q * T * asked["dense_width"] // x.t
        return kept
    kept["router"] = (12 if asked["router_in_fp32"] else 10) * S * asked["experts"]
    n, f, outside = copies_of(x), asked["expert_width"] // x.t_e, x.experts_stand_in
    if "expert_capacity" in asked:
        n *= asked["expert_capacity"]
    kept["expert input"] = floor(q * n * outside)
    kept["expert block"] = floor(2 * x.u * n * f)
    kept["expert activation"] = floor(q * n * f)
    if not asked["fused_permutation"] and asked["dispatcher"] != FLEX:
        kept["permuted"] = 2 * S * asked["experts_per_token"] * outside
    if asked["dispatcher"] == ALL_GATHER:
        kept["gathered tokens"] = 2 * S * outside * x.e * (x.t_e if asked["sequence_parallel"] else 1)
    if x.shared:
        kept["shared experts"] = (2 * x.u + q) * T * x.shared // x.t
    return kept


def copies_of(x):
    """Copies of tokens on the experts of a rank, evenly spread."""
    return x.residual * x.asked["experts_per_token"] * (x.t_e if x.asked["sequence_parallel"] else 1)


def with_rounding(x, kept):
    """The sum, as an allocator rounds it."""
    mebi = 1 << 20
    return sum(size + (x.asked["rounding"] if size > mebi and size % (2 * mebi) else 0) for size in kept.values())


MODULES = {
    "recompute_core_attn": ("scores",),
    "recompute_mlp": ("block", "activation"),
    "recompute_moe_act": ("expert activation",),
    "recompute_moe": ("router", "expert input", "expert block", "expert activation", "permuted", "gathered tokens",
                      "shared experts"),
    "recompute_shared_experts": ("shared experts",),
}


def drop_recomputed(x, routed, kept):
    """Takes away what is computed anew by modules. A block that is recomputed whole starts from the output of its norm."""
    asked, S = x.asked, x.residual
    for module, items in MODULES.items():
        for item in items if module in asked else ():
            kept.pop(item, None)
    if "recompute_layernorm" in asked:
        kept.pop("norm 1 output")
        if ("recompute_moe" if routed else "recompute_mlp") not in asked:
            kept.pop("norm 2 output")
        if x.latent_attention:
            kept["latent queries"] -= 2 * S * asked.get("query_rank", 0)
            kept["latent keys and values"] -= 2 * S * asked["key_value_rank"]
    if "recompute_mla_up_proj" in asked and x.latent_attention:
        kept.pop("queries, keys, values")


OFFLOADED = {
    "offload_attn_norm": ("norm 1 input",),
    "offload_qkv_linear": ("norm 1 output", "latent queries", "latent keys and values"),
    "offload_core_attn": ("queries, keys, values", "scores"),
    "offload_attn_proj": ("output of attention",),
    "offload_mlp_norm": ("norm 2 input",),
    "offload_expert_fc1": ("expert input",),
    "offload_moe_act": ("expert block",),
}


def offloaded_by(x, routed):
    """Of what a layer keeps, the tensors of 2 MiB and more whose modules stand on the host."""
    kept = saved_by(x, routed)
    if x.asked["recompute"] == SELECTIVE:
        drop_recomputed(x, routed, kept)
    names = [item for module, items in OFFLOADED.items() if module in x.asked for item in items]
    return {item: kept[item] for item in names if kept.get(item, 0) >= 2 << 20}


def every_second_product(x):
    """What is kept of a dense layer that is recomputed operation by operation, all but every second product."""
    asked, S, T = x.asked, x.residual, x.tokens
    value = asked["value_head_size" if x.latent_attention else "head_size"]
    keys = asked["heads" if x.latent_attention else "key_value_heads"] * value / x.t
    return {"input": 2 * S * x.h, "output of attention": 2 * T * x.heads * value, "log-sum-exp": 4 * T * x.heads,
            "products": floor(2 * T * (x.heads * value + keys + asked["dense_width"] // x.t) + 2 * S * x.h)}


def layer_bytes(x, routed):
    """What a layer keeps, what it keeps if it is recomputed, and what is computed anew in its backward pass."""
    asked, kept = x.asked, saved_by(x, routed)
    everything, exactly = with_rounding(x, kept), sum(kept.values())
    host = offloaded_by(x, routed)
    if host:
        if asked["recompute"] == SELECTIVE:
            drop_recomputed(x, routed, kept)
        here = with_rounding(x, {item: size for item, size in kept.items() if item not in host})
        return here, here, exactly - sum(kept.values())
    if asked["every_second_product"]:
        return everything, with_rounding(x, every_second_product(x)), exactly
    if asked["recompute"] == FULL:
        return everything, with_rounding(x, {"input": 2 * x.residual * x.h}), exactly
    if asked["recompute"] == NONE:
        return everything, everything, 0
    drop_recomputed(x, routed, kept)
    return everything, with_rounding(x, kept), exactly - sum(kept.values())


# The peak.


def transient_of(x, routed):
    asked, S, T, h = x.asked, x.residual, x.tokens, x.h
    if routed:
        n = copies_of(x)
        size = 4 * S * h + 2 * x.u * n * (asked["expert_width"] // x.t_e) + 2 * n * x.experts_stand_in
    else:
        size = 4 * S * h + 2 * x.u * T * asked["dense_width"] // x.t
    if asked["attention_kernel"] == UNFUSED:
        size = max(size, 4 * x.b * x.heads * x.s * x.s)
    if not asked["fused_gradient_accumulation"] and not routed:
        size += 2 * x.u * h * asked["dense_width"] // x.t
    return size


def in_flight(x, rank):
    m, p = x.microbatches, x.p
    if p == 1:
        return 1
    schedule = x.asked["schedule"]
    if schedule == GPIPE:
        return m
    # In sixths, so that thirds and halves of ranks are exact.
    a, b, c = {ONE_F_ONE_B: (6, -6, 0), ZB_H1: (6, 0, 0), ZB_H2: (12, 0, -6), ZB_V: (6, 0, 0), V_HALF: (3, 0, 6),
               V_MIN: (2, 0, 12), DUAL_PIPE: (6, 0, 6), VOCABULARY_1: (6, -6, 12), VOCABULARY_2: (6, -6, 6),
               INTERLACED: (9, -9, 0)}[schedule]
    return min(m, -(-(a * p + b * rank + c) // 6))


def walk(x, rank, sizes):
    """The most held after a forward, after one of the last chunk, before a backward, before one of the last chunk."""
    v, p, m = x.v, x.p, x.microbatches
    group = x.asked.get("microbatch_group", p)
    order = []
    for begin in range(0, m, group):
        for chunk in range(v):
            order += [chunk] * min(group, m - begin)
    backwards = [v - 1 - chunk for chunk in order]
    warm_up = min(2 * (p - 1 - rank) + (v - 1) * group, m * v)
    held, most = 0, [0, 0, 0, 0]
    done = 0
    for step, chunk in enumerate(order):
        held += sizes[chunk]
        most[0] = max(most[0], held)
        if chunk == v - 1:
            most[1] = max(most[1], held)
        if step >= warm_up:
            back = backwards[done]
            done += 1
            most[2] = max(most[2], held)
            if back == v - 1:
                most[3] = max(most[3], held)
            held -= sizes[back]
    while done < len(backwards):
        back = backwards[done]
        done += 1
        most[2] = max(most[2], held)
        if back == v - 1:
            most[3] = max(most[3], held)
        held -= sizes[back]
    return most


def of_rank(asked, rank):
    x = Sizes(asked)
    S, T, h = x.residual, x.tokens, x.h
    first, last = rank == 0, rank == x.p - 1
    schedule = asked["schedule"]
    has_head = first if schedule in FOLDED else last

    dense, experts = held_by(x, rank)
    shards = asked["data"] * x.c // asked["optimizer_instances"]
    expert_shards = max(1, x.t * x.c * asked["data"] // (x.e * x.t_e) // asked["optimizer_instances"])

    def kept_of(bytes_each, shared):
        if shared:
            return bytes_each * (dense / shards + experts / expert_shards)
        return bytes_each * (dense + experts)

    told = {"weights": kept_of(asked["weight_bytes"], asked["shards"] >= WEIGHTS),
            "gradients": kept_of(asked["gradient_bytes"], asked["shards"] >= GRADIENTS),
            "optimizer": 0 if asked["offloads_optimizer"] else
            kept_of(asked["optimizer_bytes"], asked["shards"] >= OPTIMIZER)}

    # Of two mirror images a rank takes half of the microbatches through each.
    images = [(rank, 1)] if schedule != DUAL_PIPE else [(rank, 0.5), (x.p - 1 - rank, 0.5)]
    numbers = [sum(stage_of_chunk(x, image, chunk)[routed] for image, _ in images for chunk in range(x.v))
               for routed in (0, 1)]
    has_head = has_head or schedule == DUAL_PIPE and first
    kinds = [bool(routed) for routed in (0, 1) if numbers[routed]]
    bytes_of = {routed: layer_bytes(x, routed) for routed in kinds}
    sizes = [sum(share * chunk_bytes(x, bytes_of, image, chunk) for image, share in images) for chunk in range(x.v)]
    if x.v == 1:
        most = [in_flight(x, rank) * sizes[0]] * 4
    else:
        most = walk(x, rank, sizes)

    mask = x.b * x.s * x.s if asked["attention_mask"] else 0
    words = T * x.vocabulary // (x.p if schedule in VOCABULARY_OVER_RANKS else x.t)
    logits = asked["logit_bytes"] * words
    if has_head:
        logits += asked["deferred_head_gradients"] * (2 * words + 2 * T * h)
    behind = 0
    if has_head:
        routed = asked["routed_layers"] > 0
        module = sum(saved_by(x, routed).values()) - sum(offloaded_by(x, routed).values()) + 10 * S * h
        behind = 4 * S * h + asked["prediction_modules"] * module

    # Weights that are shards, gathered.
    layer = table = stays = 0
    if asked["shards"] == WEIGHTS:
        if asked["stays_gathered_in_pipeline"] and x.p > 1:
            stays = 6 * (dense + experts)
        else:
            layer, table = max(sum(layer_words(x, routed)) for routed in kinds), x.vocabulary * h // x.t
    # Modules on the host: of one layer the tensors are here, in a backward pass of the next too.
    fetched = max(sum(offloaded_by(x, routed).values()) for routed in kinds)
    moments = [("forward", most[0] + mask + fetched, 0, 4 * layer)]
    if has_head or schedule in VOCABULARY_OVER_RANKS:
        moments.append(("loss", most[1] + mask + behind + fetched, logits, 2 * layer + 2 * table))
    worst = max(transient_of(x, routed) + bytes_of[routed][2] for routed in kinds) + 2 * fetched
    moments.append(("backward", most[2] + mask + worst, 0, 10 * layer))
    if has_head:
        moments.append(("backward", most[3] + mask + worst + behind, 0, 10 * layer))
    moment, activations, logit, gathered = max(moments, key=lambda one: one[1] + one[2] + one[3])
    gathered += stays
    # An update: gradients in 32 bit, and moments of dense parameters or of experts.
    on_device, cut = not asked["offloads_optimizer"], asked["shards"] >= OPTIMIZER
    shares = (dense / shards, experts / expert_shards) if cut else (dense, experts)
    copies = on_device * (asked.get("gradient_copy_bytes", 0) * sum(shares) +
                          asked.get("moment_copy_bytes", 0) * max(shares))
    if copies > activations + logit + gathered:
        moment, activations, logit, gathered = "update", 0, 0, 0
        told["optimizer"] += copies
    told.update(activations=activations, logits=logit, gathered=gathered)

    engine = asked["engine_workspace"] * (asked["overlapped_workspaces"] if overlaps(x) else 1)
    if asked["routed_layers"] and asked["grouped_experts"]:
        engine += asked["grouped_products"] * asked["engine_workspace"]
    told["workspaces"] = engine + asked["product_threads"] * (
        asked["repeatable_workspace"] if asked["repeatable_products"] else asked["product_workspace"])
    if asked["keeps_buffer_of_scores"] and asked["attention_kernel"] == UNFUSED:
        told["workspaces"] += 2 * x.b * x.heads * x.s * x.s
    communication = asked["pipeline_buffers"] * 2 * S * h if x.p > 1 else 0
    if x.sequence_parallel and asked["gathers_into_buffer"]:
        communication += 2 * T * h
    if overlaps(x):
        communication += asked["overlapped_buffers"] * 2 * T * h
    if "buffers_every_microbatch" in asked and x.p > 1:
        communication += buffered(x, rank, words)
    told["communication"] = communication
    other = 0
    if asked["dummy_weight_gradients"] and asked["fused_gradient_accumulation"]:
        other += 2 * dummy_words(x, kinds, has_head)
    told["other"] = other
    told["peak"] = sum(told.values())
    told["moment"] = moment
    return told


def chunk_bytes(x, bytes_of, rank, chunk):
    """What a microbatch leaves on a chunk of a rank until its backward pass."""
    asked, stream = x.asked, x.residual * x.h
    numbers = stage_of_chunk(x, rank, chunk)
    size, left = 0, asked.get("recomputed_layers", sum(numbers))
    for routed, number in enumerate(numbers):
        if number:
            in_full = min(number, left)
            left -= in_full
            size += in_full * bytes_of[routed][1] + (number - in_full) * bytes_of[routed][0]
    if rank == 0 and chunk == 0 and asked["hidden_dropout"]:
        size += stream
    at_head = rank == x.p - 1 and chunk == x.v - 1
    if asked["keeps_stage_outputs"] and x.p > 1 and not ("buffers_every_microbatch" in asked and at_head):
        size += 2 * stream
    return size


def buffered(x, rank, words):
    """Buffers of every microbatch: what is received and not in flight, gradients that are received, and earlier logits."""
    m, stream, size = x.microbatches, 2 * x.residual * x.h, 0
    for chunk in range(x.v):
        if x.v == 1 and rank > 0:
            size += (m - in_flight(x, rank)) * stream
        size += (m - 1) * 2 * words if rank == x.p - 1 and chunk == x.v - 1 else m * stream
    return size


def overlaps(x):
    return x.asked["overlaps_tensor"] and x.t > 1


def attention_products(x):
    """Words of the weights of attention on a rank."""
    asked, h = x.asked, x.h
    if not x.latent_attention:
        return h * asked["head_size"] * (2 * x.heads + 2 * x.key_heads)
    nope, rope, value = asked["nope_head_size"], asked["rope_head_size"], asked["value_head_size"]
    rank, query_rank = asked["key_value_rank"], asked.get("query_rank")
    queries = x.heads * (nope + rope)
    words = queries * h if query_rank is None else query_rank * (h + queries)
    return words + (rank + rope) * h + x.heads * (nope + value) * rank + h * x.heads * value


def block_products(x, routed):
    """Words of the weights of a dense block on a rank, or of one expert and what stands beside the experts."""
    asked, h = x.asked, x.h
    if not routed:
        return (x.u + 1) * h * (asked["dense_width"] // x.t)
    words = (x.u + 1) * x.experts_stand_in * (asked["expert_width"] // x.t_e) + (x.u + 1) * h * x.shared // x.t
    return words + (2 * h * x.experts_stand_in if "latent_width" in asked else 0)


def dummy_words(x, kinds, has_head):
    """One of every weight of layers that differ."""
    words = attention_products(x) + sum({block_products(x, routed) for routed in kinds})
    if has_head and x.asked["schedule"] not in VOCABULARY_OVER_RANKS:
        words += x.vocabulary // x.t * x.h
    return words


def memory(asked, told):
    """The answer for the ranks that the other one tells of; its fullest rank is the fullest of all."""
    answer = {}
    for rank in sorted({int(name.split(".")[0]) for name in told}):
        for name, value in of_rank(asked, rank).items():
            answer[f"{rank}.{name}"] = value
    return answer
