// What every view is drawn with.

import { html, type TemplateResult } from 'lit';
import { grounded, type Basis } from './basis';
import type { State } from './state';

export interface Scene {
  state: State;
  width: number; // of a picture
  chosen: number; // in the picture that has something to choose; -1: nothing
  choose: (index: number) => void;
  values: Record<string, string>; // of what can be multiplied
  model: string; // that is asked about where nobody says
  write: (key: string, text: string, done: boolean) => void; // what is asked
  evidence: string; // of what is asked about the paper’s models
}

export const said = (lines: [what: string, text: unknown, basis: Basis][]): TemplateResult =>
  html`<dl class="said">${lines.map(([what, text, basis]) => html`<div><dt>${what}</dt><dd>${text}${grounded(basis)}</dd></div>`)}</dl>`;
