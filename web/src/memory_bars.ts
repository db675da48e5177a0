// Memory of every kind of stage as a bar of what it holds, with the margin of the allocator and the context behind it, and the
// line of the card.

import { scaleLinear } from 'd3-scale';
import { svg, type TemplateResult } from 'lit';
import type { Fit } from './answers';
import { prefixed, textWidth } from './axes';
import { slug } from './state';

export interface Segment {
  part: string;
  bytes: number;
  text: string;
}

/// The name of what is drawn, as a class of the style sheet: its first word.
export const kindOf = (part: string) => slug(part.split(/[ (]/)[0]);

/// What a stage holds, and what is added to that before it is held against the card.
export function segments(found: Fit, stage: Fit['shown']['stages'][number]): Segment[] {
  const { margin_share, context_bytes } = found.answer.verdict;
  const margin = margin_share * stage.bytes;
  return [
    ...stage.parts,
    { part: 'margin of the allocator', bytes: margin, text: `${prefixed(margin, 'B')}, ${found.shown.margin} of the peak` },
    { part: 'driver context', bytes: context_bytes, text: found.shown.context },
  ];
}

export function memoryBars(found: Fit, width: number): TemplateResult {
  const { stages, available, verdict } = found.shown;
  const sizes = stages.map((stage) => segments(found, stage));
  const card = found.answer.verdict.available_bytes;
  const most = Math.max(card, ...sizes.map((one) => one.reduce((sum, { bytes }) => sum + bytes, 0)));
  const x = scaleLinear()
    .domain([0, 1.02 * most])
    .range([4, width - 8]);
  const row = 62;
  const top = 22;
  const height = top + stages.length * row + 26;
  const line = x(card);
  const spoken = stages
    .map((stage, i) => `${stage.stage}, ${stage.text}: ${sizes[i].map(({ part, text }) => `${part} ${text}`).join('; ')}`)
    .join('. ');
  return svg`<svg class="memory" role="img" width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`}
    aria-label=${`${verdict}. ${spoken}`}>
    ${stages.map((stage, i) => {
      let from = 0;
      const y = top + i * row + 22;
      return svg`<text class="mark" x="4" y=${y - 7}>${stage.stage}: ${stage.text}${stage.fullest ? ', the fullest' : ''}</text>
        ${sizes[i].map(({ part, bytes, text }) => {
          const begin = x(from);
          from += bytes;
          const wide = x(from) - begin;
          return svg`<g class=${`part ${kindOf(part)}`}>
            <title>${part} ${text}</title>
            <rect x=${begin} y=${y} width=${Math.max(wide, 1)} height="28" />
            ${textWidth(part) < wide - 8 && svg`<text x=${begin + 6} y=${y + 18}>${part}</text>`}
          </g>`;
        })}
        <line class="capacity" x1=${line} x2=${line} y1=${y - 4} y2=${y + 32} />`;
    })}
    <text class="mark" x=${line} y=${top - 9} text-anchor=${line > width - 70 ? 'end' : 'middle'}>has ${available}</text>
    <g class="axes">
      ${x.ticks(width / 110).map(
        (tick) => svg`<line x1=${x(tick)} x2=${x(tick)} y1=${height - 26} y2=${height - 20} />
          <text x=${x(tick)} y=${height - 6} text-anchor=${tick === 0 ? 'start' : x(tick) > width - 30 ? 'end' : 'middle'}>${prefixed(tick, 'B')}</text>`,
      )}
    </g>
  </svg>`;
}
