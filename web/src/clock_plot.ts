// Predicted over measured seconds of published runs, by how long a step took: on the line they agree.

import { scaleLog } from 'd3-scale';
import { svg, type TemplateResult } from 'lit';
import type { MeasuredRun } from './answers';
import { axes, logarithmicTicks, star, time } from './axes';

export interface TimedRun extends MeasuredRun {
  measured_s: number;
  predicted_s: number;
}

/// Runs that are measured and predicted, the shortest steps first.
export const timedRuns = (runs: MeasuredRun[]) =>
  runs
    .filter((one): one is TimedRun => one.measured_s !== undefined && one.predicted_s !== undefined)
    .sort((a, b) => a.measured_s - b.measured_s);

/// A run of one's own, and the ids of those that are most like it.
export interface Mine {
  measured_s: number;
  predicted_s: number;
  nearest: string[];
}

/// A mark of every class of evidence, by its place.
const marks = [
  (x: number, y: number) => `M${x - 4},${y}a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z`,
  (x: number, y: number) => `M${x},${y - 5}l5,8h-10z`,
  (x: number, y: number) => `M${x - 4},${y - 4}h8v8h-8z`,
  (x: number, y: number) => `M${x - 4},${y - 4}l8,8m0,-8l-8,8`,
];

export function clockPlot(
  runs: TimedRun[],
  classes: string[],
  width: number,
  chosen: TimedRun | undefined,
  mine: Mine | null,
  choose: (index: number, pinned: boolean) => void,
): TemplateResult {
  const room = { width, height: Math.max(300, Math.min(560, width * 0.5)), left: 56, right: 16, top: 30, bottom: 44 };
  const ratio = (run: { measured_s: number; predicted_s: number }) => run.predicted_s / run.measured_s;
  const shown = mine ? [...runs, mine] : runs;
  const seconds = shown.map((run) => run.measured_s);
  const x = scaleLog()
    .domain([Math.min(...seconds) / 1.2, Math.max(...seconds) * 1.2])
    .range([room.left, width - room.right]);
  const least = Math.min(1 / 1.5, ...shown.map(ratio)) / 1.1;
  const most = Math.max(1.5, ...shown.map(ratio)) * 1.1;
  const y = scaleLog()
    .domain([least, most])
    .range([room.height - room.bottom, room.top]);
  const at = (run: { measured_s: number; predicted_s: number }) => [x(run.measured_s), y(ratio(run))] as const;
  const nearest = (event: PointerEvent, pinned: boolean) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const unit = width / box.width;
    const [px, py] = [(event.clientX - box.left) * unit, (event.clientY - box.top) * unit];
    const distance = (run: TimedRun) => Math.hypot(at(run)[0] - px, at(run)[1] - py);
    let best = 0;
    runs.forEach((run, i) => {
      if (distance(run) < distance(runs[best])) best = i;
    });
    choose(best, pinned);
  };
  return svg`<svg
    class="clock" role="img"
    aria-label=${`${runs.length} runs: predicted over measured seconds of a step, by the measured seconds.${mine ? ` Mine: ${ratio(mine).toPrecision(3)} times what was measured.` : ''}`}
    width=${width} height=${room.height} viewBox=${`0 0 ${width} ${room.height}`}
    @pointermove=${(e: PointerEvent) => nearest(e, false)} @click=${(e: PointerEvent) => nearest(e, true)}>
    ${axes(
      { scale: x, ticks: logarithmicTicks(x.domain(), width / 90), text: time, label: 'measured time of a step' },
      {
        scale: y,
        ticks: [0.1, 0.2, 0.5, 0.7, 1, 1.4, 2, 5, 10].filter((tick) => tick >= least && tick <= most),
        text: (tick) => `${tick} ×`,
        label: 'predicted over measured',
      },
      room,
    )}
    <line class="zero" x1=${room.left} x2=${width - room.right} y1=${y(1)} y2=${y(1)} />
    ${runs.map((run) => {
      const kind = Math.max(0, classes.indexOf(run.evidence));
      return svg`<path class=${`run evidence-${kind}`} d=${marks[kind](...at(run))} />`;
    })}
    ${mine && runs.filter(({ id }) => mine.nearest.includes(id)).map((run) => svg`<circle class="near" cx=${at(run)[0]} cy=${at(run)[1]} r="7.5" />`)}
    ${mine && svg`<path class="mine" d=${star(...at(mine), 10)} />`}
    ${chosen && svg`<circle class="chosen" cx=${at(chosen)[0]} cy=${at(chosen)[1]} r="9" />`}
  </svg>`;
}
