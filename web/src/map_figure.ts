// All plans by memory and time: the picture, the ways to zoom, and why the chosen one loses.

import { html, type TemplateResult } from 'lit';
import type { PlanMap } from './answers';
import type { Basis } from './basis';
import { figure, type Table } from './figure';
import { mapPlot, shownDots, zooms } from './map_plot';
import type { Scene } from './scene';
import { address } from './state';

/// `memory` says which memory counts.
export function mapFigure(scene: Scene, map: PlanMap, memory: string, basis: Basis): TemplateResult {
  const dots = shownDots(map, scene.state.zoom);
  const chosen = dots[scene.chosen];
  const fit = (one: { fits: boolean }) => (one.fits ? 'yes' : 'no');
  const table: Table = {
    name: 'map',
    caption: 'All plans: memory of a GPU against the time of a step',
    columns: ['plan', 'memory_bytes', 'step_time_s', 'utilization', 'fits', 'recompute', 'why'],
    rows: dots.map((dot) => [dot.plan, dot.memory_bytes, dot.step_time_s, dot.utilization, Number(dot.fits), Number(dot.recompute), dot.why]),
    headings: ['plan', 'memory', 'step', 'fits', 'activations', 'why'],
    cells: dots.slice(0, 200).map((dot) => [dot.plan, dot.memory, dot.step_time, fit(dot), dot.recompute ? 'recomputed' : 'not recomputed', dot.why]),
  };
  const zoom = html`<nav class="chips" aria-label="Plans that are drawn">
    ${Object.entries(zooms).map(
      ([key, { text }]) =>
        html`<a href=${address({ ...scene.state, zoom: key })} aria-current=${scene.state.zoom === key ? 'true' : 'false'}>${text}</a>`,
    )}
  </nav>`;
  const detail = html`<div class="detail" aria-hidden="true">
    ${chosen
      ? html`<strong>${chosen.step_time}</strong> a step, ${chosen.memory} a GPU${chosen.recompute ? ', activations recomputed' : ''}<br />
          ${chosen.plan}<br />${chosen.why}`
      : 'Point at a plan, or move through them with the arrow keys, for why it loses.'}
  </div>`;
  return html`${zoom}
    ${figure(
      table,
      mapPlot(map, dots, scene.width, memory, chosen, scene.choose),
      basis,
      {
        label: 'Plans, the fastest first',
        number: dots.length,
        chosen: scene.chosen,
        said: chosen ? `${chosen.step_time} a step, ${chosen.memory}: ${chosen.plan}; ${chosen.why}` : 'none chosen',
        choose: scene.choose,
      },
      html`<ul class="legend dots">
          <li class="best">best plan</li>
          <li class="kept">fits</li>
          <li class="recomputed">fits, activations recomputed</li>
          <li class="unfit">does not fit</li>
        </ul>
        ${detail}`,
    )}
    <p class="hint">${map.note}.${dots.length > 200 ? ' The table has the 200 fastest, the CSV all.' : ''}${dots.some((dot) => dot.best) ? '' : ' The best plan is not among them.'}</p>`;
}
