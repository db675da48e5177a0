// Fields of a question. A field shows what is written in it, whether the library takes it or not, and under it the sentence
// of the library where it does not.

import { html, noChange, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

export interface Panel {
  written: (key: string) => string | undefined;
  write: (key: string, text: string, done: boolean) => void;
  fault: { key: string; rule: string } | null;
}

function rule(panel: Panel, key: string): unknown {
  if (panel.fault?.key !== key) return nothing;
  return html`<p class="fault" id=${`fault-${key}`}>${panel.fault.rule}</p>`;
}

const described = (panel: Panel, key: string) => (panel.fault?.key === key ? `fault-${key}` : nothing);

/// While somebody writes in it, nothing else does.
const input = (panel: Panel, key: string, shown: string, label: string, without = '') => html`<input
  type="text" inputmode="decimal" autocomplete="off" spellcheck="false" id=${key} aria-label=${label} placeholder=${without}
  aria-invalid=${panel.fault?.key === key ? 'true' : 'false'} aria-describedby=${described(panel, key)}
  .value=${document.activeElement?.id === key ? noChange : live(panel.written(key) ?? shown)}
  @change=${(e: Event) => panel.write(key, (e.target as HTMLInputElement).value, true)}
/>`;

/// `without` is what counts where nothing is written.
export function number(panel: Panel, key: string, label: string, standard: string, without = ''): TemplateResult {
  return html`<div class="field">
    <label for=${key}>${label}</label>
    ${input(panel, key, standard, label, without)} ${rule(panel, key)}
  </div>`;
}

export interface Slide {
  key: string;
  label: string;
  standard: number;
  doublings: number; // from the standard to either end
  step: number; // in doublings
  unit?: string;
  now?: string; // what it comes to
}

/// A number that is doubled and halved by a slider, or written.
export function slider(panel: Panel, { key, label, standard, doublings, step, unit = '', now }: Slide): TemplateResult {
  const value = Number((panel.written(key) ?? String(standard)).replaceAll(',', ''));
  const place = value > 0 ? Math.log2(value / standard) : 0;
  const text = (at: number) => String(Number((standard * 2 ** at).toPrecision(4)));
  const slide = (done: boolean) => (e: Event) => panel.write(key, text(Number((e.target as HTMLInputElement).value)), done);
  const changed = panel.written(key) !== undefined;
  return html`<div class="field slide">
    <label for=${`slide-${key}`}>${label}${now ? html` <small>${now}</small>` : nothing}</label>
    <input
      type="range" id=${`slide-${key}`} min=${-doublings} max=${doublings} step=${step} aria-valuetext=${`${value} ${unit}`}
      .value=${live(String(Math.max(-doublings, Math.min(doublings, place))))}
      @input=${slide(false)} @change=${slide(true)}
    />
    <span class="written">
      ${input(panel, key, String(standard), `${label}, ${unit || 'as a number'}`)}<span class="unit">${unit}</span>
      <button
        type="button" class="reset" aria-label=${`Reset ${label}`} ?disabled=${!changed}
        @click=${() => panel.write(key, '', true)}
      >↺</button>
    </span>
    ${rule(panel, key)}
  </div>`;
}

/// A text that somebody pastes.
export function paste(panel: Panel, key: string, label: string, example: string): TemplateResult {
  const written = (e: Event) => (e.target as HTMLTextAreaElement).value;
  return html`<div class="field">
    <label for=${key}>${label}</label>
    <textarea
      rows="7" autocomplete="off" spellcheck="false" id=${key} placeholder=${example}
      aria-invalid=${panel.fault?.key === key ? 'true' : 'false'} aria-describedby=${described(panel, key)}
      .value=${document.activeElement?.id === key ? noChange : live(panel.written(key) ?? '')}
      @change=${(e: Event) => panel.write(key, written(e), true)}
      @paste=${(e: Event) => setTimeout(() => panel.write(key, written(e), true))}
    ></textarea>
    ${rule(panel, key)}
  </div>`;
}

/// One of several; the empty name, where it is offered, says `nothing`.
export function choice(panel: Panel, key: string, label: string, names: string[], standard: string, nothingSaid = ''): TemplateResult {
  const written = panel.written(key) ?? standard;
  // As the library takes names: capitals, and what joins words, do not matter.
  const plain = (name: string) => name.toLowerCase().replaceAll(/[-_ ]/g, ' ');
  const known = names.find((one) => plain(one) === plain(written));
  const shown = known ? names : [written, ...names];
  return html`<div class="field">
    <label for=${key}>${label}</label>
    <select
      id=${key} aria-invalid=${panel.fault?.key === key ? 'true' : 'false'} aria-describedby=${described(panel, key)}
      .value=${live(known ?? written)}
      @change=${(e: Event) => panel.write(key, (e.target as HTMLSelectElement).value, true)}
    >
      ${shown.map((one) => html`<option value=${one} ?selected=${one === (known ?? written)}>${one || nothingSaid}</option>`)}
    </select>
    ${rule(panel, key)}
  </div>`;
}

export function flag(panel: Panel, key: string, label: string): TemplateResult {
  const on = ['1', 'true'].includes(panel.written(key) ?? '');
  return html`<div class="field flag">
    <label
      ><input
        type="checkbox" id=${key} .checked=${live(on)}
        @change=${(e: Event) => panel.write(key, (e.target as HTMLInputElement).checked ? '1' : '', true)}
      />
      ${label}</label
    >
    ${rule(panel, key)}
  </div>`;
}
