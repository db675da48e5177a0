// What every view is drawn with.

import { html, type TemplateResult } from 'lit';
import type { State } from './state';

export interface Scene {
  state: State;
  width: number; // of a picture
  chosen: number; // in the picture that has something to choose; -1: nothing
  choose: (index: number) => void;
  values: Record<string, string>; // of what can be multiplied
  model: string; // that is asked about where nobody says
}

export const said = (lines: [string, unknown][]): TemplateResult =>
  html`<dl class="said">${lines.map(([what, text]) => html`<div><dt>${what}</dt><dd>${text}</dd></div>`)}</dl>`;
