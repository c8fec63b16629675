// Curves over the steps, with a line at the step that is shown.

import uPlot from '/lib/uplot.js';
import { css } from './colours.js';
import { brief } from './format.js';

export class StepChart {
  constructor(place) {
    this.place = place;
    this.step = 0;
    this.line = document.createElement('div');
    this.line.className = 'step-line';
    new ResizeObserver(() => {
      if (this.plot && place.clientWidth) {
        this.plot.setSize(this.size());
        this.mark(this.step);
      }
    }).observe(place);
  }

  size() {
    return { width: Math.max(120, this.place.clientWidth), height: Math.max(120, this.place.clientHeight) };
  }

  /** Curves: {label, values, colour, dash}; gaps where a value is null. Steps are those of the values, if not all. */
  show(length, curves, steps = Float64Array.from({ length }, (_, i) => i)) {
    const axis = () => ({
      stroke: css('--muted'),
      grid: { stroke: css('--line'), width: 1 },
      ticks: { stroke: css('--line'), width: 1, size: 4 },
      font: '11px ' + css('--mono'),
    });
    const { range, splits } = decades(curves);
    this.plot?.destroy();
    this.plot = new uPlot({
      ...this.size(),
      legend: { show: false },
      cursor: { show: false },
      padding: [8, 20, 0, 0],
      scales: { x: { time: false, range: [steps[0] ?? 0, Math.max(1, steps[length - 1] ?? 0)] }, y: { distr: 3, range } },
      axes: [
        { ...axis(), size: 26, values: (_, s) => s.map((v) => (Number.isInteger(v) ? v : '')) },
        { ...axis(), size: 52, splits: () => splits, filter: (_, s) => s, values: (_, s) => s.map((v) => power(v)) },
      ],
      series: [{}, ...curves.map((c) => ({ label: c.label, stroke: c.colour, width: 2, dash: c.dash, points: { show: false }, spanGaps: false }))],
    }, [steps, ...curves.map((c) => c.values)], this.place);
    this.plot.over.append(this.line);
    this.mark(this.step);
  }

  mark(step) {
    this.step = step;
    if (this.plot) this.line.style.transform = `translateX(${this.plot.valToPos(step, 'x')}px)`;
  }
}

/** Whole decades that hold every curve, and few enough labels for the height; within what a number can be, whatever the curves hold. */
function decades(curves) {
  let low = Infinity;
  let high = 0;
  for (const curve of curves) {
    for (const v of curve.values) if (v > 0 && v < Infinity) { if (v < low) low = v; if (v > high) high = v; }
  }
  if (low === Infinity) { low = 0.1; high = 1; }
  const bottom = Math.max(-307, Math.min(307, Math.floor(Math.log10(low))));
  const top = Math.min(308, Math.max(bottom + 1, Math.ceil(Math.log10(high))));
  const every = Math.max(1, Math.ceil((top - bottom) / 6));
  const splits = [];
  for (let e = bottom; e <= top; e += every) splits.push(10 ** e);
  return { range: [10 ** bottom, 10 ** top], splits };
}

function power(value) {
  const e = Math.round(Math.log10(value));
  return e >= -3 && e <= 4 ? brief(value) : '1e' + e;
}
