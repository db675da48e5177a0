// Where a plan of a language model lies: the GPUs of the first nodes, each with its place in every kind of parallelism, and the
// nodes, each with the places that it holds.

import { svg, type TemplateResult } from 'lit';
import type { Placement } from './answers';

const letters: Record<string, string> = { TP: 't', CP: 'c', DP: 'd', PP: 'p', EP: 'e', ETP: 'x' };
const meanings: Record<string, string> = {
  TP: 'tensors cut', CP: 'context', DP: 'replica', PP: 'pipeline stage', EP: 'group of experts', ETP: 'tensors of experts cut',
};

type Axis = Placement['axes'][number];

const placeIn = ({ stride, degree }: Axis, rank: number) => Math.floor(rank / stride) % degree;

/// t, c, ...: what stands for what.
export const nodeLetters = ({ axes }: Placement) => axes.map(({ axis }) => `${letters[axis]}: ${meanings[axis]}`).join('; ');

/// The places of the ranks of a node in an axis: `d0`, `d0–3`; nothing where every node holds all.
function span(axis: Axis, first: number, size: number): string | null {
  const held = new Set(Array.from({ length: size }, (_, i) => placeIn(axis, first + i)));
  if (held.size === axis.degree) return null;
  const least = Math.min(...held);
  const most = Math.max(...held);
  return `${letters[axis.axis]}${least === most ? least : `${least}–${most}`}`;
}

export function nodesPicture(placement: Placement, width: number): TemplateResult {
  const { gpus, node, axes } = placement;
  const size = 46;
  const gap = 5;
  const stage = axes.find(({ axis }) => axis === 'PP');
  const shade = (rank: number) => (stage ? placeIn(stage, rank) % 4 : 0);
  const across = Math.max(1, Math.floor((width - 8) / (size + gap)));
  const tallOf = (lines: number) => 12 + 13 * Math.max(1, lines);
  const box = (at: number, top: number, tall: number, kind: string, lines: string[], rank: number) => {
    const x = 4 + (at % across) * (size + gap);
    const y = top + Math.floor(at / across) * (tall + gap);
    return svg`<g class=${`box ${kind} shade-${shade(rank)}`}>
      <rect x=${x} y=${y} width=${size} height=${tall} rx="4" />
      ${lines.map((line, n) => svg`<text x=${x + size / 2} y=${y + 16 + 13 * n} text-anchor="middle">${line}</text>`)}
    </g>`;
  };
  const listed = (number: number, rows: number) => (number > across * rows ? across * rows - 1 : number);
  const rest = (number: number, drawn: number, top: number, tall: number) =>
    number > drawn &&
    svg`<text class="mark" x=${4 + (drawn % across) * (size + gap) + 4} y=${top + Math.floor(drawn / across) * (tall + gap) + tall / 2 + 4}>… ${(number - drawn).toLocaleString('en')}</text>`;

  const tallGpu = tallOf(axes.length);
  const gpusDrawn = listed(node, Math.ceil(Math.min(node, 72) / across));
  const gpusTop = 26;
  const nodesTop = gpusTop + Math.ceil(gpusDrawn / across) * (tallGpu + gap) + 32;
  const nodes = gpus / node;
  const lines = Array.from({ length: nodes > across * 4 ? across * 4 - 1 : nodes }, (_, k) =>
    axes.map((axis) => span(axis, k * node, node)).filter((one) => one !== null),
  );
  const tallNode = tallOf(Math.max(...lines.map((all) => all.length)));
  const height = nodes > 1 ? nodesTop + Math.ceil((lines.length + (nodes > lines.length ? 1 : 0)) / across) * (tallNode + gap) + 6 : nodesTop - 24;
  return svg`<svg class="placement nodes" role="img" width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`}
    aria-label=${`Placement of ${placement.text}. ${axes.map(({ axis, degree, lies }) => `${axis} ${degree} ${lies}`).join('; ')}.`}>
    <text class="mark" x="4" y=${gpusTop - 9}>the GPUs of the first node</text>
    ${Array.from({ length: gpusDrawn }, (_, rank) =>
      box(rank, gpusTop, tallGpu, 'level-0', axes.map((axis) => `${letters[axis.axis]}${placeIn(axis, rank)}`), rank),
    )}
    ${rest(node, gpusDrawn, gpusTop, tallGpu)}
    ${nodes > 1 && svg`<text class="mark" x="4" y=${nodesTop - 9}>${placement.text}${width > 480 ? ': what of it is not in every node' : ''}</text>`}
    ${nodes > 1 && lines.map((all, k) => box(k, nodesTop, tallNode, 'level-1', all, k * node))}
    ${nodes > 1 && rest(nodes, lines.length, nodesTop, tallNode)}
  </svg>`;
}
