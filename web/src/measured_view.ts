// A run of one's own against the clock: how far the prediction is off, and where the difference may come from.

import { html, nothing, type TemplateResult } from 'lit';
import type { Measured } from './answers';
import type { Basis } from './basis';
import { figure, type Table } from './figure';
import { grounds, timeSaid, understandings } from './fit_view';
import { said, type Scene } from './scene';
import { waterfallPicture, waterfallRows } from './waterfall';

export function measuredView(scene: Scene, found: Measured): TemplateResult {
  const { shown, answer } = found;
  const basis: Basis = { evidence: shown.evidence, equations: ['a step'] };
  const table: Table = {
    name: 'waterfall',
    caption: 'Where the difference may come from',
    columns: ['what', 'from_s', 'to_s'],
    rows: waterfallRows(found).map(({ text, from, to }) => [text, from, to]),
    headings: ['where it may come from', 'estimated with', 'instead', 'stated', 'change', 'step'],
    cells: [
      ['predicted', '', '', '', '', shown.predicted],
      ...shown.waterfall.map((one) => [one.input, one.taken, one.instead, one.stated ? 'yes' : 'no', one.change, one.step]),
      ['not explained', '', '', '', shown.not_explained, shown.measured],
    ],
  };
  return html`<section class="mine" aria-label="Compared with mine">
    <h2>Mine: ${shown.title}</h2>
    <p class="assumes">${shown.assumes}</p>
    ${shown.notes.map((note) => html`<p class="note">${note}.</p>`)}
    ${shown.of_the_comparison.map((one) => html`<p class="note">Taken for granted: ${one}.</p>`)}
    ${said([
      ['Measured', shown.measured, { evidence: 'as you say', equations: [] }],
      ['Predicted', timeSaid(shown.predicted, shown.step_range), basis],
      ['Predicted over measured', html`${shown.ratio} ×<small>${shown.error}</small>`, { evidence: shown.evidence, equations: ['errors'] }],
    ])}
    <p class="verdict-line">${shown.verdict}.</p>
    ${figure(
      table,
      waterfallPicture(found, scene.width),
      { evidence: `${shown.evidence}; alternatives are estimates`, equations: ['a difference', 'a step'] },
      undefined,
      html`<ul class="legend parts falls">
          <li class="whole">a step</li>
          <li class="longer">an input taken otherwise: longer</li>
          <li class="shorter">shorter</li>
          <li class="left">not explained</li>
        </ul>
        <p class="verdict-line">${shown.verdict_on_not_explained}.</p>`,
    )}
    ${shown.others.length > 0
      ? html`<details class="understood">
          <summary>What else leads there by itself: ${shown.others.length}</summary>
          <div class="scroll" tabindex="0" role="region" aria-label="Table: what else leads there by itself">
            <table>
              <thead><tr><th scope="col">input</th><th scope="col">estimated with</th><th scope="col">instead</th><th scope="col">stated</th><th scope="col">change</th><th scope="col">step</th></tr></thead>
              <tbody>${shown.others.map((one) => html`<tr><th scope="row">${one.input}</th><td>${one.taken}</td><td>${one.instead}</td><td>${one.stated ? 'yes' : 'no'}</td><td>${one.change}</td><td>${one.step}</td></tr>`)}</tbody>
            </table>
          </div>
        </details>`
      : nothing}
    ${understandings(shown.understood, scene.state.asked.has('config') || scene.state.asked.has('line'))} ${grounds(answer)}
  </section>`;
}

/// The answer in a few lines of Markdown.
export function measuredMarkdown(found: Measured): string {
  const { shown } = found;
  const rows = shown.waterfall.map((one) => `| ${one.input} | ${one.taken} | ${one.instead} | ${one.stated ? 'yes' : 'no'} | ${one.change} | ${one.step} |`);
  return [
    `Mine, ${shown.title}: ${shown.assumes}`,
    `Measured ${shown.measured}, predicted ${shown.predicted}: ${shown.error} (${shown.evidence}). ${shown.verdict}.`,
    `| where it may come from | estimated with | instead | stated | change | step |\n| --- | --- | --- | --- | --- | --- |\n| predicted | | | | | ${shown.predicted} |\n${rows.map((row) => `${row}\n`).join('')}| not explained | | | | ${shown.not_explained} | ${shown.measured} |`,
    `${shown.verdict_on_not_explained}.`,
  ].join('\n\n');
}
