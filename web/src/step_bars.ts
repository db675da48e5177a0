// A step of each plan as a bar of what it waits for; below it what is hidden behind that.

import { scaleLinear } from 'd3-scale';
import { svg, type TemplateResult } from 'lit';
import type { Part } from './answers';
import { textWidth, time } from './axes';
import { slug } from './state';

/// A plan with the parts of its step.
export interface Timed {
  rank: string;
  plan: string;
  step_time: string;
  parts: Part[];
}

/// `kindOf` is the class of the style sheet for a part.
export function stepBars(plans: Timed[], width: number, kindOf: (part: string) => string = slug): TemplateResult {
  const waited = (parts: Part[]) => parts.filter((one) => !one.hidden);
  const total = (parts: Part[]) => parts.reduce((sum, one) => sum + one.seconds, 0);
  const longest = Math.max(...plans.map(({ parts }) => Math.max(total(waited(parts)), total(parts) - total(waited(parts)))));
  const x = scaleLinear().domain([0, longest]).range([4, width - 8]);
  const row = 74;
  const height = plans.length * row + 30;
  const bar = (part: Part, from: number, y: number, tall: number) => {
    const wide = x(from + part.seconds) - x(from);
    const label = `${part.part} ${part.text}`;
    return svg`<g class=${`part ${part.hidden ? 'hidden' : kindOf(part.part)}`}>
      <title>${label}</title>
      <rect x=${x(from)} y=${y} width=${Math.max(wide, 1)} height=${tall} />
      ${textWidth(label) < wide && tall > 14 && svg`<text x=${x(from) + 6} y=${y + 17}>${label}</text>`}
    </g>`;
  };
  return svg`<svg class="steps" role="img" width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`}
    aria-label=${plans.map(({ rank, step_time, parts }) => `${rank}, ${step_time} a step: ${parts.map((one) => `${one.part} ${one.text}`).join('; ')}`).join('. ')}>
    ${plans.map(({ rank, plan, step_time, parts }, i) => {
      let from = 0;
      const y = i * row + 22;
      const text = `${rank}, ${step_time}: ${plan}`;
      const room = Math.floor(width / 7.4);
      return svg`<text class="mark" x="4" y=${y - 7}>${text.length > room ? `${text.slice(0, room - 1)}…` : text}</text>
        ${waited(parts).map((part) => {
          const drawn = bar(part, from, y, 26);
          from += part.seconds;
          return drawn;
        })}
        ${parts.filter((one) => one.hidden).map((part) => bar(part, 0, y + 28, 8))}`;
    })}
    <g class="axes">
      ${x.ticks(width / 120).map(
        (tick) => svg`<line x1=${x(tick)} x2=${x(tick)} y1=${height - 26} y2=${height - 20} />
          <text x=${x(tick)} y=${height - 6} text-anchor=${tick === 0 ? 'start' : x(tick) > width - 30 ? 'end' : 'middle'}>${time(tick)}</text>`,
      )}
    </g>
  </svg>`;
}
