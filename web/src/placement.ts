// Where a plan lies on the network: the GPUs of a node, then nodes, each with its place in every kind of parallelism.

import { svg, type TemplateResult } from 'lit';
import type { Plan } from './answers';

const letters: Record<string, string> = { 'TP model': 'm', 'TP ff': 'f', PP: 'p', DP: 'd', EP: 'e' };

export const letterMeanings =
  'm, f: tensors cut along the model width and the feed-forward width; p: pipeline stage; d: replica; e: group of experts';

/// The place of member `i` in every degree, the first counted fastest.
function coordinates(i: number, degrees: [string, number][]): string[] {
  return degrees.map(([axis, degree]) => {
    const place = i % degree;
    i = Math.floor(i / degree);
    return `${letters[axis]}${place}`;
  });
}

export function levelText({ level, size, degrees }: Plan['shown']['levels'][number], inner: string): string {
  const entries = Object.entries(degrees);
  const members = entries.reduce((product, [, degree]) => product * degree, 1);
  const list = entries.map(([axis, degree]) => `${axis} ${degree.toLocaleString('en')}`).join(', ');
  const room = size > 0 ? ` of ${size.toLocaleString('en')}` : '';
  return `${level}: ${members.toLocaleString('en')}${room} ${inner}${list ? `, ${list}` : ''}`;
}

export function placementPicture(levels: Plan['shown']['levels'], width: number): TemplateResult {
  const used = levels.filter((level, k) => k === 0 || Object.keys(level.degrees).length > 0);
  const size = 44;
  const tallBox = 20 + 13 * Math.max(1, ...used.map((level) => Object.keys(level.degrees).length));
  const gap = 6;
  let top = 0;
  const rows = used.map((level, k) => {
    const degrees = Object.entries(level.degrees);
    const members = degrees.reduce((product, [, degree]) => product * degree, 1);
    const across = Math.max(1, Math.floor((width - 8) / (size + gap)));
    const rowsOfBoxes = k === 0 ? Math.ceil(Math.min(members, 72) / across) : 2;
    const room = across * rowsOfBoxes;
    const drawn = members > room ? room - 1 : members;
    const y = top + 26;
    const tall = Math.ceil(Math.min(members, room) / across);
    top = y + tall * (tallBox + gap) + 12;
    const inner = k === 0 ? 'GPUs' : k === 1 ? 'nodes' : 'groups of nodes';
    const place = (i: number) => [4 + (i % across) * (size + gap), y + Math.floor(i / across) * (tallBox + gap)];
    return svg`<g>
      <text class="mark" x="4" y=${y - 9}>${levelText(level, inner)}</text>
      ${Array.from({ length: drawn }, (_, i) => {
        const [bx, by] = place(i);
        const lines = coordinates(i, degrees);
        const first = degrees.length > 0 ? i % degrees[0][1] : 0;
        return svg`<g class=${`box level-${Math.min(k, 2)} shade-${first % 4}`}>
          <rect x=${bx} y=${by} width=${size} height=${tallBox} rx="4" />
          ${lines.map((line, n) => svg`<text x=${bx + size / 2} y=${by + 16 + 13 * n} text-anchor="middle">${line}</text>`)}
        </g>`;
      })}
      ${
        members > drawn &&
        svg`<text class="mark" x=${place(drawn)[0] + 6} y=${place(drawn)[1] + size / 2 + 4}>… ${(members - drawn).toLocaleString('en')}</text>`
      }
    </g>`;
  });
  return svg`<svg class="placement" role="img" width=${width} height=${top} viewBox=${`0 0 ${width} ${top}`}
    aria-label=${`Placement, from the inside out. ${used.map((level, k) => levelText(level, k === 0 ? 'GPUs' : 'members')).join('; ')}`}>
    ${rows}
  </svg>`;
}
