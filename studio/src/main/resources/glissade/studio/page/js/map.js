// The loss as a map, with every path over it; for one parameter, the loss as a curve.

import { colour, css, dash, isDark } from './colours.js';
import { brief } from './format.js';

/** A path keeps at most so many corners on the screen, so that a step is drawn in an instant. */
const CORNERS = 1200;

export class LossMap {
  constructor(place, ground, paths, readout, onStart) {
    this.place = place;
    this.ground = ground;
    this.paths = paths;
    this.readout = readout;
    this.faint = document.createElement('canvas');
    this.grid = null;
    this.runs = [];
    this.minima = [];
    this.step = 0;
    new ResizeObserver(() => this.resize()).observe(place);
    place.addEventListener('pointerdown', (e) => {
      if (onStart && e.button === 0) { this.dragging = true; place.setPointerCapture(e.pointerId); onStart(...this.at(e), false); }
    });
    place.addEventListener('pointermove', (e) => {
      this.tell(e);
      if (this.dragging) onStart(...this.at(e), false);
    });
    place.addEventListener('pointerup', (e) => {
      if (this.dragging) { this.dragging = false; onStart(...this.at(e), true); }
    });
    place.addEventListener('pointerleave', () => { readout.textContent = ''; });
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.place;
    if (!width || !height) return;
    const ratio = Math.min(2, devicePixelRatio || 1);
    for (const canvas of [this.ground, this.paths, this.faint]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    Object.assign(this, { width, height, ratio });
    this.redraw();
  }

  /** What lies under the paths: z over the domain, row after row from the lowest y. */
  setGrid(grid) {
    this.grid = grid;
    if (grid.ny === 1) {
      const finite = grid.z.filter(Number.isFinite);
      const low = d3.min(finite) ?? 0;
      const high = d3.max(finite) ?? 1;
      const room = (high - low || 1) * 0.08;
      this.domain = { x: grid.x, y: [low - room, high + room] };
    } else {
      this.domain = { x: grid.x, y: grid.y };
    }
    this.redraw();
  }

  setRuns(runs) {
    this.runs = runs;
    this.trace();
    this.draw(this.step);
  }

  redraw() {
    if (!this.grid || !this.width) return;
    this.drawGround();
    this.trace();
    this.draw(this.step);
  }

  px(x) { return ((x - this.domain.x[0]) / (this.domain.x[1] - this.domain.x[0])) * this.width; }
  py(y) { return (1 - (y - this.domain.y[0]) / (this.domain.y[1] - this.domain.y[0])) * this.height; }

  at(event) {
    const box = this.place.getBoundingClientRect();
    const [x0, x1] = this.domain.x;
    const [y0, y1] = this.domain.y;
    return [
      x0 + ((event.clientX - box.left) / box.width) * (x1 - x0),
      y0 + (1 - (event.clientY - box.top) / box.height) * (y1 - y0),
    ];
  }

  tell(event) {
    if (!this.grid) return;
    const [x, y] = this.at(event);
    const { nx, ny, z } = this.grid;
    const i = Math.round(((x - this.domain.x[0]) / (this.domain.x[1] - this.domain.x[0])) * (nx - 1));
    const j = ny === 1 ? 0 : Math.round(((y - this.domain.y[0]) / (this.domain.y[1] - this.domain.y[0])) * (ny - 1));
    this.readout.textContent = ny === 1 ? `${brief(x)}  →  ${brief(z[i])}` : `${brief(x)}, ${brief(y)}  →  ${brief(z[j * nx + i])}`;
  }

  drawGround() {
    const g = this.ground.getContext('2d');
    g.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    g.clearRect(0, 0, this.width, this.height);
    if (this.grid.ny === 1) this.drawCurve(g);
    else this.drawContours(g);
    this.drawTicks(g);
    for (const minimum of this.minima) this.cross(g, minimum);
  }

  drawContours(g) {
    const { nx, ny, z } = this.grid;
    const finite = Float64Array.from(z.filter(Number.isFinite)).sort();
    if (!finite.length) return;
    const low = finite[0];
    const spread = (finite[Math.floor(finite.length * 0.98)] - low) || 1;
    const floor = Math.max(spread * 1e-4, finite[Math.floor(finite.length * 0.01)] - low || 0);
    // Evenly spaced in the logarithm of the height above the lowest point.
    const height = Float64Array.from(z, (v) => (Number.isFinite(v) ? Math.log(1 + (v - low) / floor) : Math.log(1 + (2 * spread) / floor)));
    const top = Math.log(1 + spread / floor);
    const levels = 22;
    const thresholds = d3.range(levels).map((k) => (top * k) / levels);
    const shade = isDark()
      ? d3.interpolateRgbBasis(['#10233f', '#17314f', '#1d3b57', '#27455c', '#35505f'])
      : d3.interpolateRgbBasis(['#c9def0', '#d9e8f3', '#e6eff3', '#f1f3ee', '#faf6ec']);
    const toScreen = d3.geoTransform({
      point: (function (width, heightPx) {
        return function (x, y) {
          this.stream.point(((x - 0.5) / (nx - 1)) * width, (1 - (y - 0.5) / (ny - 1)) * heightPx);
        };
      })(this.width, this.height),
    });
    const path = d3.geoPath(toScreen, g);
    g.lineWidth = 0.7;
    g.strokeStyle = css('--contour');
    for (const level of d3.contours().size([nx, ny]).thresholds(thresholds)(height)) {
      g.beginPath();
      path(level);
      g.fillStyle = shade(level.value / top);
      g.fill();
      g.stroke();
    }
  }

  drawCurve(g) {
    const { nx, z, x } = this.grid;
    g.fillStyle = css('--map');
    g.fillRect(0, 0, this.width, this.height);
    g.beginPath();
    let drawing = false; // not over a gap, where the loss is undefined
    for (let i = 0; i < nx; i++) {
      const finite = Number.isFinite(z[i]);
      const at = x[0] + ((x[1] - x[0]) * i) / (nx - 1);
      if (finite && drawing) g.lineTo(this.px(at), this.py(z[i]));
      else if (finite) g.moveTo(this.px(at), this.py(z[i]));
      drawing = finite;
    }
    g.strokeStyle = css('--muted');
    g.lineWidth = 2;
    g.stroke();
  }

  drawTicks(g) {
    g.font = '11px ' + css('--mono');
    g.fillStyle = css('--tick');
    g.textBaseline = 'alphabetic';
    for (const x of d3.ticks(...this.domain.x, Math.max(3, this.width / 90))) {
      const at = this.px(x);
      if (at > 16 && at < this.width - 28) { g.textAlign = 'center'; g.fillText(brief(x), at, this.height - 6); }
    }
    for (const y of d3.ticks(...this.domain.y, Math.max(3, this.height / 70))) {
      const at = this.py(y);
      if (at > 30 && at < this.height - 24) { g.textAlign = 'left'; g.fillText(brief(y), 6, at + 4); }
    }
    const [x, y] = this.names || [];
    g.font = 'italic 600 13px ' + css('--serif');
    g.textAlign = 'right';
    if (x) g.fillText(x, this.width - 8, this.height - 6);
    g.textAlign = 'left';
    if (y) g.fillText(y, 6, 15);
  }

  cross(g, [x, y]) {
    if (this.grid.ny === 1 || y === undefined) return;
    const [a, b] = [this.px(x), this.py(y)];
    g.strokeStyle = css('--text');
    g.lineWidth = 1.5;
    g.beginPath();
    g.moveTo(a - 5, b - 5); g.lineTo(a + 5, b + 5);
    g.moveTo(a - 5, b + 5); g.lineTo(a + 5, b - 5);
    g.stroke();
  }

  /** Each path's corners on the screen: where it has moved by more than a hair. */
  trace() {
    if (!this.domain || !this.width) return;
    for (const run of this.runs) {
      const y = this.grid.ny === 1 ? run.loss : run.values[1];
      const x = run.values[0];
      const limit = 4 * Math.max(this.width, this.height);
      const clip = (v) => Math.max(-limit, Math.min(limit, v));
      for (let hair = 0.6; ; hair *= 1.6) {
        const steps = [];
        const xs = [];
        const ys = [];
        let lastX = Infinity;
        let lastY = Infinity;
        for (let i = 0; i < run.rows; i++) {
          const a = clip(this.px(x[i]));
          const b = clip(this.py(y[i]));
          if (Math.abs(a - lastX) > hair || Math.abs(b - lastY) > hair) {
            steps.push(i); xs.push(a); ys.push(b);
            lastX = a; lastY = b;
          }
        }
        run.corners = { steps, xs, ys, limit: clip };
        if (steps.length <= CORNERS) break;
      }
    }
    const g = this.faint.getContext('2d');
    g.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    g.clearRect(0, 0, this.width, this.height);
    g.globalAlpha = 0.28;
    for (const run of this.runs) this.line(g, run, run.rows - 1, 1.5);
    g.globalAlpha = 1;
  }

  line(g, run, step, width) {
    const { steps, xs, ys } = run.corners;
    const end = d3.bisectRight(steps, step);
    if (!end) return;
    g.beginPath();
    g.moveTo(xs[0], ys[0]);
    for (let i = 1; i < end; i++) g.lineTo(xs[i], ys[i]);
    const [x, y] = this.now(run, step);
    g.lineTo(x, y);
    g.strokeStyle = colour(run.slot);
    g.lineWidth = width;
    g.lineJoin = 'round';
    // Dashes tell apart what lies on one line; along a tangle they would only cost time.
    if (end < 300) g.setLineDash(dash(run.slot));
    g.stroke();
    g.setLineDash([]);
  }

  now(run, step) {
    const i = Math.min(step, run.rows - 1);
    const clip = run.corners.limit;
    const y = this.grid.ny === 1 ? run.loss[i] : run.values[1][i];
    return [clip(this.px(run.values[0][i])), clip(this.py(y))];
  }

  /** Everything up to a step. */
  draw(step) {
    this.step = step;
    if (!this.grid || !this.width) return;
    const g = this.paths.getContext('2d');
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.clearRect(0, 0, this.paths.width, this.paths.height);
    g.drawImage(this.faint, 0, 0);
    g.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    for (const run of this.runs) this.line(g, run, Math.min(step, run.rows - 1), 2.5);
    for (const run of this.runs) this.marker(g, run, step);
    if (this.start) {
      const y = this.grid.ny === 1 ? this.runs[0]?.loss[0] : this.start[1];
      if (y !== undefined) {
        g.beginPath();
        g.arc(this.px(this.start[0]), this.py(y), 6, 0, 7);
        g.fillStyle = css('--card');
        g.strokeStyle = css('--text');
        g.lineWidth = 2;
        g.fill();
        g.stroke();
      }
    }
  }

  marker(g, run, step) {
    const [x, y] = this.now(run, step);
    g.beginPath();
    g.arc(x, y, 8, 0, 7);
    g.fillStyle = colour(run.slot);
    g.strokeStyle = css('--card');
    g.lineWidth = 2;
    g.fill();
    g.stroke();
    g.fillStyle = isDark() ? '#0b1220' : '#fff';
    g.font = '600 10px ' + css('--sans');
    g.textAlign = 'center';
    g.textBaseline = 'middle';
    g.fillText(run.slot + 1, x, y + 0.5);
  }
}
