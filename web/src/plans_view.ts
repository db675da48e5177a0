// The fastest plans of a language model, all plans as a map, and why they lose.

import { html, type TemplateResult } from 'lit';
import type { PlanMap, Plans } from './answers';
import { asking, bases, courseFigures, grounds, timeSaid, understandings } from './fit_view';
import { grounded } from './basis';
import { figure, type Table } from './figure';
import { mapFigure } from './map_figure';
import { kindOf } from './memory_bars';
import { said, type Scene } from './scene';
import { address } from './state';
import { stepBars } from './step_bars';

export function plansView(scene: Scene, found: Plans, map: PlanMap | null): TemplateResult {
  const { shown } = found;
  const [best] = shown.plans;
  const { time, memory, share } = bases(shown.evidence);
  const steps: Table = {
    name: 'steps',
    caption: 'A step of the best plan and of the best of other meshes',
    columns: ['rank', 'part', 'seconds'],
    rows: shown.plans.flatMap(({ rank, parts }) => parts.map((one) => [rank, one.part, one.seconds])),
    headings: ['plan', 'part', 'time, share of the step'],
    cells: shown.plans.flatMap(({ rank, parts }) => parts.map((one) => [rank, one.part, one.text])),
  };
  const kinds = [...new Set(shown.plans.flatMap(({ parts }) => parts.map(({ part }) => part)))];
  const rows: [string, (i: number) => unknown][] = [
    ['plan', (i) => html`<a href=${address(asking({ ...scene.state, view: 'fit' }, shown.plans[i].asked))}>${shown.plans[i].plan}</a>`],
    ['recomputed', (i) => shown.plans[i].recompute],
    ['time of a step', (i) => shown.plans[i].step_time],
    ['for every GPU', (i) => shown.plans[i].throughput],
    ['MFU, FLOP as Megatron-LM counts them', (i) => shown.plans[i].mfu],
    ['fullest GPU', (i) => shown.plans[i].memory],
    ['why it lost', (i) => shown.plans[i].loss ?? ''],
  ];
  return html`${said([
      ['Fastest plan', html`${best.plan}<small>recompute ${best.recompute}</small>`, { evidence: `the fastest of those that were priced`, equations: ['the mesh'] }],
      ['A step', timeSaid(best.step_time, shown.step_range), time],
      ['For every GPU', best.throughput, time],
      ['MFU', html`${best.mfu}<small>of the dense 16 bit peak, FLOP as Megatron-LM counts them</small>`, share],
      ['Fullest GPU', best.memory, memory],
    ])}
    <p class="hint">Evidence of the times, ${shown.band}. Evidence of the memory, ${shown.memory_band}.</p>
    ${map ? mapFigure(scene, map, 'memory needed, with its margin', { evidence: shown.evidence, equations: ['a step', 'memory', 'what fits'] }) : html`<p class="hint">The map of all plans is being computed.</p>`}
    ${figure(
      steps,
      stepBars(shown.plans, scene.width, kindOf),
      time,
      undefined,
      html`<ul class="legend parts">${kinds.map((part) => html`<li class=${kindOf(part)}>${part}</li>`)}</ul>`,
    )}
    ${courseFigures(scene, shown, 'the fastest plan')}
    <h2>The fastest plans, and why the others lost</h2>
    <div class="scroll whole" tabindex="0" role="region" aria-label="Table: the fastest plans">
      <table>
        <thead>
          <tr><td></td>${shown.plans.map(({ rank }) => html`<th scope="col">${rank}</th>`)}</tr>
        </thead>
        <tbody>
          ${rows.map(([what, text]) => html`<tr><th scope="row">${what}</th>${shown.plans.map((_, i) => html`<td>${text(i)}</td>`)}</tr>`)}
        </tbody>
      </table>
    </div>
    <p class="hint">${shown.proof}. A plan is a link to its memory. ${grounded({ evidence: shown.evidence, equations: ['a step', 'memory', 'utilization'] })}</p>
    ${understandings(shown.understood, scene.state.asked.has('config'))} ${grounds(found.answer)}`;
}

/// The answer in a few lines of Markdown.
export function plansMarkdown({ shown }: Plans): string {
  const rows = shown.plans.map((one) => `| ${one.rank} | ${one.plan} | ${one.recompute} | ${one.step_time} | ${one.mfu} | ${one.memory} | ${one.loss ?? ''} |`);
  return `| | plan | recompute | step | MFU | fullest GPU | why it lost |\n| --- | --- | --- | --- | --- | --- | --- |\n${rows.join('\n')}\n\n${shown.proof}. ${shown.band}. Memory: ${shown.memory_band}`;
}
