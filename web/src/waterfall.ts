// From the predicted step to the measured one: a bar for each input that may have been otherwise.

import { scaleLinear } from 'd3-scale';
import { svg, type TemplateResult } from 'lit';
import type { Measured } from './answers';
import { textWidth, time } from './axes';

interface Row {
  kind: 'whole' | 'longer' | 'shorter' | 'left';
  text: string;
  short: string; // where there is no room for the text
  from: number;
  to: number;
}

export function waterfallRows(found: Measured): Row[] {
  const { shown } = found;
  const { predicted_s, step_s } = found.answer.measured;
  const same = (text: string) => ({ text, short: text });
  const reached = shown.waterfall.at(-1)?.to_s ?? predicted_s;
  return [
    { kind: 'whole', ...same(`predicted: ${shown.predicted}`), from: 0, to: predicted_s },
    ...shown.waterfall.map(({ input, taken, instead, change, from_s, to_s }): Row => ({
      kind: to_s > from_s ? 'longer' : 'shorter',
      text: `${input}, ${instead} instead of ${taken}: ${change}`,
      short: `${input}: ${change}`,
      from: from_s,
      to: to_s,
    })),
    { kind: 'left', ...same(`not explained: ${shown.not_explained}`), from: reached, to: step_s },
    { kind: 'whole', ...same(`measured: ${shown.measured}`), from: 0, to: step_s },
  ];
}

export function waterfallPicture(found: Measured, width: number): TemplateResult {
  const rows = waterfallRows(found);
  const x = scaleLinear()
    .domain([0, 1.02 * Math.max(...rows.map(({ from, to }) => Math.max(from, to)))])
    .range([4, width - 10]);
  const tall = 46;
  const height = rows.length * tall + 30;
  return svg`<svg class="waterfall" role="img" width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`}
    aria-label=${rows.map(({ text }) => text).join('; ')}>
    ${rows.map(({ kind, text, short, from, to }, i) => {
      const y = i * tall + 18;
      const least = x(Math.min(from, to));
      return svg`<g class=${`fall ${kind}`}>
        <title>${text}</title>
        <text class="mark" x="4" y=${y - 5}>${textWidth(text) > width ? short : text}</text>
        <rect x=${least} y=${y} width=${Math.max(1.5, Math.abs(x(to) - x(from)))} height="20" />
        ${i + 1 < rows.length && svg`<line class="stem" x1=${x(to)} x2=${x(to)} y1=${y + 20} y2=${y + tall} />`}
      </g>`;
    })}
    <g class="axes">
      ${x.ticks(width / 120).map(
        (tick) => svg`<line x1=${x(tick)} x2=${x(tick)} y1=${height - 26} y2=${height - 20} />
          <text x=${x(tick)} y=${height - 6} text-anchor=${tick === 0 ? 'start' : x(tick) > width - 40 ? 'end' : 'middle'}>${time(tick)}</text>`,
      )}
    </g>
  </svg>`;
}
