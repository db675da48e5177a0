// What a number rests on: the class of its evidence, and its equations in the documents. Every number that is shown says it.

import { html, nothing, type TemplateResult } from 'lit';

/// Where the documents lie, seen from this page; empty where there are none. Set by vite.config.ts.
declare const __DOCUMENTS__: string;

/// Equations by what they are of: a header that has some in docs/equations.txt, or a heading of a page of docs/.
export const equations = {
  'a step of the paper’s models': 'estimate/step.hpp',
  'memory of the paper’s models': 'cost/memory.hpp',
  'scaling laws': 'scaling/laws.hpp',
  'closed-form limits': 'scaling/limits.hpp',
  'where it ends': 'docs/model.md#where-it-ends',
  'how a run is split': 'docs/model.md#how-a-run-is-split',
  elasticities: 'analysis/sensitivity.hpp',
  bands: 'docs/model.md#how-an-answer-changes',
  'a step': 'estimate/training_step.hpp',
  stages: 'estimate/stage_time.hpp',
  'the pipeline': 'estimate/pipeline_time.hpp',
  replicas: 'estimate/replica_time.hpp',
  'the mesh': 'parallel/mesh.hpp',
  memory: 'estimate/memory_estimator.hpp',
  'what fits': 'estimate/fit_verdict.hpp',
  utilization: 'estimate/model_flop_utilization.hpp',
  'FLOP that are counted': 'model/flop_conventions.hpp',
  'a difference': 'analysis/step_difference.hpp',
  errors: 'runs/prediction_errors.hpp',
  'seconds of a run': 'runs/run_seconds.hpp',
  'how far off': 'docs/real_runs.md#whole-runs',
} as const;

export type Equation = keyof typeof equations;

export interface Basis {
  evidence: string; // in words: its class, or where the number was taken from
  equations: Equation[];
}

/// The file and the anchor of the documents, as cmake/docs.sh names them.
export function placeOf(equation: Equation): string {
  const name = equations[equation];
  const heading = /^docs\/(\w+)\.md#(.+)$/.exec(name);
  if (heading) return `${heading[1]}.html#${heading[1]}_${heading[2]}`;
  return `group__${name.replaceAll(/[/._]/g, '__')}.html#details`;
}

const equationLink = (equation: Equation) =>
  __DOCUMENTS__ ? html`<a class="equation" href=${__DOCUMENTS__ + placeOf(equation)}>${equation}</a>` : html`<span class="equation">${equation}</span>`;

/// A line below a number, or below the picture of many.
export const grounded = ({ evidence, equations: all }: Basis): TemplateResult => html`<small class="basis"
  >${evidence}${all.length > 0 ? ' · ' : nothing}${all.map((one, i) => html`${i > 0 ? ', ' : nothing}${equationLink(one)}`)}</small
>`;

/// How a table of Markdown says it.
export const groundsText = ({ evidence, equations: all }: Basis) =>
  `${evidence}${all.length > 0 ? `; equations: ${all.map((one) => equations[one]).join(', ')}` : ''}`;
