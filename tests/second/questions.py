"""Random questions, as dictionaries, the same for the same seed."""

import random


def any_factors(rng, most):
    """A product of at most `most`, as five factors, most of them 1."""
    factors, product = [1] * 5, 1
    for _ in range(rng.randrange(5)):
        factor = rng.choice((2, 2, 2, 3, 4, 5, 8))
        if product * factor <= most:
            factors[rng.randrange(5)] *= factor
            product *= factor
    return factors


def any_step(rng):
    """A step of one of the paper's models by a plan that keeps every rule."""
    levels = rng.choice((1, 2, 2, 3, 4))
    factors = [any_factors(rng, 64) for _ in range(levels)]
    names = ("tensor_model", "tensor_ff", "pipeline", "data", "expert")
    axes = {name: [level[k] for level in factors] for k, name in enumerate(names)}
    degree = dict(zip(names, ([*map(_product, axes.values())])))
    reference = rng.randrange(2)
    zero_bubble = rng.randrange(2) if degree["pipeline"] > 1 or reference else 0
    ranks = degree["pipeline"]
    interleaving = rng.choice((1, 2, 3)) if ranks > 1 and not zero_bubble else 1
    microbatches = rng.randrange(2 * ranks if zero_bubble else 1, 4 * ranks + 8)
    experts = degree["expert"] * rng.choice((1, 1, 2, 8))
    parts = degree["data"] * microbatches * (1 if reference else experts)
    filled = [_product(level) for level in factors[:-1]]
    return {
        "kind": "step",
        "word": rng.choice((1, 2, 2, 4)),
        "flop_per_clock": rng.choice((2, 8, 16, 32, 64)),
        "multiprocessors": rng.randrange(1, 200),
        "register_bytes": rng.choice((32768, 65536, 131072)),
        "clock": rng.uniform(1e9, 2e9),
        "sustained_share": rng.uniform(0.3, 1),
        "global_bytes": rng.choice((4e10, 8e10, 1.92e11)),
        "global_bandwidth": rng.uniform(1e11, 8e12),
        "l2_bytes": rng.choice((262144, 6 << 20, 40 << 20, 50 << 20)),
        "l2_bandwidth": rng.uniform(1e12, 1e13),
        "distributed": rng.randrange(2),
        "matmul_latency": rng.uniform(0, 1e-5),
        "bandwidths": [rng.uniform(1e9, 2e12) for _ in range(levels)],
        "latencies": [rng.choice((0, rng.uniform(0, 1e-5))) for _ in range(levels)],
        # By the rules of the reference a level holds whatever a plan puts there.
        "sizes": [rng.choice((2, 8, 32)) for _ in filled] if reference else filled,
        "layers": ranks * interleaving * rng.randrange(1, 9),
        "d_model": degree["tensor_model"] * rng.randrange(1, 3000),
        "d_ff": degree["tensor_ff"] * rng.randrange(1, 9000),
        "experts": experts,
        "sequences": parts * rng.randrange(1, 9),
        "sequence_length": rng.choice((1, 512, 2048, 8192, 1000)) * (experts if reference else 1),
        **axes,
        "microbatches": microbatches,
        "interleaving": interleaving,
        "zero_bubble": zero_bubble,
        "recompute": rng.randrange(2),
        "overlap_tensor": rng.randrange(2),
        "overlap_pipeline": rng.randrange(2),
        "overlap_data": rng.randrange(2),
        "reference": reference,
        "latency_counts": rng.randrange(2),
    }


def _product(numbers):
    product = 1
    for number in numbers:
        product *= number
    return product


def line_of(question):
    """The line that the native program reads."""
    words = [question["kind"]]
    for name, value in question.items():
        if name == "kind":
            continue
        words.append(f"{name}={','.join(map(str, value)) if isinstance(value, list) else value}")
    return " ".join(words)


def any_memory(rng, exotic=True):
    """Memory of a language model in training by a plan that keeps every rule."""
    tensor = rng.choice((1, 1, 2, 4, 8))
    context = rng.choice((1, 1, 1, 2, 4))
    data = rng.choice((1, 2, 4, 8, 3))
    pipeline = rng.choice((1, 1, 2, 3, 4, 8))
    schedule = rng.randrange(11) if pipeline > 1 and rng.randrange(2) else 1
    chunks = rng.choice((1, 2, 3)) if pipeline > 1 and schedule == 1 else 1
    stage = tensor * context * data
    expert = rng.choice([degree for degree in (1, 2, 3, 4, 8, 16) if stage % degree == 0])
    expert_tensor = rng.choice([degree for degree in (1, 2, 4) if stage % (expert * degree) == 0])
    key_value_heads = rng.choice((1, 2, 8))
    heads = tensor * key_value_heads * rng.choice((1, 2, 3))
    question = {
        "kind": "memory",
        "width": 192 * rng.randrange(1, 60) * tensor,
        "vocabulary": rng.randrange(1000, 200000),
        "tied_head": rng.randrange(2),
        "norm": rng.randrange(3),
        "learned_positions": rng.choice((0, 0, 1 << 20)),
        "embedding_norm": rng.choice((0, 0, 1)),
        "heads": heads,
        "dense_width": 8 * tensor * rng.randrange(1, 900),
        "gated": rng.randrange(2),
        "dense_biases": rng.randrange(2),
        "experts": expert * rng.choice((2, 4, 8)),
        "experts_per_token": rng.randrange(1, 3),
        "expert_width": 8 * expert_tensor * rng.randrange(1, 300),
        "router_bias": rng.randrange(2),
        "expert_biases": rng.choice((0, 0, 1)),
        "shared_experts": 0,
        "shared_expert_width": 0,
        "shared_expert_gate": 0,
        "prediction_modules": rng.choice((0, 0, 0, 1, 2)),
        "tensor": tensor,
        "context": context,
        "pipeline": pipeline,
        "data": data,
        "expert": expert,
        "expert_tensor": expert_tensor,
        "chunks": chunks,
        "schedule": schedule,
        "microbatch": rng.choice((1, 1, 2, 4)),
        "sequence_length": context * tensor * 24 * rng.choice((1, 10, 43, 80, 341)),
    }
    if rng.randrange(3) == 0:
        question |= {"shared_experts": rng.randrange(1, 3), "shared_expert_width": 8 * tensor * rng.randrange(1, 300),
                     "shared_expert_gate": rng.randrange(2)}
    if rng.randrange(4) == 0:
        question["latent_width"] = 16 * tensor * rng.randrange(1, 40)
    if rng.randrange(3) == 0:
        question |= {"key_value_rank": rng.choice((128, 512)), "nope_head_size": 128, "rope_head_size": 64,
                     "value_head_size": rng.choice((64, 128))}
        if rng.randrange(2):
            question["query_rank"] = rng.choice((256, 1536))
    else:
        question |= {"key_value_heads": key_value_heads, "head_size": rng.choice((64, 80, 128)),
                     "query_key_value_biases": rng.randrange(2), "output_bias": rng.randrange(2),
                     "query_key_norm": rng.choice((0, 0, 1, 2)), "sinks": rng.choice((0, 0, 1))}
    add_layout(rng, question)
    groups = pipeline * rng.randrange(1, 5) if chunks > 1 else rng.randrange(1, 20)
    if chunks > 1 and rng.randrange(3) == 0:
        question["microbatch_group"] = pipeline + rng.randrange(4)
        groups = rng.randrange(1, 20)
    question["sequences"] = question["microbatch"] * data * groups
    question |= {
        "format": rng.choice((0, 1, 1, 1, 2, 5)),
        "weight_bytes": rng.choice((2, 4)),
        "gradient_bytes": rng.choice((2, 4)),
        "optimizer_bytes": rng.choice((8, 12)),
        "shards": rng.choice((0, 1, 1, 2, 3)),
        "optimizer_instances": rng.choice([i for i in (1, 2) if data % i == 0]),
        "offloads_optimizer": rng.choice((0, 0, 0, 1)),
        "recompute": rng.randrange(3),
        "every_second_product": 0,
        "sequence_parallel": rng.randrange(2),
        "context_exchange": rng.randrange(3),
        "attention_kernel": rng.randrange(3),
        "fused_softmax": rng.randrange(2),
        "loss": 0,
        "attention_dropout": rng.randrange(2),
        "hidden_dropout": rng.randrange(2),
        "attention_mask": rng.randrange(2),
        "fused_gradient_accumulation": rng.randrange(2),
        "dispatcher": rng.randrange(3),
        "grouped_experts": rng.randrange(2),
        "fused_permutation": rng.randrange(2),
        "router_in_fp32": rng.randrange(2),
        "graphs": 0,
        "overlaps_gradients": 1,
        "overlaps_parameters": 1,
        "overlaps_tensor": rng.randrange(2),
        "deferred_head_gradients": rng.choice((0, 0, 2)),
        "repeatable_products": rng.randrange(2),
        "vocabulary_multiple": rng.choice((1, 128)),
        "product_workspace": 8519680,
        "product_threads": 2,
        "repeatable_workspace": 32 << 20,
        "engine_workspace": rng.choice((0, 4 << 20)),
        "grouped_products": rng.choice((0, 4)),
        "overlapped_workspaces": rng.choice((1, 3)),
        "overlapped_buffers": rng.choice((0, 10)),
        "dummy_weight_gradients": rng.randrange(2),
        "gathers_into_buffer": rng.randrange(2),
        "keeps_buffer_of_scores": rng.randrange(2),
        "pipeline_buffers": rng.uniform(0, 4),
        "keeps_stage_outputs": rng.randrange(2),
        "keeps_quantized_inputs": rng.randrange(2),
        "stays_gathered_in_pipeline": rng.randrange(2),
        "rounding": rng.choice((0, 314572.8)),
        "logit_bytes": rng.uniform(1, 14),
    }
    if question["recompute"] == 1:
        for name in ("core_attn", "layernorm", "mla_up_proj", "mlp", "moe_act", "moe", "shared_experts"):
            if rng.randrange(3) == 0:
                question["recompute_" + name] = 1
    if question["recompute"] == 2 and rng.randrange(2):
        question["recomputed_layers"] = rng.randrange(0, 4)
    if question["routed_layers"] == 0 and rng.randrange(8) == 0:
        question["every_second_product"] = 1
    if rng.randrange(4) == 0:
        question["expert_capacity"] = rng.uniform(1, 2)
    if rng.randrange(4) == 0:
        question |= {"gradient_copy_bytes": rng.choice((0, 4)), "moment_copy_bytes": rng.choice((4, 8))}
    if rng.randrange(3) == 0 and schedule == 1:
        question["buffers_every_microbatch"] = 1
    if question["recompute"] < 2 and not question["every_second_product"] and rng.randrange(3) == 0:
        for name in ("attn_norm", "qkv_linear", "core_attn", "attn_proj", "mlp_norm", "expert_fc1", "moe_act"):
            if rng.randrange(2):
                question["offload_" + name] = 1
    return question


def add_layout(rng, question):
    """Layers, and how they are laid out over the stages."""
    pipeline, chunks = question["pipeline"], question["chunks"]
    question |= {"embedding_counts": 0, "loss_counts": 0, "lighter_ends": 0}
    stages = pipeline * chunks
    layers = stages * rng.randrange(1, 5)
    way = rng.choice(("even", "even", "counted", "ends", "lighter", "listed"))
    if way == "counted":
        question["embedding_counts"], question["loss_counts"] = rng.choice(((0, 1), (1, 0), (1, 1)))
        layers = stages * rng.randrange(2, 5) - question["embedding_counts"] - question["loss_counts"]
    elif way == "ends" and pipeline > 2:
        between = pipeline
        layers = 0
        for name in rng.choice((("first_rank",), ("last_rank",), ("first_rank", "last_rank"))):
            question[name] = chunks * rng.randrange(1, 4)
            layers += question[name]
            between -= 1
        layers += between * chunks * rng.randrange(1, 4)
    elif way == "lighter":
        question["lighter_ends"] = 1
        layers = rng.randrange(2 * stages, 5 * stages)
    elif way == "listed":
        question["listed"] = [rng.randrange(1, 5) for _ in range(stages)]
        layers = sum(question["listed"])
    dense = rng.choice((layers, 0, rng.randrange(layers + 1)))
    question["dense_layers"], question["routed_layers"] = dense, layers - dense
    if layers == 0:
        add_layout(rng, question)


def any_training(rng):
    """A step of a language model by a plan that keeps every rule."""
    question = any_memory(rng)
    question |= {
        "kind": "training",
        "shards": rng.choice((0, 1, 1, 2, 3)),
        "overlaps_gradients": rng.randrange(2),
        "overlaps_parameters": rng.randrange(2),
        "recompute": rng.choice((0, 2)),
        "every_second_product": 0,
        "optimizer_instances": 1,
        "graphs": rng.choice((0, 0, 1, 2)),
        "peak": rng.uniform(1e14, 2e15),
        "memory_bandwidth": rng.uniform(1e12, 8e12),
        "attention_forward": rng.uniform(1e14, 1e15),
        "attention_backward": rng.uniform(1e14, 1e15),
        "attention_half_length": rng.uniform(0, 2000),
        "ring_launch": rng.uniform(0, 1e-5),
        "ring_setup": rng.uniform(0, 1e-5),
        "ring_hop": rng.uniform(0, 1e-5),
        "ring_bandwidth": rng.uniform(1e11, 7e11),
        "ring_share_bandwidth": rng.uniform(1e11, 1e12),
        "ring_short_hop": rng.uniform(0, 2e-6),
        "ring_short_bandwidth": rng.uniform(1e11, 3e11),
        "domain": rng.choice((1, 4, 8, 72)),
        "network_bandwidth": rng.uniform(1e9, 1e11),
        "host_link": rng.uniform(1e10, 5e11),
        "host_bandwidth": rng.uniform(3e10, 3e11),
        "rate_16": rng.uniform(1e14, 1e15),
        "rate_8": rng.uniform(1e14, 2e15),
        "matmul_launch": rng.uniform(0, 1e-5),
        "gradient_factor": rng.uniform(1, 2),
        "machine_constants": [rng.uniform(0.5, 2) for _ in range(7)],
        "time_constants": [rng.uniform(0.5, 2) for _ in range(3)] + [rng.uniform(0, 5e-3) for _ in range(3)]
        + [rng.uniform(0, 2) for _ in range(5)] + [rng.uniform(0, 1e-3), rng.uniform(0, 2), rng.uniform(0, 0.2)],
        "overlaps_replicas": rng.randrange(2),
        "bucket_parameters": rng.choice((0.0, 4e7)),
        "bucket_parameters_per_replica": rng.choice((0.0, 1e6)),
        "calls_per_layer": rng.choice((0.0, 0.0, 9.0)),
        "one_copy_per_domain": rng.randrange(2),
        "stays_gathered_in_pipeline": rng.randrange(2),
        "cuts_messages": rng.randrange(2),
        "waits_for_messages": rng.randrange(2),
        "optimizer_of_shard": 34.0,
        "optimizer_of_rank": rng.choice((0.0, 8.0)),
    }
    if question["bucket_parameters"] == 0:
        question["bucket_parameters_per_replica"] = 1e6
    for name in list(question):
        if name.startswith("recompute_") or name == "recomputed_layers" and question["recompute"] != 2:
            del question[name]
    if rng.randrange(4) == 0:
        question["window"] = rng.choice((128, 4096))
    if rng.randrange(4) == 0:
        question["reduced_gradient"] = rng.choice((2.0, 4.0))
    return question


def any_plan(rng):
    """A model of the paper on so many accelerators, whose best plan is looked for."""
    question = any_step(rng)
    d_model = 1024 * 2**rng.randrange(0, 5)
    question |= {
        "kind": "plan",
        "sizes": [8] * (len(question["bandwidths"]) - 1),
        "layers": rng.choice((12, 24, 48, 96)),
        "d_model": d_model,
        "d_ff": 4 * d_model,
        "experts": rng.choice((1, 1, 8)),
        "sequences": rng.choice((256, 512, 1536)),
        "sequence_length": 2048,
        "accelerators": 8 * 2**rng.randrange(0, 9),
    }
    return question


MODELS = ("Llama-3.1_8B", "Llama-3.1_70B", "Llama-3.1_405B", "DeepSeek-V3", "Qwen3_30B-A3B", "Mixtral_8x7B", "GPT-3_175B")


def any_training_plan(rng):
    """A model of the catalog on so many accelerators, whose fastest plan is looked for."""
    return {
        "kind": "training_plan",
        "model": rng.choice(MODELS),
        "newer": rng.randrange(2),
        "accelerators": 64 * 2**rng.randrange(0, 4),
        "sequences": rng.choice((128, 256, 1024)),
        "sequence_length": rng.choice((2048, 4096, 8192)),
    }


# How many of a thousand questions that compare two revisions are of a kind.
SHARES = ((any_step, 350), (any_memory, 300), (any_training, 250), (any_plan, 80), (any_training_plan, 20))


def mixed(count, seed):
    """Questions of every kind, each with its line."""
    rng = random.Random(seed)
    for number in range(count):
        place, kind = number * 1000 // count, None
        for kind, share in SHARES:
            place -= share
            if place < 0:
                break
        yield kind(rng)
