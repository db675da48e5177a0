// How sure the wall is: bands of inputs that are known within ranges, and how far the draws have come.

import { html, nothing, type TemplateResult } from 'lit';
import type { Bands } from './answers';
import { bandsPlot } from './bands_plot';
import { figure, type Table } from './figure';
import type { Scene } from './scene';

/// A picture that is being drawn anew stays, with its progress.
export interface Drawing {
  found: Bands | null;
  share: number; // done of what is drawn; 1: all of it
}

export function bandsView(scene: Scene, { found, share }: Drawing): TemplateResult {
  const progress = share < 1
    ? html`<p class="hint">
        <label>Curves are drawn: <progress max="1" .value=${share}></progress></label>
      </p>`
    : nothing;
  if (!found) return html`<h2>How sure is the wall?</h2>${progress}`;
  const { shown, answer } = found;
  const chosen = shown.points[scene.chosen];
  const table: Table = {
    name: 'bands',
    caption: `How sure is the wall? ${shown.title}`,
    columns: ['training_flop', 'utilization', 'utilization_p5', 'utilization_p25', 'utilization_p50', 'utilization_p75', 'utilization_p95', 'draws_in_time'],
    rows: answer.runs.map(({ wanted, utilization: u, draws_in_time }) => [wanted.training_flop, u.nominal, u.p5, u.p25, u.p50, u.p75, u.p95, draws_in_time]),
    headings: ['compute', 'as assumed', '5 %', 'median', '95 %', 'in time'],
    cells: [
      ...shown.points.map((one) => [one.compute, one.assumed, one.p5, one.median, one.p95, one.in_time]),
      ...shown.landmarks.map((one) => [`${one.landmark} (of draws ${one.of_draws})`, one.assumed, one.p5, one.median, one.p95, '']),
    ],
  };
  return html`${progress}
    ${figure(
      table,
      bandsPlot(found, scene.width, scene.chosen, scene.choose),
      { evidence: shown.illustrative ? `${scene.evidence}; ranges for illustration, none of them measured` : `${scene.evidence}; ranges as you say`, equations: ['bands', 'a step of the paper’s models'] },
      {
        label: 'Runs along the bands',
        number: shown.points.length,
        chosen: scene.chosen,
        said: chosen ? `${chosen.compute}: ${chosen.p5} to ${chosen.p95}, median ${chosen.median}` : 'none chosen',
        choose: scene.choose,
      },
      html`<ul class="legend bands">
          <li class="wide">nine of ten draws</li>
          <li class="near">half of the draws</li>
          <li class="median">median</li>
          <li class="ring">as assumed</li>
        </ul>
        <div class="detail" aria-hidden="true">
          ${chosen
            ? html`<strong>${chosen.compute}</strong>: ${chosen.median}, from ${chosen.p5} to ${chosen.p95} in nine of ten draws; ${chosen.assumed} as assumed; in time in ${chosen.in_time} of them`
            : shown.landmarks.map((one) => html`${one.landmark}: <strong>${one.median}</strong>, from ${one.p5} to ${one.p95}; ${one.assumed} as assumed<br />`)}
        </div>`,
    )}
    <p class="hint">Drawn are factors of ${shown.inputs.join(', ')}. By the reference’s prices; the bar below is where linear scaling ends.</p>`;
}
