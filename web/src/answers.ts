// The shape of the library's answers, as far as the page reads them.

export interface Cluster {
  name: string;
  evidence: string;
  gpus_per_node: number;
  parameters: string[];
  values: Record<string, string>;
}

export interface Catalog {
  version: string;
  clusters: Cluster[];
  batch_laws: string[];
  rules: string[];
}

/// What every answer about a run or a curve says for a person.
export interface Shown {
  title: string;
  assumes: string;
  notes: string[];
  values: Record<string, string>; // of what can be multiplied
  command: string;
  cpp?: string;
}

export interface PlanTexts {
  gpus: string;
  utilization: string;
  run_time: string;
  plan: string;
  placement: string;
  waits: string;
}

interface Model {
  layers: number;
  d_model: number;
  d_ff: number;
  sparsity: number;
  parameters: number;
}

interface Wanted {
  model: Model;
  batch: { sequences: number; sequence_length: number };
  training_tokens: number;
  training_flop: number;
}

export interface Step {
  step_time_s: number;
  utilization: number;
  hidden_comm_s: number;
  memory: { total_bytes: number };
  plan: { accelerators: number };
}

interface Run {
  run_time_s: number;
  utilization: number;
  bound_by: string;
  step: Step;
}

export interface Wall {
  answer: {
    comparisons: {
      name: string;
      curves: {
        setting: string;
        linear_scaling_ends_flop: number | null;
        largest_feasible_flop: number | null;
        points: { wanted: Wanted; run: Run }[];
      }[];
    }[];
  };
  shown: Shown & {
    sustained: number;
    linear_scaling_ends: string | null;
    largest_feasible: string | null;
    end: string;
    closed_forms: { critical_compute: string | null; latency_limit: string | null; assumes: string };
    points: (PlanTexts & { compute: string; model: string })[];
  };
}

export interface Part {
  part: string;
  seconds: number;
  hidden: boolean;
  text: string;
}

export interface Plan {
  answer: { wanted: Wanted; gpus: number; best: Run; runners_up: Run[] };
  shown: Shown & {
    plans: (PlanTexts & {
      rank: string;
      step_time: string;
      tokens_per_s_per_gpu: string;
      bound_by: string;
      memory: string;
      activations: string;
      working: string;
      loss: string | null;
      parts: Part[];
    })[];
    levels: { level: string; size: number; degrees: Record<string, number> }[];
    proof: string;
  };
}

export interface Dot {
  memory_bytes: number;
  step_time_s: number;
  utilization: number;
  fits: boolean;
  best: boolean;
  recompute: boolean;
  plan: string;
  memory: string;
  step_time: string;
  why: string;
}

export interface PlanMap {
  capacity_bytes: number;
  capacity: string;
  best_step_time_s: number;
  note: string;
  dots: Dot[];
}

export interface Help {
  answer: {
    wanted: Wanted;
    answers: {
      of: string;
      effects: {
        parameter: string;
        factor: number;
        elasticity_more: number | null;
        elasticity_less: number | null;
      }[];
    }[];
  };
  shown: Shown & {
    assumes_of_the_curve: string;
    answers: {
      of: string;
      title: string;
      value: string;
      of_run: boolean;
      effects: { parameter: string; more: string; less: string; factor: string }[];
    }[];
  };
}

/// What a question about a language model can name.
export interface Choices {
  models: string[];
  precisions: string[];
  shardings: string[];
  attention_kernels: string[];
  frameworks: string[];
}

/// Keys of the address, and what they say.
export type Pins = Record<string, string>;

/// What was made of a configuration or a launch line, key by key.
export interface Understanding {
  of: string;
  made: {
    understood: { key: string; value: unknown; meaning: string }[];
    assumed: { key: string; value: unknown; reason: string }[];
    passed_over: { key: string; known: boolean; reason: string; nearest?: string }[];
  };
}

export interface Change {
  text: string;
  fits: string;
  fullest_rank_bytes: number;
  step_s: number;
  memory: string;
  time: string;
  asked?: Pins;
}

type LanguageShown = Omit<Shown, 'values'>;

/// Where a plan lies: rank r has the place r / stride % degree in an axis.
export interface Placement {
  gpus: number;
  node: number; // GPUs of one
  text: string;
  axes: { axis: string; degree: number; stride: number; lies: string }[];
}

/// Every stage of a pipeline in the course of a step.
export interface Timeline {
  total_s: number;
  total: string;
  bubble: string;
  lanes: { stage: number; segments: { kind: string; seconds: number; text: string }[] }[];
}

/// An input that may have been otherwise.
export interface Alternative {
  input: string;
  taken: string;
  instead: string;
  stated: boolean;
  from_s: number;
  to_s: number;
  change: string;
  step: string;
}

/// A run of one's own against the clock.
export interface Measured {
  answer: {
    measured: { step_s: number; predicted_s: number; within_band: boolean | null };
    assumed: string[];
    not_understood: string[];
    left_out: string[];
  };
  shown: LanguageShown & {
    of_the_comparison: string[];
    measured: string;
    predicted: string;
    ratio: string;
    error: string;
    evidence: string;
    verdict: string;
    waterfall: Alternative[];
    not_explained: string;
    verdict_on_not_explained: string;
    others: Alternative[];
    nearest: string[]; // ids of measured runs
    step_range: string;
    understood: Understanding[];
  };
}

interface Quantiles {
  p5: number;
  p25: number;
  p50: number;
  p75: number;
  p95: number;
}

/// The wall where inputs are known within ranges.
export interface Bands {
  answer: {
    linear_scaling_ends_flop: { [quantile in keyof Quantiles]: number | null };
    runs: { wanted: Wanted; draws_in_time: number; utilization: Quantiles & { nominal: number } }[];
  };
  shown: {
    title: string;
    illustrative: boolean;
    inputs: string[];
    points: { compute: string; assumed: string; p5: string; median: string; p95: string; in_time: string }[];
    landmarks: { landmark: string; assumed: string; p5: string; median: string; p95: string; of_draws: string }[];
    command: string;
  };
}

export interface Fit {
  answer: {
    fits: string;
    verdict: { available_bytes: number; needed_bytes: number; margin_share: number; context_bytes: number };
    assumed: string[];
    not_understood: string[];
    left_out: string[];
  };
  shown: LanguageShown & {
    plan: string;
    verdict: string;
    margin: string;
    context: string;
    available: string;
    needed: string;
    stages: {
      stage: string;
      fullest: boolean;
      moment: string;
      bytes: number;
      text: string;
      parts: { part: string; bytes: number; text: string }[];
    }[];
    step_time: string;
    step_range: string;
    throughput: string;
    parts: Part[];
    timeline: Timeline;
    placement: Placement;
    utilizations: { convention: string; text: string }[];
    evidence: string;
    band: string;
    memory_band: string;
    changes: Change[];
    fixes: Change[];
    understood: Understanding[];
    pinned?: Pins;
    on_more_gpus?: { gpus: string; text: string };
  };
}

export interface Plans {
  answer: { assumed: string[]; not_understood: string[] };
  shown: LanguageShown & {
    plans: {
      rank: string;
      plan: string;
      recompute: string;
      step_time: string;
      throughput: string;
      mfu: string;
      memory: string;
      loss: string | null;
      parts: Part[];
      asked: Pins;
    }[];
    step_range: string;
    timeline: Timeline;
    placement: Placement;
    proof: string;
    evidence: string;
    band: string;
    memory_band: string;
    understood: Understanding[];
  };
}

export interface MeasuredRun {
  id: string;
  source: string;
  published: string;
  model: string;
  quality: string;
  evidence: string;
  assumed: string[];
  reason: string;
  gpu?: string;
  gpus?: number;
  software?: string;
  precision?: string;
  kind?: string;
  plan?: string;
  predicted?: string;
  measured?: string;
  error?: number;
  error_text?: string;
  measured_s?: number;
  predicted_s?: number;
}

export interface Clock {
  answer: unknown;
  shown: {
    title: string;
    classes: string[];
    names: Record<string, string[]>;
    errors: { runs: string; signed_median: string; median: string; ninetieth: string } | null;
    runs: MeasuredRun[];
    command: string;
  };
}
