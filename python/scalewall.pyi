"""The scaling laws of distributed training. Units stand in the names; nothing is fetched."""

from typing import Any, Optional, Union

Number = Union[int, str]
Degrees = Union[int, str]  # 8, or as in "4..16"

__version__: str

class Model:
    name: str
    source: str
    layers: int
    width: int
    vocabulary: int
    parameters: int
    active_parameters: int
    assumed: list[str]
    not_understood: list[str]
    def flop_per_token(self, sequence_length: Optional[Number] = ...) -> dict[str, float]: ...

class Hardware:
    name: str
    precision: str
    peak_flop_per_s: float
    sustained_flop_per_s: float
    memory_bytes: float
    memory_bytes_per_s: float
    network: list[dict[str, Any]]
    evidence: str

class Plan:
    tp: int
    cp: int
    pp: int
    vpp: int
    dp: int
    ep: int
    etp: int
    microbatch: int
    embedding_counts: bool
    loss_counts: bool
    lighter_ends: bool
    gpus: int
    def __init__(self, *, tp: Optional[Number] = ..., cp: Optional[Number] = ..., pp: Optional[Number] = ...,
                 vpp: Optional[Number] = ..., dp: Optional[Number] = ..., ep: Optional[Number] = ...,
                 etp: Optional[Number] = ..., microbatch: Optional[Number] = ..., embedding_counts: bool = ...,
                 loss_counts: bool = ..., lighter_ends: bool = ...) -> None: ...

class Estimate:
    plan: Plan
    recompute: str
    step_s: float
    step: dict[str, float]
    tokens_per_s_per_gpu: float
    mfu: float
    mfu_by_convention: dict[str, float]
    fits: str
    verdict: dict[str, Any]
    fullest_rank_bytes: float
    by_module: dict[str, float]
    memory: dict[str, Any]
    evidence: dict[str, Any]
    assumed: list[str]
    not_understood: list[str]
    left_out: list[str]
    megatron_flags: Optional[list[str]]
    def changes(self) -> list[Estimate]: ...

class Ranking:
    best: list[Estimate]
    plans: int
    priced: int

class Training:
    gpu: str
    gpus: int
    batch_sequences: int
    sequence_length: int
    assumed: list[str]
    def __init__(self, model: Model, *, gpu: str = ..., gpus: Optional[Number] = ...,
                 batch_sequences: Optional[Number] = ..., sequence_length: Optional[Number] = ...,
                 precision: Optional[str] = ..., recompute: Optional[str] = ..., zero: Optional[Number] = ...,
                 attention: Optional[str] = ..., framework: Optional[str] = ..., release: Optional[str] = ...,
                 sequence_parallel: bool = ...) -> None: ...
    def estimate(self, plan: Plan, recompute: Optional[str] = ...) -> Estimate: ...
    def fastest(self, **degrees: Degrees) -> Estimate: ...
    def best_plans(self, places: Optional[Number] = ..., **degrees: Degrees) -> Ranking: ...

class PaperPlan:
    def __init__(self, *, tp_model: Optional[Number] = ..., tp_ff: Optional[Number] = ..., pp: Optional[Number] = ...,
                 ep: Optional[Number] = ..., dp: Optional[Number] = ..., microbatches: Optional[Number] = ...,
                 interleave: Optional[Number] = ..., zero_bubble: bool = ...) -> None: ...

class PaperEstimate:
    plan: dict[str, Any]
    step_s: float
    run_s: float
    utilization: float
    tokens_per_s_per_gpu: float
    bound_by: str
    waits: dict[str, float]
    memory: dict[str, float]
    assumed: list[str]
    left_out: list[str]

class PaperRanking:
    best: list[PaperEstimate]
    plans: int

class PaperRun:
    model: dict[str, Any]
    batch_sequences: int
    sequence_length: int
    training_tokens: float
    training_flop: float
    def __init__(self, *, width: Optional[Number] = ..., layers: Optional[Number] = ...,
                 d_model: Optional[Number] = ..., d_ff: Optional[Number] = ..., experts: Optional[Number] = ...,
                 sparse: bool = ..., batch_sequences: Optional[Number] = ...,
                 sequence_length: Optional[Number] = ..., tokens: Optional[Union[float, str]] = ...) -> None: ...
    def estimate(self, plan: PaperPlan, *, gpu: str = ..., rules: str = ..., recompute: bool = ...) -> PaperEstimate: ...
    def best_plans(self, gpus: Number, *, gpu: str = ..., places: Optional[Number] = ..., rules: str = ...,
                   every_plan: bool = ...) -> PaperRanking: ...

def models() -> list[str]: ...
def model(name: str) -> Model: ...
def model_from_config(text: str) -> Model: ...
def gpus() -> list[str]: ...
def hardware(name: str) -> Hardware: ...
def scaling(gpu: str = ..., *, sparse: bool = ..., months: Optional[Union[float, str]] = ...) -> dict[str, Any]: ...
