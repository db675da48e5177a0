// Axes of pictures: where ticks stand and what they say.

import { type ScaleContinuousNumeric } from 'd3-scale';
import { svg, type TemplateResult } from 'lit';

export type Scale = ScaleContinuousNumeric<number, number>;

const raised = (exponent: number) =>
  [...String(exponent)].map((c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)])).join('');

/// 10²⁷
export const power = (value: number) => `10${raised(Math.round(Math.log10(value)))}`;

/// 43 GB
export function prefixed(value: number, unit: string): string {
  if (value === 0) return `0 ${unit}`;
  const group = Math.max(-3, Math.min(6, Math.floor(Math.log10(value) / 3 + 1e-9)));
  return `${Number((value / 1000 ** group).toPrecision(3))} ${['n', 'µ', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'][group + 3]}${unit}`;
}

/// 1.5 min
export function time(value: number): string {
  for (const [unit, size] of [['days', 86400], ['h', 3600], ['min', 60]] as const)
    if (value >= size) return `${Number((value / size).toPrecision(3))} ${unit}`;
  return prefixed(value, 's');
}

/// Ticks of a logarithmic axis: of every decade 1, 2 and 5, or powers of ten alone.
export function logarithmicTicks([from, to]: number[], most: number, powers = false): number[] {
  const steps = powers || Math.log10(to / from) > most / 2 ? [1] : [1, 2, 5];
  const ticks: number[] = [];
  for (let decade = Math.floor(Math.log10(from)); decade <= Math.log10(to); ++decade)
    for (const step of steps) ticks.push(step * 10 ** decade);
  const inside = ticks.filter((tick) => from * 0.999 <= tick && tick <= to * 1.001);
  const every = Math.ceil(inside.length / most);
  return inside.filter((_, i) => i % every === 0);
}

export interface Axis {
  scale: Scale;
  ticks: number[];
  text: (value: number) => string;
  label: string;
}

export interface Room {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/// Both axes with the lines of their ticks across the picture.
export function axes(x: Axis, y: Axis, { width, height, left, right, top, bottom }: Room): TemplateResult {
  const floor = height - bottom;
  return svg`<g class="axes">
    ${x.ticks.map((tick) => {
      const at = x.scale(tick);
      return svg`<line class="grid" x1=${at} x2=${at} y1=${top} y2=${floor} />
        <text x=${at} y=${floor + 18} text-anchor="middle">${x.text(tick)}</text>`;
    })}
    ${y.ticks.map((tick) => {
      const at = y.scale(tick);
      return svg`<line class="grid" x1=${left} x2=${width - right} y1=${at} y2=${at} />
        <text x=${left - 8} y=${at + 4} text-anchor="end">${y.text(tick)}</text>`;
    })}
    <text class="label" x=${(left + width - right) / 2} y=${height - 6} text-anchor="middle">${x.label}</text>
    <text class="label" x="4" y=${top - 10}>${y.label}</text>
  </g>`;
}

/// How wide a text is drawn, about.
export const textWidth = (text: string) => 7.2 * text.length;

/// A mark for the one of many.
export function star(x: number, y: number, size: number): string {
  const corners = Array.from({ length: 10 }, (_, i) => {
    const radius = i % 2 === 0 ? size : size * 0.45;
    const angle = (Math.PI * i) / 5 - Math.PI / 2;
    return `${x + radius * Math.cos(angle)},${y + radius * Math.sin(angle)}`;
  });
  return `M${corners.join('L')}z`;
}
