// The fields of a question about a language model: the model by its name or as it is pasted, the GPUs, the plan, the recipe.

import { html, nothing, type TemplateResult } from 'lit';
import type { Catalog, Choices, Pins } from './answers';
import { choice, flag, number, paste, type Panel } from './controls';
import { address, defaultGpu, defaultGpus, defaultModel, degreeKeys, type State } from './state';

const degrees: [string, string][] = [
  ['tp', 'tensor (TP)'],
  ['cp', 'context (CP)'],
  ['pp', 'pipeline (PP)'],
  ['vpp', 'chunks of a rank (VPP)'],
  ['dp', 'replicas (DP)'],
  ['ep', 'experts (EP)'],
  ['etp', 'tensor of experts (ETP)'],
  ['microbatch', 'microbatch'],
];

const ways: [string, string][] = [
  ['model', 'by name'],
  ['config', 'config.json'],
  ['line', 'launch line'],
];

/// By name, or pasted; what is pasted wins.
function model(state: State, panel: Panel, choices: Choices | null, way: string, take: (way: string) => void): TemplateResult {
  return html`<fieldset>
    <legend>Model</legend>
    <div class="field ways">
      ${ways
        .filter(([key]) => state.view !== 'plan' || key !== 'line')
        .map(
          ([key, text]) => html`<label><input type="radio" name="way" .checked=${way === key} @change=${() => take(key)} /> ${text}</label>`,
        )}
    </div>
    ${way === 'config'
      ? paste(panel, 'config', 'config.json of Hugging Face, as it is', '{"model_type": "llama", "hidden_size": 8192, …}')
      : way === 'line'
        ? html`${paste(panel, 'line', 'Launch line of Megatron-LM, or the script that has it', 'torchrun --nproc_per_node 8 --nnodes 8 pretrain_gpt.py --num-layers 80 …')}
            <p class="hint">Nothing is run. Batch, plan and recipe are those of the line.</p>`
        : choice(panel, 'model', 'language model', choices?.models ?? [], defaultModel)}
  </fieldset>`;
}

export function languageFields(
  state: State,
  panel: Panel,
  catalog: Catalog,
  choices: Choices | null,
  way: string,
  take: (way: string) => void,
  pinned: Pins | undefined,
  first: unknown = nothing,
): TemplateResult {
  const line = way === 'line';
  const free = new Map([...state.asked].filter(([key]) => !degreeKeys.includes(key) && key !== 'recompute'));
  return html`<form class="fields" aria-label="The question" @submit=${(e: Event) => e.preventDefault()}>
    ${first} ${model(state, panel, choices, way, take)}
    <fieldset>
      <legend>Cluster</legend>
      ${choice(panel, 'gpu', 'GPU', catalog.clusters.map((one) => one.name), defaultGpu)}
      ${number(panel, 'gpus', 'GPUs', line ? '' : defaultGpus)}
      ${line
        ? nothing
        : html`${number(panel, 'batch-sequences', 'batch, in sequences', '', 'about 4 Mi tokens')}
            ${number(panel, 'sequence-length', 'sequence, in tokens', '', '4096')}`}
    </fieldset>
    ${line
      ? nothing
      : html`<fieldset class="degrees">
            <legend>Plan</legend>
            <p class="hint">A number, or as in 4..16. Empty: the fastest is looked for.</p>
            ${degrees.map(([key, text]) => number(panel, key, text, '', pinned?.[key] ?? '1'))}
            ${free.size < state.asked.size
              ? html`<p class="chips"><a href=${address({ ...state, asked: free })}>Look for the fastest again</a></p>`
              : nothing}
          </fieldset>
          <fieldset>
            <legend>Recipe</legend>
            ${choice(panel, 'recompute', 'recomputed', ['', 'none', 'selective', 'full'], '', 'what the fastest needs')}
            ${choice(panel, 'zero', 'shared by replicas (ZeRO)', ['', ...(choices?.shardings ?? [])], '', 'as the framework does')}
            ${choice(panel, 'precision', 'precision', choices?.precisions ?? [], 'bf16')}
            ${choice(panel, 'attention', 'attention kernel', choices?.attention_kernels ?? [], 'fused')}
            ${flag(panel, 'no-sequence-parallel', 'tensor parallelism without sequence parallelism')}
          </fieldset>`}
    <fieldset>
      <legend>Software</legend>
      ${choice(panel, 'framework', 'framework', choices?.frameworks ?? [], 'Megatron Core')}
      ${number(panel, 'release', 'release, year and month of NVIDIA’s container', '', 'not said')}
    </fieldset>
  </form>`;
}
