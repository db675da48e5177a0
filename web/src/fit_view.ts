// Does it fit: the memory of the fullest rank, the time of a step, and what one change costs.

import { html, nothing, type TemplateResult } from 'lit';
import type { Change, Fit, Pins, Placement, Timeline, Understanding } from './answers';
import { grounded, type Basis } from './basis';
import { figure, type Table } from './figure';
import { kindOf, memoryBars, segments } from './memory_bars';
import { address, degreeKeys, type State } from './state';
import { stepBars } from './step_bars';
import { nodeLetters, nodesPicture } from './nodes';
import { said, type Scene } from './scene';
import { laneKind, laneName, timelinePicture } from './timeline';

/// A state that asks for something else as well; what a launch line said gives way to the new one.
export const asking = (state: State, pins: Pins): State => {
  const asked = new Map(state.asked);
  for (const [key, value] of Object.entries(pins)) asked.set(key, value);
  return { ...state, asked };
};

const verdictClass: Record<string, string> = { fits: 'good', tight: 'tight', 'does not fit': 'bad' };
const marks: Record<string, string> = { fits: '✓', tight: '!', 'does not fit': '✗' };

export const verdictMark = (fits: string) => html`<span class=${`verdict ${verdictClass[fits]}`}>${marks[fits]} ${fits}</span>`;

function changeChip(state: State, change: Change): TemplateResult {
  const text = html`<strong>${change.text}</strong><span>${change.memory} · ${change.time}</span>${verdictMark(change.fits)}`;
  return html`<li>${change.asked ? html`<a href=${address(asking(state, change.asked))}>${text}</a>` : html`<span class="chip">${text}</span>`}</li>`;
}

const changeList = (state: State, changes: Change[]) => html`<ul class="changes">${changes.map((one) => changeChip(state, one))}</ul>`;

const shownValue = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/// What was made of every key of what was pasted.
export function understandings(all: Understanding[], open: boolean): TemplateResult[] {
  return all.map(({ of, made }) => {
    const rows = (title: string, kind: string, cells: [string, string, string][]) =>
      cells.map(([key, value, why]) => html`<tr class=${kind}>
        <td>${title}</td><th scope="row">${key}</th><td>${value}</td><td>${why}</td>
      </tr>`);
    const unknown = made.passed_over.filter((one) => !one.known).length;
    return html`<details class="understood" ?open=${open}>
      <summary>What was made of ${of}: ${made.understood.length} understood, ${made.assumed.length} assumed, ${made.passed_over.length} passed over${unknown ? `, of them ${unknown} not known` : ''}</summary>
      <div class="scroll" tabindex="0" role="region" aria-label=${`Table: what was made of ${of}`}>
        <table>
          <thead><tr><th scope="col">made of it</th><th scope="col">key</th><th scope="col">value</th><th scope="col">what it says, or why</th></tr></thead>
          <tbody>
            ${rows('not understood', 'unknown', made.passed_over.filter((one) => !one.known).map((one) => [one.key, '', one.reason + (one.nearest ? `; the nearest known key is ${one.nearest}` : '')]))}
            ${rows('understood', '', made.understood.map((one) => [one.key, shownValue(one.value), one.meaning]))}
            ${rows('assumed', '', made.assumed.map((one) => [one.key, shownValue(one.value), one.reason]))}
            ${rows('passed over', '', made.passed_over.filter((one) => one.known).map((one) => [one.key, '', one.reason]))}
          </tbody>
        </table>
      </div>
    </details>`;
  });
}

/// What an answer takes for granted, what it leaves out, and what nothing was made of.
export function grounds(answer: { assumed: string[]; not_understood: string[]; left_out?: string[] }): TemplateResult {
  const list = (title: string, lines: string[]) =>
    lines.length > 0 ? html`<div><h2>${title}</h2><ul>${lines.map((one) => html`<li>${one}</li>`)}</ul></div>` : nothing;
  return html`<div class="side-by-side grounds">
    ${list('Not understood, and left out of the answer', answer.not_understood)} ${list('Assumed', answer.assumed)}
    ${list('Left out', answer.left_out ?? [])}
  </div>`;
}

/// What times, memory and shares of a peak rest on.
export const bases = (evidence: string): Record<'time' | 'memory' | 'share', Basis> => ({
  time: { evidence, equations: ['a step'] },
  memory: { evidence: 'measured peaks, some of them fitted', equations: ['memory', 'what fits'] },
  share: { evidence, equations: ['utilization', 'FLOP that are counted'] },
});

/// How a step of a plan goes, and where the plan lies.
export function courseFigures(scene: Scene, { timeline, placement, evidence }: { timeline: Timeline; placement: Placement; evidence: string }, of: string): TemplateResult {
  const course: Table = {
    name: 'timeline',
    caption: `A step of ${of}, stage by stage`,
    columns: ['stage', 'part', 'seconds'],
    rows: timeline.lanes.flatMap(({ stage, segments }) => segments.map(({ kind, seconds }) => [stage, kind, seconds])),
    headings: ['stage', 'what it does'],
    cells: timeline.lanes.flatMap(({ stage, segments }) => segments.map(({ text }) => [String(stage), text])),
  };
  const lies: Table = {
    name: 'placement',
    caption: `Placement of ${of}: ${placement.text}`,
    columns: ['axis', 'degree', 'stride', 'lies'],
    rows: placement.axes.map(({ axis, degree, stride, lies: where }) => [axis, degree, stride, where]),
    headings: ['parallelism', 'degree', 'from rank to rank', 'lies'],
    cells: placement.axes.map(({ axis, degree, stride, lies: where }) => [axis, String(degree), String(stride), where]),
  };
  const kinds = new Map(timeline.lanes.flatMap(({ segments }) => segments.map(({ kind }) => [laneName(kind), laneKind(kind)] as const)));
  return html`${figure(
      course,
      timelinePicture(timeline, scene.width),
      { evidence, equations: ['the pipeline', 'stages', 'replicas'] },
      undefined,
      html`<ul class="legend parts">${[...kinds].map(([name, kind]) => html`<li class=${kind}>${name}</li>`)}</ul>
        <p class="hint">
          Every stage adds up to the step. Passes of microbatches are drawn in one piece, and what is not hidden behind them is drawn
          after them: how long they take is estimated, not where in the step they lie. The bubble of the fullest stage: ${timeline.bubble}.
        </p>`,
    )}
    ${placement.axes.length > 0
      ? figure(
          lies,
          nodesPicture(placement, scene.width),
          { evidence: 'ranks as Megatron Core counts them', equations: ['the mesh'] },
          undefined,
          html`<p class="hint">${nodeLetters(placement)}. A shade for every pipeline stage, four in turn.</p>`,
        )
      : nothing}`;
}

/// A time with the band of its class.
export const timeSaid = (time: string, range: string) =>
  html`${time}<small>${range ? `nine of ten runs like it: ${range}` : 'no run of its class was measured'}</small>`;

function memoryFigure(scene: Scene, found: Fit): TemplateResult {
  const { stages } = found.shown;
  const table: Table = {
    name: 'memory',
    caption: 'Memory of every kind of stage, by module',
    columns: ['stage', 'module', 'bytes'],
    rows: stages.flatMap((stage) => segments(found, stage).map((one) => [stage.stage, one.part, one.bytes])),
    headings: ['stage', 'module', 'memory, share of the peak'],
    cells: stages.flatMap((stage) => segments(found, stage).map((one) => [stage.stage, one.part, one.text])),
  };
  const kinds = new Map(stages.flatMap((stage) => segments(found, stage).map(({ part }) => [part, kindOf(part)] as const)));
  return figure(
    table,
    memoryBars(found, scene.width),
    bases(found.shown.evidence).memory,
    undefined,
    html`<ul class="legend parts">${[...kinds].map(([part, kind]) => html`<li class=${kind}>${part}</li>`)}</ul>`,
  );
}

function stepFigure(scene: Scene, found: Fit): TemplateResult {
  const { parts, step_time, plan } = found.shown;
  const table: Table = {
    name: 'step',
    caption: 'A step',
    columns: ['part', 'seconds'],
    rows: parts.map((one) => [one.part, one.seconds]),
    headings: ['part', 'time, share of the step'],
    cells: parts.map((one) => [one.part, one.text]),
  };
  return figure(
    table,
    stepBars([{ rank: 'This plan', plan, step_time, parts }], scene.width, kindOf),
    bases(found.shown.evidence).time,
    undefined,
    html`<ul class="legend parts">${parts.map(({ part }) => html`<li class=${kindOf(part)}>${part}</li>`)}</ul>`,
  );
}

export function fitView(scene: Scene, found: Fit): TemplateResult {
  const { shown, answer } = found;
  const { state } = scene;
  const { time, share } = bases(shown.evidence);
  const plans = new Map([...state.asked].filter(([key]) => key !== 'line' && !degreeKeys.includes(key)));
  return html`<p class=${`verdict-line ${verdictClass[answer.fits]}`}>${marks[answer.fits]} ${shown.verdict}.</p>
    ${said([
      ['Plan', html`${shown.plan}`, { evidence: state.asked.has('line') ? 'as the launch line says' : 'the fastest that was found', equations: ['the mesh'] }],
      ['A step', timeSaid(shown.step_time, shown.step_range), time],
      ['For every GPU', shown.throughput, time],
    ])}
    <p class="hint">Evidence of the time, ${shown.band}. Evidence of the memory, ${shown.memory_band}.</p>
    ${memoryFigure(scene, found)}
    <p class="hint">
      The margin is what an allocator was seen to keep beyond the peak, and what popular experts add, as far as runs tell; the
      context is that of the driver and of communication, and assumed.
    </p>
    ${stepFigure(scene, found)} ${courseFigures(scene, shown, 'this plan')}
    ${shown.fixes.length > 0
      ? html`<h2>Changes that make it fit, the fastest first</h2>${changeList(state, shown.fixes)}`
      : shown.on_more_gpus
        ? html`<h2>No three changes make it fit; it does on more GPUs</h2>
            <ul class="changes"><li><a href=${address({ ...state, asked: new Map([...plans, ['gpus', shown.on_more_gpus.gpus]]) })}>${shown.on_more_gpus.text}</a></li></ul>`
        : answer.fits !== 'fits'
          ? html`<p class="hint">No three changes of this plan make it fit with its margin.</p>`
          : nothing}
    <h2>What one change costs: memory of the fullest GPU, time of a step</h2>
    ${changeList(state, shown.changes)}
    <p class="hint">What a degree takes of the GPUs, replicas give. Evidence as above: of the memory and the time of every change. ${grounded({ evidence: shown.evidence, equations: ['a step', 'memory', 'what fits'] })}</p>
    <h2>Utilization of the 16 bit peak, by how FLOP are counted</h2>
    ${said(shown.utilizations.map(({ convention, text }) => [convention, text, share]))}
    ${understandings(shown.understood, state.asked.has('config') || state.asked.has('line'))} ${grounds(answer)}
    ${state.asked.has('line')
      ? nothing
      : html`<p class="chips"><a href=${address({ ...state, view: 'plan', asked: plans.has('model') || plans.has('config') ? plans : new Map([...plans, ['model', scene.model]]) })}>All plans for this model</a></p>`}`;
}

/// The answer in a few lines of Markdown.
export function fitMarkdown(found: Fit): string {
  const { shown } = found;
  const rows = shown.changes.map((one) => `| ${one.text} | ${one.memory} | ${one.time} | ${one.fits} |`);
  return `${shown.verdict}.\n\n${shown.plan}: ${shown.step_time} a step, ${shown.throughput} for every GPU\n\n${shown.band}\n\nMemory: ${shown.memory_band}\n\n` +
    `| change | fullest GPU | step | |\n| --- | --- | --- | --- |\n${rows.join('\n')}`;
}
