// Elasticities as bars: percent of change per percent of a parameter, with more of it and with less.

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

/// Those that have an effect, the strongest first; an axis shows at least 1 % for 1 %, so that weak effects look weak.
export function helpBars(title: string, effects: Effect[], width: number): TemplateResult {
  const shown = effects.filter(({ more, less }) => more || less);
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
      return svg`<text class="mark" x=${narrow ? 8 : left} y=${narrow ? y + 12 : y + 18} text-anchor=${narrow ? 'start' : 'end'}>${one.parameter}</text>
        ${bar('more', one.more, one.moreText, narrow ? y + 18 : y)}
        ${bar('less', one.less, one.lessText, (narrow ? y + 18 : y) + 15)}`;
    })}
  </svg>`;
}
