// What each view shows of its answers.

import { html, type TemplateResult } from 'lit';
import type { Clock, Fit, Help, Measured, Plan, PlanMap, Plans, Wall } from './answers';
import { bandsView, type Drawing } from './bands_view';
import { grounded, groundsText, type Basis } from './basis';
import { clockMarkdown } from './clock_view';
import { figure, type Table } from './figure';
import { fitMarkdown } from './fit_view';
import { effectsOf, helpBars, type Factors } from './help_bars';
import { mapFigure } from './map_figure';
import { plansMarkdown } from './plans_view';
import { letterMeanings, levelText, placementPicture } from './placement';
import { said, type Scene } from './scene';
import { address, isLanguage, slug } from './state';
import { stepBars } from './step_bars';
import { places, wallPlot, type Curve } from './wall_plot';

/// What the answers of each view rest on, for its pictures and for Markdown.
export const bases = ({ evidence }: Scene): Record<'curve' | 'ends' | 'limits' | 'step' | 'memory' | 'elasticity', Basis> => ({
  curve: { evidence, equations: ['a step of the paper’s models', 'scaling laws'] },
  ends: { evidence, equations: ['a step of the paper’s models', 'where it ends'] },
  limits: { evidence, equations: ['closed-form limits'] },
  step: { evidence, equations: ['a step of the paper’s models'] },
  memory: { evidence, equations: ['memory of the paper’s models'] },
  elasticity: { evidence, equations: ['elasticities'] },
});

export function wallView(scene: Scene, now: Wall, compared: Wall | null): TemplateResult {
  const of = bases(scene);
  const curves: Curve[] = [{ kind: 'now', found: now }];
  if (compared) curves.push({ kind: 'compared', found: compared });
  const all = places(curves);
  const chosen = all[scene.chosen];
  const texts = chosen?.curve.found.shown.points[chosen.index];
  const name = (curve: Curve) => curve.found.answer.comparisons[0].curves[0].setting;
  const table: Table = {
    name: 'wall',
    caption: 'How far training scales: utilization over training compute',
    columns: ['setting', 'laws', 'training_flop', 'gpus', 'utilization', 'run_time_s', 'bound_by', 'plan'],
    rows: all.map(({ curve, index }) => {
      const comparison = curve.found.answer.comparisons[0];
      const { wanted, run } = comparison.curves[0].points[index];
      const { plan } = curve.found.shown.points[index];
      return [name(curve), comparison.name, wanted.training_flop, run.step.plan.accelerators, run.utilization, run.run_time_s, run.bound_by, plan];
    }),
    headings: ['compute', 'setting', 'model', 'GPUs', 'utilization', 'time', 'waits for', 'plan'],
    cells: all.map(({ curve, index }) => {
      const point = curve.found.shown.points[index];
      return [point.compute, name(curve), point.model, point.gpus, point.utilization, point.run_time, point.waits, point.plan];
    }),
  };
  const legend = html`<ul class="legend">
    ${curves.map((curve) => html`<li class=${curve.kind}>${curve.found.shown.title}</li>`)}
    <li class="ring">linear scaling ends</li>
    <li class="square">largest feasible run</li>
  </ul>`;
  const detail = html`<div class="detail" aria-hidden="true">
    ${texts
      ? html`<strong>${texts.compute}</strong> on ${texts.gpus} GPUs: ${texts.utilization}, ${texts.run_time}<br />
          ${texts.model}<br />${texts.plan}<br />waits for ${texts.waits}`
      : 'Point at the curve, or move along it with the arrow keys, for the plan of a run.'}
  </div>`;
  const landmarks = curves.map(
    ({ kind, found: { shown } }) => html`<section class=${`landmarks ${kind}`} aria-label=${shown.title}>
      <h2>${kind === 'now' ? 'Now' : 'Compared with'}: ${shown.title}</h2>
      ${said([
        ['Linear scaling ends', shown.linear_scaling_ends ?? 'not before the last run', of.ends],
        ['Largest feasible run', html`${shown.largest_feasible}<small>${shown.end}</small>`, of.ends],
        ['Critical compute, in closed form', html`${shown.closed_forms.critical_compute ?? 'none'}<small>${shown.closed_forms.assumes}</small>`, of.limits],
        ['Latency limit, in closed form', shown.closed_forms.latency_limit ?? 'none', of.limits],
      ])}
    </section>`,
  );
  return html`${figure(
      table,
      wallPlot(curves, scene.width, chosen, scene.choose),
      of.curve,
      {
        label: 'Runs along the curve',
        number: all.length,
        chosen: scene.chosen,
        said: texts ? `${texts.compute}, ${texts.utilization} on ${texts.gpus} GPUs: ${texts.plan}` : 'none chosen',
        choose: scene.choose,
      },
      html`${legend}${detail}`,
    )}
    <p class="hint">
      Linear scaling ends where a fifth of the sustained rate is lost. Steps up and down are rounding: clusters double in size, and
      degrees of parallelism divide layers, widths and batches.
    </p>
    <div class="side-by-side">${landmarks}</div>`;
}

export function planView(scene: Scene, found: Plan, map: PlanMap | null): TemplateResult {
  const [best] = found.shown.plans;
  const of = bases(scene);
  const runs = [found.answer.best, ...found.answer.runners_up];
  const steps: Table = {
    name: 'steps',
    caption: 'A step of the best plan and of the best of other kinds',
    columns: ['rank', 'part', 'seconds', 'hidden'],
    rows: found.shown.plans.flatMap(({ rank, parts }) => parts.map((one) => [rank, one.part, one.seconds, Number(one.hidden)])),
    headings: ['plan', 'part', 'time, share of the step', 'is'],
    cells: found.shown.plans.flatMap(({ rank, parts }) =>
      parts.map((one) => [rank, one.part, one.text, one.hidden ? 'hidden: nothing waits for it' : 'waited for']),
    ),
  };
  const kinds = [...new Set(found.shown.plans.flatMap(({ parts }) => parts.map((one) => (one.hidden ? 'hidden' : one.part))))];
  const plans: [string, (i: number) => string][] = [
    ['plan', (i) => found.shown.plans[i].plan],
    ['placement', (i) => found.shown.plans[i].placement],
    ['GPUs at work', (i) => found.shown.plans[i].working],
    ['time of a step', (i) => found.shown.plans[i].step_time],
    ['time of the run', (i) => found.shown.plans[i].run_time],
    ['utilization', (i) => found.shown.plans[i].utilization],
    ['tokens/s a GPU', (i) => found.shown.plans[i].tokens_per_s_per_gpu],
    ['waits for', (i) => found.shown.plans[i].waits],
    ['memory', (i) => found.shown.plans[i].memory],
    ['activations', (i) => found.shown.plans[i].activations],
    ['why it lost', (i) => found.shown.plans[i].loss ?? ''],
  ];
  const placement: Table = {
    name: 'placement',
    caption: 'Placement of the best plan, from the inside out',
    columns: ['level', 'size', 'degrees'],
    rows: found.shown.levels.map(({ level, size, degrees }) => [level, size, JSON.stringify(degrees)]),
    headings: ['level', 'carries'],
    cells: found.shown.levels.map((level, k) => [level.level, levelText(level, k === 0 ? 'GPUs' : 'members')]),
  };
  return html`${said([
      ['Best plan', best.plan, { evidence: 'proved to be the fastest by the estimate', equations: ['how a run is split'] }],
      ['Utilization', best.utilization, of.step],
      ['A step', best.step_time, of.step],
      ['The run', best.run_time, of.step],
      ['Bound by', best.bound_by, of.step],
      ['Memory', html`${best.memory}<small>activations ${best.activations}</small>`, of.memory],
    ])}
    ${map ? mapFigure(scene, map, 'memory of a GPU', { evidence: scene.evidence, equations: ['a step of the paper’s models', 'memory of the paper’s models'] }) : html`<p class="hint">The map of all plans is being computed.</p>`}
    ${figure(
      steps,
      stepBars(found.shown.plans, scene.width),
      of.step,
      undefined,
      html`<ul class="legend parts">
        ${kinds.map((kind) => html`<li class=${slug(kind)}>${kind === 'hidden' ? 'communication hidden behind the rest' : kind}</li>`)}
      </ul>`,
    )}
    ${figure(placement, placementPicture(found.shown.levels, scene.width), { evidence: 'the placement that the search found', equations: ['how a run is split'] }, undefined, html`<p class="hint">${letterMeanings}.</p>`)}
    <h2>The best plans, and why the others lost</h2>
    <div class="scroll whole" tabindex="0" role="region" aria-label="Table: the best plans">
      <table>
        <thead>
          <tr><td></td>${runs.map((_, i) => html`<th scope="col">${found.shown.plans[i].rank}</th>`)}</tr>
        </thead>
        <tbody>
          ${plans.map(([what, text]) => html`<tr><th scope="row">${what}</th>${runs.map((_, i) => html`<td>${text(i)}</td>`)}</tr>`)}
        </tbody>
      </table>
    </div>
    <p class="hint">${found.shown.proof} ${grounded({ evidence: scene.evidence, equations: ['a step of the paper’s models', 'memory of the paper’s models'] })}</p>`;
}

export function helpView(scene: Scene, found: Help, drawing: Drawing): TemplateResult {
  const doubled = (parameter: string) => {
    const key = slug(parameter);
    const { asked } = scene.state;
    const written = key === 'duration' ? 'months' : key;
    const now = Number(asked.get(written) ?? (key === 'duration' ? 3 : 1));
    return address({ view: 'wall', asked: new Map(asked).set(written, String(2 * now)), compared: new Map(asked), zoom: '', run: '' });
  };
  const keyOf = (parameter: string) => (parameter === 'duration' ? 'months' : slug(parameter));
  const standard = (parameter: string) => (parameter === 'duration' ? 3 : 1);
  const factors: Factors = {
    of: (parameter) => Number(scene.state.asked.get(keyOf(parameter)) ?? standard(parameter)) / standard(parameter),
    write: (parameter, factor, done) => {
      // What is split is doubled and halved.
      const whole = parameter === 'batch' || parameter === 'depth' ? 2 ** Math.round(Math.log2(factor)) : factor;
      const next = Number((standard(parameter) * Math.min(16, Math.max(1 / 16, whole))).toPrecision(3));
      scene.write(keyOf(parameter), next === standard(parameter) ? '' : String(next), done);
    },
  };
  return html`${found.shown.answers.map((answer, i) => {
      const effects = effectsOf(found, i);
      const table: Table = {
        name: `help-${slug(answer.of).replaceAll('_', '-')}`,
        caption: `${answer.title}: ${answer.value}${answer.of_run ? '' : ', of all models by the laws, not of this run'}`,
        columns: ['parameter', 'factor', 'elasticity_more', 'elasticity_less'],
        rows: found.answer.answers[i].effects.map((one) => [one.parameter, one.factor, one.elasticity_more, one.elasticity_less]),
        headings: ['% of change per % of', 'with more', 'with less', 'times, divided by'],
        cells: answer.effects.map((one) => [one.parameter, one.more, one.less, one.factor]),
      };
      return figure(
        table,
        helpBars(answer.title, effects, scene.width, factors),
        bases(scene).elasticity,
        undefined,
        html`<ul class="legend"><li class="more">with more</li><li class="less">with less</li></ul>`,
      );
    })}
    <p class="hint">
      An elasticity is the percentage by which an answer changes per percent of a parameter, with the best plan searched anew; with
      more and with less differ most where the best plan switches. Numbers that must be split are doubled and halved. A deeper model
      has as many parameters and is thinner; a run that may take twice as long has half as many GPUs. A bar that is dragged to the right
      multiplies its parameter, to the left divides it, as the sliders do.
      Where linear scaling ends is interpolated between runs here, and the wall marks the first run beyond: ${found.shown.assumes_of_the_curve}
    </p>
    <nav class="chips" aria-label="Double a parameter, and compare the walls">
      <span>Double one, and compare the walls:</span>
      ${effectsOf(found, 0).map((one) => html`<a href=${doubled(one.parameter)}>${one.parameter}</a>`)}
    </nav>
    ${bandsView(scene, drawing)}`;
}

export type Answer = Wall | Plan | Plans | Fit | Help | Clock;

/// The answer in a few lines of Markdown.
export function markdown(scene: Scene, link: string, now: Answer, compared: Wall | null, mine: Measured | null): string {
  const { state } = scene;
  const of = bases(scene);
  let basis: Basis | null = null; // where the answer does not say it itself
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const table = (head: string[], rows: string[][]) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
  let body: string;
  if (state.view === 'wall') {
    basis = of.ends;
    const ends = ({ shown }: Wall) => [shown.title, shown.linear_scaling_ends ?? 'not before', shown.largest_feasible ?? 'none'];
    body = table(['', 'linear scaling ends', 'largest feasible run'], [now as Wall, ...(compared ? [compared] : [])].map(ends));
  } else if (state.view === 'fit') {
    body = fitMarkdown(now as Fit);
  } else if (state.view === 'clock') {
    body = clockMarkdown(now as Clock, mine);
  } else if (isLanguage(state.view, state.asked)) {
    body = plansMarkdown(now as Plans);
  } else if (state.view === 'plan') {
    basis = of.step;
    body = table(
      ['', 'plan', 'step', 'utilization', 'memory', 'why it lost'],
      (now as Plan).shown.plans.map((one) => [one.rank, one.plan, one.step_time, one.utilization, one.memory, one.loss ?? '']),
    );
  } else {
    basis = of.elasticity;
    body = (now as Help).shown.answers
      .map((answer) => `**${answer.title}: ${answer.value}**\n\n${table(['% of change per % of', 'with more', 'with less'], answer.effects.map((one) => [one.parameter, one.more, one.less]))}`)
      .join('\n\n');
  }
  return `**${now.shown.title}**\n\n${body}\n\n${'assumes' in now.shown ? `${now.shown.assumes}\n\n` : ''}${basis ? `Evidence: ${groundsText(basis)}\n\n` : ''}<${link}>\n`;
}
