// The view in which losses and rules are tried.

import { Refusal, columns, json } from './api.js';
import { StepChart } from './charts.js';
import { colour, dash } from './colours.js';
import { saveReport, saveRuns } from './downloads.js';
import { copy, element, shown, toast } from './format.js';
import { lossTex, ruleTex, typeset } from './formula.js';
import { LossMap } from './map.js';
import { showRules } from './rules.js';
import { effectiveRate, meanSquare, rootMeanSquare, runAll } from './runs.js';

const $ = (id) => document.getElementById(id);

/** The ends of an axis, to the digits that count in its span; as they are where those leave no span. */
function rounded(low, high) {
  const places = Math.max(0, Math.min(100, 4 - Math.floor(Math.log10(high - low))));
  const ends = [low, high].map((end) => Number(end.toFixed(places)));
  return ends[0] < ends[1] ? ends : [low, high];
}

export class Explore {
  constructor(state, catalogue, changed) {
    this.state = state;
    this.catalogue = catalogue;
    this.changed = changed;
    this.result = this.nothing();
    this.step = 0;
    this.map = new LossMap($('map'), $('map-ground'), $('map-paths'), $('map-readout'), (x, y, last) => this.moveStart(x, y, last));
    this.lossChart = new StepChart($('loss-chart'));
    this.rateChart = new StepChart($('rate-chart'));
    this.fields();
    this.transport();
    this.outputs();
    this.showRules();
    this.fill();
  }

  fields() {
    $('function').append(element('option', { value: '' }, 'your own'),
      ...this.catalogue.functions.map((f) => element('option', { value: f.name }, f.title)));
    $('function').addEventListener('change', () => {
      const chosen = this.catalogue.functions.find((f) => f.name === $('function').value);
      if (!chosen) return;
      Object.assign(this.state, { formula: chosen.formula.replace(/\n/g, ' '), start: chosen.start, domain: null });
      this.fill();
      this.run();
    });
    $('formula').addEventListener('input', () => { this.state.formula = $('formula').value; this.state.domain = null; this.recognize(); this.soon(); });
    $('start').addEventListener('change', () => { this.state.start = $('start').value; this.run(); });
    $('steps').addEventListener('change', () => { this.state.steps = Math.max(0, Math.min(this.catalogue.mostSteps, Math.round(Number($('steps').value) || 0))); this.fill(); this.run(); });
    $('run').addEventListener('click', () => this.run());
    document.addEventListener('keydown', (e) => { if (e.key === 'Enter' && (e.ctrlKey || e.metaKey) && this.state.view === 'explore') this.run(); });
    $('add-rule').append(element('option', { value: '' }, 'choose …'), ...this.catalogue.rules.map((r) => element('option', { value: r.name, title: r.summary }, r.name)));
    $('add-rule').addEventListener('change', () => this.addRule($('add-rule').value));
    $('map').addEventListener('keydown', (e) => {
      const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[e.key];
      if (by && this.map.domain && this.map.start) {
        e.preventDefault();
        const [x, y] = this.map.start;
        const d = this.map.domain;
        this.moveStart(x + (by[0] * (d.x[1] - d.x[0])) / 50, (y ?? 0) + (by[1] * (d.y[1] - d.y[0])) / 50, true);
      }
      if (e.key === 'Enter') this.run();
    });
    $('zoom-in').addEventListener('click', () => this.zoom(0.6));
    $('zoom-out').addEventListener('click', () => this.zoom(1 / 0.6));
    $('zoom-fit').addEventListener('click', () => { this.state.domain = this.around(); this.run(); });
  }

  addRule(name) {
    $('add-rule').value = '';
    if (!name) return;
    if (this.state.rules.length >= this.catalogue.mostRules) { toast(`At most ${this.catalogue.mostRules} rules at once`); return; }
    const used = this.state.rules.map((r) => r.slot);
    const slot = [0, 1, 2, 3, 4, 5, 6, 7].find((s) => !used.includes(s));
    this.state.rules.push({ rule: name, settings: {}, slot });
    this.showRules();
    this.run();
  }

  showRules() {
    showRules($('rules'), this.state.rules, this.catalogue, {
      onChange: () => this.run(),
      onRemove: (entry) => {
        this.state.rules = this.state.rules.filter((r) => r !== entry);
        this.showRules();
        this.run();
      },
    });
    const before = $('rule-shown').value;
    $('rule-shown').replaceChildren(...this.state.rules.map((r) => element('option', { value: r.slot }, `${r.slot + 1} ${r.rule}`)));
    if (this.state.rules.some((r) => String(r.slot) === before)) $('rule-shown').value = before;
  }

  fill() {
    $('formula').value = this.state.formula;
    $('start').value = this.state.start;
    $('steps').value = this.state.steps;
    this.recognize();
  }

  /** Whether the formula is one that has a name. */
  recognize() {
    const known = this.catalogue.functions.find((f) => f.formula.replace(/\s+/g, '') === this.state.formula.replace(/\s+/g, ''));
    $('function').value = known ? known.name : '';
    typeset($('formula-math'), lossTex(this.state.formula), true);
  }

  soon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.run(), 250);
  }

  /** Runs with what is set now. While a run goes on, the next one waits, and only the last counts. */
  async run() {
    performance.mark('run');
    clearTimeout(this.waiting);
    this.pause();
    this.again = true;
    if (this.going) return;
    this.going = true;
    try {
      while (this.again) {
        this.again = false;
        await this.once();
      }
    } finally {
      this.going = false;
    }
  }

  async once() {
    const { state } = this;
    try {
      const check = await json('check', { formula: state.formula, start: state.start });
      if (check.error) { this.error({ message: check.error }); return; }
      if (check.missing.length || check.unused.length) {
        const kept = check.start.filter((p) => !check.unused.includes(p.name));
        this.point = [...kept, ...check.missing.map((name) => ({ name, scalar: true, values: [1] }))];
        this.writeStart();
      } else {
        this.point = check.start;
      }
      const flat = this.point.flatMap((p) => p.values);
      this.map.names = this.point.flatMap((p) => (p.scalar ? [p.name] : p.values.map((_, i) => `${p.name}[${i}]`)));
      if (flat.length === 1) this.map.names.length = 1;
      const [grid, result] = await Promise.all([this.grid(flat), state.rules.length ? runAll(state) : this.nothing()]);
      this.error(null);
      this.show(grid, result, flat);
    } catch (e) {
      if (e.status === undefined) throw e;
      this.error(e);
    }
    this.changed();
  }

  /** The result of no rules. */
  nothing() { return { formula: this.state.formula, start: this.state.start, elements: [], runs: [] }; }

  async grid(flat) {
    const domain = this.state.domain || this.usual(flat);
    const others = flat.slice(2).join();
    // The names, because the axes are the first two numbers in the order of the start.
    const key = JSON.stringify([this.state.formula, this.map.names, this.state.domain, domain, flat.length, others]);
    if (key === this.gridKey) return this.lastGrid;
    const nx = 140;
    const ny = flat.length > 1 ? 110 : 1;
    const { numbers } = await columns('grid', { formula: this.state.formula, start: this.state.start, x: domain.x, y: domain.y, nx: ny === 1 ? 300 : nx, ny: Math.max(2, ny) });
    this.gridKey = key;
    this.lastGrid = { x: domain.x, y: domain.y, nx: ny === 1 ? 300 : nx, ny, z: numbers };
    return this.lastGrid;
  }

  /** A function's own domain; else a square around the origin that holds the start. */
  usual(flat) {
    const known = this.catalogue.functions.find((f) => f.name === $('function').value);
    const room = Math.max(...flat.slice(0, 2).map(Math.abs)) * 1.3 || 5;
    const nice = Number(room.toPrecision(2));
    let ends = known ? known.domain : [-nice, nice];
    if (known && known.name === 'sphere') ends = [-nice, nice];
    return { x: [...ends], y: [...ends] };
  }

  /** A domain that holds every path. */
  around() {
    const runs = this.result.runs.filter((r) => r.values);
    const span = (k) => {
      const all = runs.flatMap((r) => d3.extent(r.values[k] ?? [0], (v) => (Math.abs(v) < 1e6 ? v : undefined)));
      let [low, high] = d3.extent(all);
      if (!(high > low)) [low, high] = [(low ?? 0) - 1, (low ?? 0) + 1];
      const room = (high - low) * 0.12;
      return rounded(low - room, high + room);
    };
    return runs.length ? { x: span(0), y: this.result.elements.length > 1 ? span(1) : [-1, 1] } : null;
  }

  zoom(by) {
    const domain = this.lastGrid;
    if (!domain) return;
    const scaled = (ends) => {
      const middle = (ends[0] + ends[1]) / 2;
      const [low, high] = ends.map((e) => middle + (e - middle) * by);
      return high - low > 0 && high - low < Infinity ? rounded(low, high) : ends; // no further than numbers go
    };
    this.state.domain = { x: scaled(domain.x), y: scaled(domain.y) };
    this.run();
  }

  moveStart(x, y, last) {
    if (!this.point || !this.map.domain) return;
    const digits = (v, ends) => Number(v.toFixed(Math.max(0, Math.min(12, 3 - Math.floor(Math.log10(ends[1] - ends[0]))))));
    const moved = [digits(x, this.map.domain.x), digits(y, this.map.domain.y)];
    let at = 0;
    const one = this.point.flatMap((p) => p.values).length === 1;
    this.point = this.point.map((p) => ({ ...p, values: p.values.map((v) => (at < (one ? 1 : 2) ? moved[at++] : v)) }));
    this.writeStart();
    if (last || !this.going) this.run();
    else this.again = true;
  }

  writeStart() {
    this.state.start = this.point.map((p) => (p.scalar ? `${p.name}=${p.values[0]}` : `${p.name}=[${p.values.join(', ')}]`)).join(', ');
    $('start').value = this.state.start;
  }

  error(e) {
    $('formula-error').hidden = !e;
    $('formula-error').textContent = e ? e.message : '';
    $('formula').setAttribute('aria-invalid', String(!!e));
  }

  show(grid, result, flat) {
    const atEnd = this.step >= this.length() - 1;
    this.result = result;
    for (const place of document.querySelectorAll('#rules [data-slot]')) {
      const run = result.runs.find((r) => String(r.slot) === place.dataset.slot);
      place.hidden = !run?.error;
      place.textContent = run?.error || '';
    }
    this.runs = result.runs.filter((r) => !r.error);
    const known = this.catalogue.functions.find((f) => f.name === $('function').value);
    this.map.minima = known ? this.minima(known) : [];
    this.map.start = flat;
    this.map.runs = [];
    if (this.map.grid !== grid) this.map.setGrid(grid);
    else this.map.draw(0);
    this.map.setRuns(this.runs);
    const length = this.length();
    $('scrub').max = Math.max(0, length - 1);
    const wanted = this.state.step ?? (atEnd || this.state.step === null ? length - 1 : this.step);
    this.head();
    this.go(Math.min(wanted, length - 1), false);
    this.showUpdate();
    performance.clearMeasures('run-to-path');
    performance.measure('run-to-path', 'run');
    cancelAnimationFrame(this.charting);
    this.charting = requestAnimationFrame(() => { this.drawCharts(); });
  }

  /** A function's minima along the axes: the start may have its parameters in another order. */
  minima(known) {
    const own = known.start.split(',').map((part) => part.split('=')[0].trim());
    const order = this.map.names.map((name) => own.indexOf(name));
    return order.includes(-1) ? known.minima : known.minima.map((point) => order.map((k) => point[k]));
  }

  length() { return this.runs?.length ? Math.max(...this.runs.map((r) => r.rows)) : 1; }

  drawCharts() {
    const lowest = Math.min(...this.runs.map((r) => d3.min(r.loss, (v) => (Number.isFinite(v) ? v : undefined)) ?? 0));
    const below = lowest < 0 ? lowest : 0;
    const roof = 1e4 * Math.max(1e-290, ...this.runs.map((r) => Math.abs(r.loss[0]) - below)); // what diverges leaves the picture
    const length = this.length();
    const padded = (values) => { const all = new Array(length).fill(null); for (let i = 0; i < values.length; i++) all[i] = values[i]; return all; };
    this.lossChart.show(length, this.runs.map((run) => ({
      label: run.rule, colour: colour(run.slot), dash: dash(run.slot),
      values: padded(Array.from(run.loss, (v) => (v - below > 1e-300 && v - below < roof ? v - below : null))),
    })));
    $('loss-hint').textContent = below ? 'logarithmic, above the lowest met' : 'logarithmic';
    const mode = $('rate-mode').value;
    const curves = [];
    const without = [];
    for (const run of this.runs) {
      const rule = this.catalogue.rules.find((r) => r.name === run.rule);
      const state = mode === 'root' ? meanSquare(rule, run) : null;
      if (mode === 'root' && !state) { without.push(run.rule); continue; }
      for (let k = 0; k < Math.min(2, run.elements.length); k++) {
        curves.push({ label: run.rule, colour: colour(run.slot), dash: k ? [4, 4] : [], values: padded(mode === 'root' ? rootMeanSquare(run, state, k) : effectiveRate(run, k)) });
      }
    }
    this.rateChart.show(length, curves);
    $('rate-title').textContent = mode === 'root' ? 'Size of the gradient, remembered' : 'Effective learning rate';
    const names = this.result.elements;
    const lines = names.length > 1 ? `${names[0]} solid, ${names[1]} dashed.` : '';
    $('rate-hint').textContent = mode === 'root'
      ? `√s: what each step is divided by. ${lines}${without.length ? ' None in ' + without.join(', ') + '.' : ''}`
      : `How far a step went for each unit of gradient. ${lines}`;
    this.lossChart.mark(this.step);
    this.rateChart.mark(this.step);
  }

  head() {
    const { elements } = this.result;
    $('numbers').tHead.replaceChildren(element('tr', {}, ...['rule', 'loss', ...elements, 'best loss', 'at step', 'ended'].map((t) => element('th', { scope: 'col' }, t))));
    this.cells = [];
    $('numbers').tBodies[0].replaceChildren(...this.runs.map((run) => {
      const badge = element('span', { class: 'badge', 'aria-hidden': 'true' }, String(run.slot + 1));
      badge.style.background = colour(run.slot);
      const live = [element('td', { class: 'mono' }), ...elements.map(() => element('td', { class: 'mono' }))];
      live.forEach((cell) => cell.append(''));
      this.cells.push(live.map((cell) => cell.firstChild));
      return element('tr', { 'data-rule': run.rule }, element('th', { scope: 'row' }, badge, ' ' + run.rule), ...live,
        element('td', { class: 'mono' }, shown(run.value)), element('td', { class: 'mono' }, String(run.bestStep)),
        element('td', { class: 'why', title: run.stop.message + (run.stop.advice ? '. ' + run.stop.advice : '') }, run.stop.reason));
    }));
  }

  /** Shows a step: nothing is asked of the server. */
  go(step, byHand = true) {
    this.step = Math.max(0, Math.min(this.length() - 1, step));
    if (byHand) this.state.step = this.step;
    this.map.draw(this.step);
    this.lossChart.mark(this.step);
    this.rateChart.mark(this.step);
    (this.runs || []).forEach((run, i) => {
      const at = Math.min(this.step, run.rows - 1);
      this.cells[i][0].data = shown(run.loss[at]);
      run.values.forEach((values, k) => { this.cells[i][k + 1].data = shown(values[at]); });
    });
    $('scrub').value = this.step;
    $('step-now').value = `${this.step} / ${this.length() - 1}`;
  }

  transport() {
    const by = (id, step) => $(id).addEventListener('click', () => { this.pause(); this.go(step()); this.changed(); });
    by('first', () => 0);
    by('back', () => this.step - 1);
    by('forward', () => this.step + 1);
    by('last', () => this.length() - 1);
    $('scrub').addEventListener('input', () => { this.pause(); this.go(Number($('scrub').value)); });
    $('scrub').addEventListener('change', () => this.changed());
    $('play').addEventListener('click', () => (this.playing ? this.pause() : this.play()));
  }

  play() {
    if (this.step >= this.length() - 1) this.go(0);
    $('play').classList.add('playing');
    $('play').setAttribute('aria-label', 'Pause');
    const from = this.step;
    const began = performance.now();
    const perSecond = Math.max(12, this.length() / 6);
    const frame = (now) => {
      this.go(from + Math.floor(((now - began) / 1000) * perSecond));
      if (this.step >= this.length() - 1) this.pause();
      else this.playing = requestAnimationFrame(frame);
    };
    this.playing = requestAnimationFrame(frame);
  }

  pause() {
    if (!this.playing) return;
    cancelAnimationFrame(this.playing);
    this.playing = null;
    $('play').classList.remove('playing');
    $('play').setAttribute('aria-label', 'Play');
    this.changed();
  }

  outputs() {
    $('rate-mode').addEventListener('change', () => this.drawCharts());
    $('rule-shown').addEventListener('change', () => this.showUpdate());
    $('copy-command').addEventListener('click', () => this.chosen() && copy(this.chosen().command, 'Command'));
    $('copy-java').addEventListener('click', () => this.chosen() && copy(this.chosen().java, 'Java'));
    $('download').addEventListener('click', () => saveRuns(this.result));
    $('download-report').addEventListener('click', () => this.report());
  }

  chosen() { return this.runs?.find((r) => String(r.slot) === $('rule-shown').value) ?? this.runs?.[0]; }

  showUpdate() {
    const run = this.chosen();
    const rule = run && this.catalogue.rules.find((r) => r.name === run.rule);
    $('rule-math').replaceChildren();
    if (rule) {
      const lines = ruleTex(rule, run.settings).map((l) => `${l.left} &\\leftarrow ${l.right}`);
      typeset($('rule-math'), `\\begin{aligned}${lines.join('\\\\[4pt]')}\\end{aligned}`, true);
    }
    $('rule-summary').textContent = rule ? `${rule.summary[0].toUpperCase()}${rule.summary.slice(1)} ${rule.reference}` : '';
    $('command').textContent = run ? run.command : '';
  }

  async report() {
    try {
      if (!this.state.rules.length) throw new Refusal(0, { error: 'a report is of rules: add one first' });
      this.error(null);
      await saveReport(this.state, $('download-report'));
    } catch (e) {
      if (e.status === undefined) throw e;
      this.error(e);
      $('formula-error').scrollIntoView({ block: 'nearest' }); // on a phone the button is far below
    }
  }

  /** After the colours have changed. */
  recolour() {
    this.showRules();
    this.map.redraw();
    if (this.runs) { this.head(); this.go(this.step, false); this.drawCharts(); }
  }
}
