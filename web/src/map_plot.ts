// All plans: memory of a GPU against the time of a step. What lies left of the line fits, what lies low is fast.

import { scaleLog } from 'd3-scale';
import { svg, type TemplateResult } from 'lit';
import type { Dot, PlanMap } from './answers';
import { axes, logarithmicTicks, prefixed, star, time } from './axes';

/// How much longer than the best plan a plan may take to be drawn.
export const zooms: Record<string, { text: string; most: number }> = {
  '': { text: 'all plans', most: Infinity },
  twice: { text: 'up to twice as long', most: 2 },
  near: { text: 'up to 10 % longer', most: 1.1 },
};

/// From the fastest on; of those that take as long, those that fit first.
export function shownDots(map: PlanMap, zoom: string): Dot[] {
  const most = (zooms[zoom] ?? zooms['']).most * map.best_step_time_s;
  return map.dots
    .filter((dot) => dot.step_time_s <= most)
    .sort((a, b) => a.step_time_s - b.step_time_s || Number(b.fits) - Number(a.fits));
}

export function mapPlot(
  map: PlanMap,
  dots: Dot[],
  width: number,
  memory: string,
  chosen: Dot | undefined,
  choose: (index: number) => void,
): TemplateResult {
  const room = { width, height: Math.max(280, Math.min(560, width * 0.5)), left: 66, right: 16, top: 30, bottom: 44 };
  const extent = (values: number[], room: number) => [Math.min(...values) / room, Math.max(...values) * room];
  const x = scaleLog()
    .domain(extent([...dots.map((dot) => dot.memory_bytes), map.capacity_bytes], 1.15))
    .range([room.left, width - room.right]);
  const times = dots.map((dot) => dot.step_time_s);
  const y = scaleLog()
    .domain(extent(times, Math.max(...times) / Math.min(...times) > 1.5 ? 1.1 : 1.003))
    .range([room.height - room.bottom, room.top]);
  const at = (dot: Dot) => [x(dot.memory_bytes), y(dot.step_time_s)] as const;

  const draw = (dot: Dot) => {
    const [px, py] = at(dot);
    if (dot.best) return svg`<path class="best" d=${star(px, py, 9)} />`;
    if (!dot.fits) return svg`<path class="unfit" d=${`M${px - 3.5},${py - 3.5}l7,7m0,-7l-7,7`} />`;
    return svg`<circle class=${dot.recompute ? 'recomputed' : 'kept'} cx=${px} cy=${py} r="3.5" />`;
  };
  const nearest = (event: PointerEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const unit = width / box.width;
    const [px, py] = [(event.clientX - box.left) * unit, (event.clientY - box.top) * unit];
    const distance = (dot: Dot) => Math.hypot(at(dot)[0] - px, at(dot)[1] - py);
    let best = 0;
    dots.forEach((dot, i) => {
      if (distance(dot) < distance(dots[best])) best = i;
    });
    if (dots.length > 0) choose(best);
  };
  const line = x(map.capacity_bytes);
  const [timeFrom, timeTo] = y.domain();
  const fine = timeTo / timeFrom < 3;
  const fitting = dots.filter((dot) => dot.fits).length;
  return svg`<svg
    class="map" role="img"
    aria-label=${`${dots.length} plans by memory of a GPU and time of a step; ${fitting} fit in ${map.capacity}.`}
    width=${width} height=${room.height} viewBox=${`0 0 ${width} ${room.height}`}
    @pointermove=${nearest} @pointerdown=${nearest}>
    ${axes(
      {
        scale: x,
        ticks: logarithmicTicks(x.domain(), width / 80),
        text: (bytes) => prefixed(bytes, 'B'),
        label: memory,
      },
      {
        scale: y,
        ticks: fine ? y.ticks(6).filter((_, i, all) => i % Math.ceil(all.length / 7) === 0) : logarithmicTicks(y.domain(), 8),
        text: time,
        label: 'time of a step',
      },
      room,
    )}
    <line class="capacity" x1=${line} x2=${line} y1=${room.top} y2=${room.height - room.bottom} />
    <text class="mark" x=${line} y=${room.top - 10} text-anchor=${line > width - 60 ? 'end' : 'middle'}>has ${map.capacity}</text>
    ${[...dots].reverse().map(draw)}
    ${chosen && svg`<circle class="chosen" cx=${at(chosen)[0]} cy=${at(chosen)[1]} r="8" />`}
  </svg>`;
}
