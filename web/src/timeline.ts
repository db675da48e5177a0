// A step as a timeline of its stages: what each works, what it waits for the others, and communication that is not hidden.

import { scaleLinear } from 'd3-scale';
import { nothing, svg, type TemplateResult } from 'lit';
import type { Timeline } from './answers';
import { time } from './axes';
import { kindOf } from './memory_bars';

const waits: Record<string, string> = {
  filling: 'waits for its first microbatch',
  waiting: 'waits for the fullest stage',
  draining: 'waits for the stages before it',
};

/// How a part is drawn, and what the legend calls it: all that is waited for others is the bubble.
export const laneKind = (kind: string) => (kind in waits ? 'pipeline' : kindOf(kind));
export const laneName = (kind: string) => (kind in waits ? 'bubble: a stage waits for others' : kind === 'microbatches' ? 'forward and backward passes' : kind);

export function timelinePicture(timeline: Timeline, width: number): TemplateResult {
  const { lanes } = timeline;
  const tall = lanes.length <= 12 ? 24 : Math.max(4, Math.min(18, 420 / lanes.length));
  const gap = tall > 8 ? 4 : 1;
  const left = 64;
  const height = lanes.length * (tall + gap) + 36;
  const x = scaleLinear().domain([0, timeline.total_s]).range([left, width - 10]);
  // Names as far as there is room for them.
  const every = Math.ceil(16 / (tall + gap));
  return svg`<svg class="timeline" role="img" width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`}
    aria-label=${`A step of ${timeline.total} on ${lanes.length} pipeline stages; bubble ${timeline.bubble} of the fullest. ${lanes
      .slice(0, 8)
      .map(({ stage, segments }) => `Stage ${stage}: ${segments.map((one) => one.text).join('; ')}`)
      .join('. ')}`}>
    ${lanes.map(({ stage, segments }, i) => {
      const y = i * (tall + gap) + 2;
      let from = 0;
      return svg`${i % every === 0 ? svg`<text class="mark" x="4" y=${y + Math.min(tall, 16) * 0.5 + 5}>stage ${stage}</text>` : nothing}
        ${segments.map(({ kind, seconds, text }) => {
          const begin = x(from);
          from += seconds;
          return svg`<g class=${`part ${laneKind(kind)}`}>
            <title>stage ${stage}: ${text}</title>
            <rect x=${begin} y=${y} width=${Math.max(x(from) - begin, 0.5)} height=${tall} />
          </g>`;
        })}`;
    })}
    <g class="axes">
      ${x.ticks(width / 120).map(
        (tick) => svg`<line x1=${x(tick)} x2=${x(tick)} y1=${height - 32} y2=${height - 24} />
          <text x=${x(tick)} y=${height - 8} text-anchor=${x(tick) > width - 40 ? 'end' : 'middle'}>${time(tick)}</text>`,
      )}
    </g>
  </svg>`;
}
