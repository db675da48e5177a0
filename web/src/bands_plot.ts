// Bands on the wall: what becomes of every model where inputs are known within ranges.

import { scaleLinear, scaleLog } from 'd3-scale';
import { area, line } from 'd3-shape';
import { svg, type TemplateResult } from 'lit';
import type { Bands } from './answers';
import { axes, logarithmicTicks, power } from './axes';

type Point = Bands['answer']['runs'][number];

export function bandsPlot(found: Bands, width: number, chosen: number, choose: (index: number) => void): TemplateResult {
  const room = { width, height: Math.max(280, Math.min(520, width * 0.45)), left: 48, right: 16, top: 30, bottom: 44 };
  const { runs, linear_scaling_ends_flop: ends } = found.answer;
  const compute = (one: Point) => one.wanted.training_flop;
  const flops = runs.map(compute);
  const decade = (round: (x: number) => number, flop: number) => 10 ** round(Math.log10(flop));
  const x = scaleLog()
    .domain([decade(Math.floor, Math.min(...flops)), decade(Math.ceil, Math.max(...flops))])
    .range([room.left, width - room.right]);
  const y = scaleLinear()
    .domain([0, Math.max(1, ...runs.map((one) => one.utilization.p95))])
    .range([room.height - room.bottom, room.top]);
  const band = (low: 'p5' | 'p25', high: 'p95' | 'p75') =>
    area<Point>((one) => x(compute(one)), (one) => y(one.utilization[low]), (one) => y(one.utilization[high]))(runs);
  const median = line<Point>((one) => x(compute(one)), (one) => y(one.utilization.p50))(runs);
  const nearest = (event: PointerEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const px = ((event.clientX - box.left) * width) / box.width;
    let best = 0;
    runs.forEach((one, i) => {
      if (Math.abs(x(compute(one)) - px) < Math.abs(x(compute(runs[best])) - px)) best = i;
    });
    choose(best);
  };
  const at = runs[chosen];
  return svg`<svg class="bands" role="img" width=${width} height=${room.height} viewBox=${`0 0 ${width} ${room.height}`}
    aria-label=${`${found.shown.title}. ${found.shown.landmarks.map((one) => `${one.landmark}: ${one.assumed} as assumed, ${one.p5} to ${one.p95} of nine in ten draws`).join('; ')}.`}
    @pointermove=${nearest} @pointerdown=${nearest}>
    ${axes(
      { scale: x, ticks: logarithmicTicks(x.domain(), width / 70, true), text: power, label: 'training compute (FLOP)' },
      { scale: y, ticks: y.ticks(5), text: (share) => `${Math.round(100 * share)} %`, label: 'utilization (share of the peak rate)' },
      room,
    )}
    <path class="band wide" d=${band('p5', 'p95')} />
    <path class="band near" d=${band('p25', 'p75')} />
    <path class="curve" d=${median} />
    ${runs.filter((one) => one.utilization.nominal > 0).map((one) => svg`<circle class="nominal" cx=${x(compute(one))} cy=${y(one.utilization.nominal)} r="3" />`)}
    ${ends.p5 && ends.p95 && svg`<g class="ends"><line x1=${x(ends.p5)} x2=${x(ends.p95)} y1=${room.height - room.bottom - 8} y2=${room.height - room.bottom - 8} />
      ${ends.p50 && svg`<circle cx=${x(ends.p50)} cy=${room.height - room.bottom - 8} r="5" />`}</g>`}
    ${at && svg`<line class="stem" x1=${x(compute(at))} x2=${x(compute(at))} y1=${room.top} y2=${room.height - room.bottom} />`}
  </svg>`;
}
