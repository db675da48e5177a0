"""A page to copy from: which plan trains a model, does it fit, and where does linear scaling end?

    PYTHONPATH=build/gcc/python python3 python/example.py
"""

import scalewall

# A model of the catalog, or scalewall.model_from_config(open("config.json").read()).
model = scalewall.model("Llama-3.1-70B")
print(f"{model.name}: {model.parameters:,} parameters, {model.layers} layers")

gpu = scalewall.hardware("H100 SXM")
print(f"{gpu.name}: {gpu.peak_flop_per_s / 1e12:.0f} TFLOP/s, {gpu.memory_bytes / 1e9:.0f} GB")

# What is trained, on what, and how. What is left out is assumed, and told.
training = scalewall.Training(model, gpu=gpu.name, gpus=64, batch_sequences=128, sequence_length=8192)
for sentence in training.assumed:
    print(f"  assumed: {sentence}")

# A plan of one's own.
plan = scalewall.Plan(tp=4, cp=2, pp=4, vpp=5, dp=2)
answer = training.estimate(plan)
print(f"\n{plan}: {answer.step_s:.2f} s a step, {answer.tokens_per_s_per_gpu:.0f} tokens/s/GPU, MFU {answer.mfu:.1%}")
print(f"it {answer.fits}: {answer.fullest_rank_bytes / 1e9:.1f} GB on the fullest GPU, of them")
for module, size in sorted(answer.by_module.items(), key=lambda item: -item[1])[:3]:
    print(f"  {module.removesuffix('_bytes'):12} {size / 1e9:5.1f} GB")
print(f"evidence: {answer.evidence['class']}, nine of ten such runs within {answer.evidence['ninetieth_error']:.0%}")

# The fastest of all plans that fit, and of those with a degree that is said.
print(f"\nof {training.best_plans(1).plans:,} plans the fastest:")
for best in training.best_plans(3).best:
    print(f"  {best.step_s:.2f} s, recompute {best.recompute}: {best.plan}")
print(f"with pp=8: {training.fastest(pp=8).step_s:.2f} s")

# A rule that is broken is a ValueError.
try:
    training.estimate(scalewall.Plan(pp=64))
except ValueError as broken:
    print(f"\nrefused: {broken}")

# The paper's models.
run = scalewall.PaperRun(width=12288)
best = run.best_plans(2048).best[0]
print(f"\n{run.model['parameters']:,} parameters on 2,048 GPUs: {best.step_s:.2f} s a step, "
      f"{best.utilization:.0%} of the peak, bound by {best.bound_by}")
wall = scalewall.scaling("H100 SXM")
print(f"linear scaling ends at {wall['linear_scaling_ends_flop']:.2g} FLOP; {wall['what_ends_it']}")
