// A picture with what belongs to it: a way through it by keys, a table behind it, and files to take along.

import { html, nothing, type TemplateResult } from 'lit';
import { grounded, type Basis } from './basis';
import { save, svgText } from './take_along';

export interface Table {
  name: string; // of files
  caption: string;
  columns: string[]; // with units, for a program
  rows: (string | number | null)[][]; // exact, for a program
  headings: string[]; // for a person
  cells: string[][];
}

/// What a pointer or the arrow keys choose in a picture.
export interface Choice {
  label: string;
  number: number; // of things to choose from
  chosen: number; // -1: none
  said: string; // of the chosen one
  choose: (index: number) => void;
}

const csvField = (value: string | number | null) => {
  const text = value === null ? '' : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

export const csv = (table: Table) =>
  [table.columns, ...table.rows].map((row) => row.map(csvField).join(',')).join('\n') + '\n';

const wayByKeys = (choice: Choice) => (event: KeyboardEvent) => {
  const last = choice.number - 1;
  const next = {
    ArrowRight: Math.min(choice.chosen + 1, last),
    ArrowUp: Math.min(choice.chosen + 1, last),
    ArrowLeft: Math.max(choice.chosen - 1, 0),
    ArrowDown: Math.max(choice.chosen - 1, 0),
    Home: 0,
    End: last,
  }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  choice.choose(next);
};

/// The picture is an <svg> that a screen reader takes for an image; the thing that is chosen is said by the element around.
export function figure(table: Table, picture: TemplateResult, basis: Basis, choice?: Choice, below: unknown = nothing): TemplateResult {
  const drawing = (event: Event) => (event.target as Element).closest('figure')!.querySelector('svg')!;
  return html`<figure id=${table.name}>
    <figcaption>${table.caption}</figcaption>
    ${choice && choice.number > 0
      ? html`<div
          class="picture"
          tabindex="0"
          role="slider"
          aria-label=${choice.label}
          aria-valuemin="0"
          aria-valuemax=${choice.number - 1}
          aria-valuenow=${Math.max(choice.chosen, 0)}
          aria-valuetext=${choice.said}
          @keydown=${wayByKeys(choice)}
        >
          ${picture}
        </div>`
      : html`<div class="picture">${picture}</div>`}
    ${below} ${grounded(basis)}
    <details class="table">
      <summary>Table and files</summary>
      <p>
        <button type="button" @click=${(e: Event) => save(`${table.name}.svg`, 'image/svg+xml', svgText(drawing(e)))}>
          SVG
        </button>
        <button type="button" @click=${() => save(`${table.name}.csv`, 'text/csv', csv(table))}>CSV</button>
      </p>
      <div class="scroll" tabindex="0" role="region" aria-label=${`Table: ${table.caption}`}>
        <table>
          <thead>
            <tr>${table.headings.map((one) => html`<th scope="col">${one}</th>`)}</tr>
          </thead>
          <tbody>
            ${table.cells.map(
              (row) => html`<tr>
                ${row.map((cell, i) => (i === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))}
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>
  </figure>`;
}
