// Against the clock: predictions held against runs that others measured and published.

import { html, nothing, type TemplateResult } from 'lit';
import type { Clock, Measured } from './answers';
import type { Basis } from './basis';
import { clockPlot, timedRuns, type TimedRun } from './clock_plot';
import { choice, number, type Panel } from './controls';
import { figure, type Table } from './figure';
import { measuredMarkdown, measuredView } from './measured_view';
import { said, type Scene } from './scene';

/// Which runs are shown, and what a step of one's own took.
export function clockFields(panel: Panel, found: Clock | undefined): TemplateResult {
  const names = (key: string) => ['', ...(found?.shown.names[key] ?? [])];
  return html`<fieldset>
      <legend>Published runs</legend>
      ${choice(panel, 'run-gpu', 'on GPUs', names('run_gpu'), '', 'all')}
      ${choice(panel, 'run-model', 'of the model', names('run_model'), '', 'all')}
      ${choice(panel, 'run-framework', 'with the framework', names('run_framework'), '', 'all')}
    </fieldset>
    <fieldset>
      <legend>Compare with mine</legend>
      ${number(panel, 'measured', 'what a step of mine took, with its unit', '', 'as in 7.1s or 850ms')}
      <p class="hint">The run is that of the fields below. Nothing leaves this page.</p>
    </fieldset>`;
}

function detail(run: TimedRun | undefined, pinned: boolean): TemplateResult {
  if (!run) return html`<div class="detail" aria-live="polite">Point at a run, or move through them with the arrow keys; a click keeps it and its source.</div>`;
  return html`<div class="detail" aria-live=${pinned ? 'polite' : 'off'}>
    <strong>${run.model}</strong> on ${run.gpus} ${run.gpu}, ${run.software}, ${run.precision}<br />
    ${run.plan}<br />measured ${run.measured}, predicted ${run.predicted}: ${run.error_text} (${run.evidence})<br />
    <span class="source">Source (${run.source}, ${run.id}): ${run.published}</span>
    ${run.assumed.length > 0 ? html`<br /><small>Assumed: ${run.assumed.join('; ')}</small>` : nothing}
  </div>`;
}

export function clockView(scene: Scene, found: Clock, mine: Measured | null, pin: (id: string) => void): TemplateResult {
  const { shown } = found;
  const runs = timedRuns(shown.runs);
  const pinned = runs.findIndex(({ id }) => id === scene.state.run);
  const index = pinned >= 0 ? pinned : scene.chosen;
  const chosen = runs[index];
  const table: Table = {
    name: 'clock',
    caption: 'Predicted over measured seconds of published runs',
    columns: ['id', 'model', 'gpu', 'gpus', 'framework', 'precision', 'measured_s', 'predicted_s', 'error', 'evidence', 'source'],
    rows: runs.map((run) => [run.id, run.model, run.gpu ?? '', run.gpus ?? '', run.software ?? '', run.precision ?? '', run.measured_s, run.predicted_s, run.error ?? null, run.evidence, run.published]),
    headings: ['run', 'model', 'GPUs', 'framework', 'measured', 'predicted', 'error', 'evidence', 'source'],
    cells: runs.map((run) => [run.id, run.model, `${run.gpus} ${run.gpu}`, run.software ?? '', run.measured ?? '', run.predicted ?? '', run.error_text ?? '', run.evidence, run.published]),
  };
  const without = shown.runs.length - runs.length;
  const published: Basis = { evidence: 'published runs against predictions', equations: ['errors', 'a step'] };
  const place = mine && { measured_s: mine.answer.measured.step_s, predicted_s: mine.answer.measured.predicted_s, nearest: mine.shown.nearest };
  return html`${mine ? measuredView(scene, mine) : nothing}
    ${shown.errors
      ? said([
          ['Runs with an error', shown.errors.runs, { evidence: 'measured by others, published', equations: ['seconds of a run', 'how far off'] }],
          ['Error, half of them within', shown.errors.median, published],
          ['Nine of ten within', shown.errors.ninetieth, published],
          ['Signed median', shown.errors.signed_median, published],
        ])
      : html`<p class="hint">None of these runs is both measured and predicted.</p>`}
    ${runs.length === 0
      ? nothing
      : figure(
          table,
          clockPlot(runs, shown.classes, scene.width, chosen, place, (at, kept) => {
            if (kept) pin(runs[at].id === scene.state.run ? '' : runs[at].id);
            else if (pinned < 0) scene.choose(at);
          }),
          published,
          {
            label: 'Runs, the shortest steps first',
            number: runs.length,
            chosen: index,
            said: chosen ? `${chosen.model} on ${chosen.gpus} ${chosen.gpu}: measured ${chosen.measured}, predicted ${chosen.predicted}, ${chosen.error_text}; ${chosen.published}` : 'none chosen',
            choose: (at) => (pinned >= 0 ? pin(runs[at].id) : scene.choose(at)),
          },
          html`<ul class="legend evidence">${shown.classes.map((one, i) => html`<li class=${`evidence-${i}`}>${one}</li>`)}${mine ? html`<li class="mine">mine</li><li class="near">most like mine</li>` : nothing}</ul>
            ${detail(chosen, pinned >= 0)}
            ${pinned >= 0 ? html`<p class="chips"><button type="button" @click=${() => pin('')}>Let it go</button></p>` : nothing}`,
        )}
    <p class="hint">
      Constants were fitted to rows of the same sources, so errors say how well published runs are met, not what to expect of a new
      one: that is what the classes of evidence are for.${without > 0 ? ` ${without} of the runs are without an error.` : ''}
    </p>`;
}

/// The answer in a few lines of Markdown.
export function clockMarkdown({ shown }: Clock, mine: Measured | null): string {
  const rows = timedRuns(shown.runs).map((run) => `| ${run.id} | ${run.model} | ${run.gpus} ${run.gpu} | ${run.measured} | ${run.predicted} | ${run.error_text} | ${run.evidence} |`);
  return `${mine ? `${measuredMarkdown(mine)}\n\n` : ''}| run | model | GPUs | measured | predicted | error | evidence |\n| --- | --- | --- | --- | --- | --- | --- |\n${rows.join('\n')}`;
}
