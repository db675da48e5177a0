// The fields of every view: the cluster, the laws, the run.

import { html, nothing, type TemplateResult } from 'lit';
import type { Catalog, Cluster, Plan } from './answers';
import { choice, flag, number, paste, slider, type Panel } from './controls';
import { defaultGpu, slug, type View } from './state';

export function clusterOf(catalog: Catalog, name: string | undefined): Cluster | undefined {
  return catalog.clusters.find((one) => one.name.toLowerCase() === (name ?? defaultGpu).toLowerCase());
}

const meanings: Record<string, string> = {
  batch: 'batch, in sequences',
  depth: 'depth, as many parameters',
};

/// What of the cluster, the batch and the depth is multiplied.
function factors(panel: Panel, cluster: Cluster | undefined, values: Record<string, string>): TemplateResult {
  return html`<fieldset>
    <legend>Multiplied by</legend>
    ${(cluster?.parameters ?? []).map((name) => {
      const divides = name === 'batch' || name === 'depth';
      return slider(panel, {
        key: slug(name),
        label: meanings[name] ?? name,
        standard: 1,
        doublings: 4,
        step: divides ? 1 : 0.125,
        unit: '×',
        now: values[name],
      });
    })}
  </fieldset>`;
}

function laws(panel: Panel, catalog: Catalog): TemplateResult {
  return html`<fieldset>
    <legend>Scaling laws</legend>
    ${flag(panel, 'sparse', 'sparse models, with more experts the wider they are')}
    ${choice(panel, 'batch', 'how batches grow', catalog.batch_laws, 'critical')}
    ${slider(panel, {
      key: 'tokens-per-parameter',
      label: 'training data, in tokens a parameter',
      standard: 20,
      doublings: 6,
      step: 0.125,
    })}
    ${slider(panel, { key: 'sequence-length', label: 'sequence', standard: 2048, doublings: 6, step: 1, unit: 'tokens' })}
  </fieldset>`;
}

/// A model by its width and the laws, or by its sizes, which `found` has of the model that is shown.
function model(panel: Panel, found: Plan['answer']['wanted'] | undefined): TemplateResult {
  const sizes = ['layers', 'd-model', 'd-ff', 'experts'];
  const bySizes = sizes.some((key) => panel.written(key) !== undefined);
  const take = (on: boolean) => () => {
    const { layers, d_model, d_ff, sparsity } = found?.model ?? { layers: 96, d_model: 12288, d_ff: 49152, sparsity: 1 };
    [layers, d_model, d_ff, sparsity].forEach((size, i) =>
      panel.write(sizes[i], on ? String(size) : '', i === sizes.length - 1),
    );
  };
  return html`<fieldset>
    <legend>Model</legend>
    <div class="field ways">
      <label><input type="radio" name="model" .checked=${!bySizes} @change=${take(false)} /> by its width</label>
      <label><input type="radio" name="model" .checked=${bySizes} @change=${take(true)} /> by its sizes</label>
    </div>
    ${bySizes
      ? html`${number(panel, 'layers', 'layers', '')} ${number(panel, 'd-model', 'width, in words', '')}
          ${number(panel, 'd-ff', 'feed-forward width, in words', '')}
          ${number(panel, 'experts', 'experts for each that a token meets', '1')}
          <p class="hint">Layers of two matrices: for a gated model 1.5 times its feed-forward width.</p>`
      : slider(panel, { key: 'width', label: 'width', standard: 12288, doublings: 7, step: 1, unit: 'words' })}
    ${number(panel, 'batch-sequences', 'batch, in sequences', found ? String(found.batch.sequences) : '')}
  </fieldset>`;
}

/// Within which ranges inputs are known, and how often they are drawn.
function known(panel: Panel, inputs: string[]): TemplateResult {
  return html`<fieldset>
    <legend>Known within ranges</legend>
    ${choice(panel, 'draws', 'draws', ['30', '100', '300', '1000'], '100')}
    ${paste(panel, 'vary', 'factors of the inputs, a line each', inputs.join('\n') || 'batch=0.5..2')}
    <p class="hint">= as likely anywhere between, ~ within them nine times of ten. Empty: ranges for illustration.</p>
  </fieldset>`;
}

export function fields(
  view: View,
  panel: Panel,
  catalog: Catalog,
  values: Record<string, string>,
  found: Plan['answer']['wanted'] | undefined,
  inputs: string[],
): TemplateResult {
  const cluster = clusterOf(catalog, panel.written('gpu'));
  const run = view === 'wall' ? nothing : html`
    ${model(panel, found)}
    <fieldset>
      <legend>Plans</legend>
      ${slider(panel, { key: 'gpus', label: 'GPUs', standard: 4096, doublings: 12, step: 1 })}
      ${choice(panel, 'rules', 'rules of', catalog.rules, 'practice')}
      ${flag(panel, 'every-plan', 'every plan, not only those by rules of thumb; GPUs may stand idle')}
    </fieldset>`;
  return html`<form class="fields" aria-label="The question" @submit=${(e: Event) => e.preventDefault()}>
    <fieldset>
      <legend>Cluster</legend>
      ${choice(panel, 'gpu', 'GPU', catalog.clusters.map((one) => one.name), defaultGpu)}
      ${number(panel, 'gpus-per-node', 'GPUs in a node that are there', String(cluster?.gpus_per_node || ''))}
      ${view === 'plan'
        ? nothing
        : slider(panel, { key: 'months', label: 'time to train in', standard: 3, doublings: 5, step: 0.25, unit: 'months' })}
    </fieldset>
    ${run} ${factors(panel, cluster, values)} ${laws(panel, catalog)} ${view === 'help' ? known(panel, inputs) : nothing}
  </form>`;
}
