// Elasticities as bars: percent of change per percent of a parameter, with more of it and with less. A row that is dragged
// multiplies its parameter; the sliders do the same by keys.

import { scaleLinear } from 'd3-scale';
import { svg, type TemplateResult } from 'lit';
import type { Help } from './answers';

export interface Effect {
  parameter: string;
  more: number | null;
  less: number | null;
  moreText: string;
  lessText: string;
}

export function effectsOf(found: Help, of: number): Effect[] {
  return found.answer.answers[of].effects.map((effect, i) => ({
    parameter: effect.parameter,
    more: effect.elasticity_more,
    less: effect.elasticity_less,
    moreText: found.shown.answers[of].effects[i].more,
    lessText: found.shown.answers[of].effects[i].less,
  }));
}

/// What a parameter is multiplied by, and how that is changed while its row is dragged.
export interface Factors {
  of: (parameter: string) => number;
  write: (parameter: string, factor: number, done: boolean) => void;
}

const doubling = 80; // px that double a parameter
let dragged: { parameter: string; from: number; factor: number } | null = null; // rows may change their places meanwhile

const drags = (parameter: string, factors: Factors, width: number) => {
  const move = (event: PointerEvent, done: boolean) => {
    if (!done && event.buttons === 0) dragged = null; // it was let go elsewhere
    if (!dragged) return;
    const unit = width / (event.currentTarget as SVGElement).closest('svg')!.getBoundingClientRect().width;
    factors.write(dragged.parameter, dragged.factor * 2 ** (((event.clientX - dragged.from) * unit) / doubling), done);
    if (done) dragged = null;
  };
  return {
    down: (event: PointerEvent) => {
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      dragged = { parameter, from: event.clientX, factor: factors.of(parameter) };
    },
    move: (event: PointerEvent) => move(event, false),
    up: (event: PointerEvent) => move(event, true),
  };
};

/// Those that have an effect, the strongest first; an axis shows at least 1 % for 1 %, so that weak effects look weak.
export function helpBars(title: string, effects: Effect[], width: number, factors: Factors): TemplateResult {
  const shown = effects.filter(({ parameter, more, less }) => more || less || parameter === dragged?.parameter);
  const narrow = width < 520;
  const left = narrow ? 8 : 190;
  const end = 1.1 * Math.max(1, ...shown.flatMap(({ more, less }) => [Math.abs(more ?? 0), Math.abs(less ?? 0)]));
  const x = scaleLinear().domain([-end, end]).range([left + 44, width - 52]);
  const row = narrow ? 56 : 40;
  const height = Math.max(1, shown.length) * row + 46;
  const bar = (kind: string, value: number | null, text: string, y: number) => {
    const from = x(Math.min(0, value ?? 0));
    const to = x(Math.max(0, value ?? 0));
    const negative = (value ?? 0) < 0;
    return svg`<g class=${kind}>
      <rect x=${from} y=${y} width=${Math.max(to - from, 1)} height="13" />
      <text x=${negative ? from - 5 : to + 5} y=${y + 11} text-anchor=${negative ? 'end' : 'start'}>${text}</text>
    </g>`;
  };
  return svg`<svg class="help" role="img" width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`}
    aria-label=${`${title}: percent of change per percent of a parameter. ${shown.map((one) => `${one.parameter}: ${one.moreText} with more, ${one.lessText} with less`).join('; ')}`}>
    <g class="axes">
      ${x.ticks(width / 110).map(
        (tick) => svg`<line class="grid" x1=${x(tick)} x2=${x(tick)} y1="4" y2=${height - 42} />
          <text x=${x(tick)} y=${height - 26} text-anchor="middle">${tick}</text>`,
      )}
      <text class="label" x=${x(0)} y=${height - 6} text-anchor="middle">% of change per % of the parameter</text>
    </g>
    <line class="zero" x1=${x(0)} x2=${x(0)} y1="4" y2=${height - 42} />
    ${shown.length === 0 && svg`<text class="mark" x=${left} y="24">No parameter has an effect.</text>`}
    ${shown.map((one, i) => {
      const y = i * row + 6;
      const factor = factors.of(one.parameter);
      const label = factor === 1 ? one.parameter : `${one.parameter} × ${Number(factor.toPrecision(3))}`;
      const { down, move, up } = drags(one.parameter, factors, width);
      return svg`<rect class="handle" data-parameter=${one.parameter} x="0" y=${y - 3} width=${width} height=${row - 2}
          @pointerdown=${down} @pointermove=${move} @pointerup=${up} />
        <text class="mark" x=${narrow ? 8 : left} y=${narrow ? y + 12 : y + 18} text-anchor=${narrow ? 'start' : 'end'}>${label}</text>
        ${bar('more', one.more, one.moreText, narrow ? y + 18 : y)}
        ${bar('less', one.less, one.lessText, (narrow ? y + 18 : y) + 15)}`;
    })}
  </svg>`;
}
