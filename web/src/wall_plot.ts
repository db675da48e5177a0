// Utilization over training compute: how it falls, where linear scaling ends, where training does.

import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { nothing, svg, type TemplateResult } from 'lit';
import type { Wall } from './answers';
import { axes, logarithmicTicks, power, textWidth } from './axes';

export interface Curve {
  kind: 'now' | 'compared';
  found: Wall;
}

export interface Place {
  curve: Curve;
  index: number; // of a point
}

const points = (curve: Curve) => curve.found.answer.comparisons[0].curves[0].points;
const compute = (curve: Curve, i: number) => points(curve)[i].wanted.training_flop;
const utilization = (curve: Curve, i: number) => points(curve)[i].run.utilization;

/// Every point, along the curves one after the other.
export const places = (curves: Curve[]): Place[] =>
  curves.flatMap((curve) => points(curve).map((_, index) => ({ curve, index })));

export function wallPlot(
  curves: Curve[],
  width: number,
  chosen: Place | undefined,
  choose: (index: number) => void,
): TemplateResult {
  const room = {
    width,
    height: Math.max(300, Math.min(640, width * 0.5)),
    left: 48,
    right: 16,
    top: 30,
    bottom: 44,
  };
  const all = places(curves);
  const flops = all.map(({ curve, index }) => compute(curve, index));
  const decade = (round: (x: number) => number, flop: number) => 10 ** round(Math.log10(flop));
  const x = scaleLog()
    .domain([decade(Math.floor, Math.min(...flops)), decade(Math.ceil, Math.max(...flops))])
    .range([room.left, width - room.right]);
  const tallest = Math.max(...all.map(({ curve, index }) => utilization(curve, index)));
  const y = scaleLinear()
    .domain([0, Math.max(1, tallest)])
    .range([room.height - room.bottom, room.top]);
  const at = ({ curve, index }: Place) => [x(compute(curve, index)), y(utilization(curve, index))] as const;
  const path = line<Place>((place) => at(place)[0], (place) => at(place)[1]);

  const mark = (curve: Curve, row: number) => {
    const { linear_scaling_ends_flop: end } = curve.found.answer.comparisons[0].curves[0];
    const own = places([curve]);
    const ending = own.find(({ index }) => compute(curve, index) === end);
    const [lastX, lastY] = at(own[own.length - 1]);
    const narrow = width < 600; // what is written below the picture must do
    const label = (text: string, markX: number, line: number) => {
      const left = Math.max(room.left + 4, Math.min(markX + 10, width - room.right - textWidth(text)));
      return narrow ? nothing : svg`<text class="mark" x=${left} y=${room.top + 12 + 17 * line}>${text}</text>`;
    };
    const stem = (markX: number, markY: number, line: number) =>
      narrow ? nothing : svg`<line class="stem" x1=${markX} x2=${markX} y1=${room.top + 8 + 17 * line} y2=${markY - 7} />`;
    const largest = `largest feasible: ${curve.found.shown.largest_feasible}`;
    return svg`<g class=${curve.kind}>
      ${ending &&
      svg`<g class="ends">
        <circle cx=${at(ending)[0]} cy=${at(ending)[1]} r="7" />
        ${stem(...at(ending), 2 * row)}
        ${label(`linear scaling ends: ${curve.found.shown.linear_scaling_ends}`, at(ending)[0], 2 * row)}
      </g>`}
      <path class="last" d=${`M${lastX - 6},${lastY - 6}h12v12h-12z`} />
      ${stem(lastX, lastY, 2 * row + 1)}
      ${label(largest, lastX - textWidth(largest) - 20, 2 * row + 1)}
    </g>`;
  };

  const nearest = (event: PointerEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const unit = width / box.width;
    const [px, py] = [(event.clientX - box.left) * unit, (event.clientY - box.top) * unit];
    const distance = (place: Place) => Math.hypot(at(place)[0] - px, (at(place)[1] - py) / 4);
    let best = 0;
    all.forEach((place, i) => {
      if (distance(place) < distance(all[best])) best = i;
    });
    choose(best);
  };
  const sentence = curves
    .map(
      ({ found: { shown } }) =>
        `${shown.title}: linear scaling ends at ${shown.linear_scaling_ends ?? 'no compute that was looked at'}, ` +
        `the largest feasible run is of ${shown.largest_feasible}`,
    )
    .join('; ');
  const threshold = y(0.8 * curves[0].found.shown.sustained);
  return svg`<svg
    class="wall" role="img" aria-label=${`Utilization over training compute. ${sentence}.`}
    width=${width} height=${room.height} viewBox=${`0 0 ${width} ${room.height}`}
    @pointermove=${nearest} @pointerdown=${nearest}>
    ${axes(
      { scale: x, ticks: logarithmicTicks(x.domain(), width / 70, true), text: power, label: 'training compute (FLOP)' },
      {
        scale: y,
        ticks: y.ticks(5),
        text: (share) => `${Math.round(100 * share)} %`,
        label: 'utilization (share of the peak rate)',
      },
      room,
    )}
    <line class="threshold" x1=${room.left} x2=${width - room.right} y1=${threshold} y2=${threshold} />
    <text class="threshold" x=${room.left + 4} y=${threshold + 16}>four fifths of the sustained rate</text>
    ${curves.map(
      (curve) => svg`<g class=${curve.kind}>
        <path class="curve" d=${path(places([curve]))} />
        ${places([curve]).map((place) => {
          const [cx, cy] = at(place);
          return curve.kind === 'now'
            ? svg`<circle class="point" cx=${cx} cy=${cy} r="2.5" />`
            : svg`<path class="point" d=${`M${cx},${cy - 4}l4,7h-8z`} />`;
        })}
      </g>`,
    )}
    ${curves.map(mark)}
    ${chosen && svg`<circle class=${`chosen ${chosen.curve.kind}`} cx=${at(chosen)[0]} cy=${at(chosen)[1]} r="6" />`}
  </svg>`;
}
