// The view of a run that goes on outside the page: started on the command line with --watch.

import { columns, events, json } from './api.js';
import { StepChart } from './charts.js';
import { colour } from './colours.js';
import { element, shown } from './format.js';
import { ruleTex, typeset } from './formula.js';
import { LossMap } from './map.js';

const $ = (id) => document.getElementById(id);
const numbers = (list) => list.map(Number); // NaN and infinities come as texts

export class LiveView {
  constructor(catalogue, onOpen) {
    this.catalogue = catalogue;
    this.map = new LossMap($('live-map'), $('live-ground'), $('live-paths'), $('live-readout'), null);
    this.lossChart = new StepChart($('live-loss'));
    this.at = 0;
    this.following = true;
    $('live-scrub').addEventListener('input', () => {
      const at = Number($('live-scrub').value);
      this.following = at >= this.run.rows - 1;
      this.go(at);
    });
    $('live-open').addEventListener('click', () => onOpen({
      formula: this.head.formula, start: this.head.start, steps: Math.min(this.run.steps.at(-1), this.catalogue.mostSteps),
      rules: [{ rule: this.head.rule, settings: { ...this.head.settings }, slot: 0 }],
    }));
  }

  /** Asks again and again, because each answer tells for a while only. */
  async follow() {
    for (;;) {
      try {
        for await (const { name, data } of events('watch', {})) {
          if (name === 'run') this.begin(data);
          else if (name === 'rows') this.add(data);
          else { await this.done(data); return; }
        }
      } catch (e) {
        if (e.status === 429) await new Promise((later) => setTimeout(later, 1000));
        else { this.say(e.status ? e.message : 'the command has ended'); return; }
      }
    }
  }

  say(text) { $('live-state').textContent = text; }

  begin(head) {
    if (this.head) return; // told again with each answer; its first rows take the place of all before
    this.head = head;
    this.run = { slot: 0, rule: head.rule, rows: 0, steps: [], loss: [], values: head.elements.map(() => []) };
    $('live-formula').textContent = head.formula ?? '';
    $('live-map-card').hidden = head.size > 2 || !head.formula;
    const rule = head.known && this.catalogue.rules.find((r) => r.name === head.rule);
    $('live-rule').textContent = [head.rule, ...Object.entries(head.settings).filter(([, v]) => v !== '0' && v !== 'off').map(([k, v]) => `${k}=${v}`)].join('  ');
    if (rule) typeset($('live-math'), `\\begin{aligned}${ruleTex(rule, head.settings).map((l) => `${l.left} &\\leftarrow ${l.right}`).join('\\\\[4pt]')}\\end{aligned}`, true);
    $('live-numbers').tHead.replaceChildren(element('tr', {}, ...['step', 'loss', ...head.elements].map((t) => element('th', { scope: 'col' }, t))));
    this.cells = ['step', 'loss', ...head.elements].map(() => element('td', { class: 'mono' }));
    $('live-numbers').tBodies[0].replaceChildren(element('tr', {}, ...this.cells));
    this.map.names = head.elements;
  }

  add(data) {
    if (!data.steps || (!data.steps.length && data.from)) return;
    const { run } = this;
    const join = (before, more) => before.slice(0, data.from).concat(numbers(more));
    run.steps = join(run.steps, data.steps);
    run.loss = join(run.loss, data.loss);
    run.values = run.values.map((values, k) => join(values, data.values[k]));
    run.rows = run.steps.length;
    $('live-scrub').max = Math.max(0, run.rows - 1);
    this.say(`running: step ${run.steps.at(-1).toLocaleString('en')}`);
    this.show();
  }

  /** Draws all of it again; a grid is asked for when the path has left the last one. */
  show() {
    const { run } = this;
    if (!$('live-map-card').hidden) {
      this.ground();
      if (this.map.grid) this.map.setRuns([run]);
    }
    const down = this.head.maximize ? -1 : 1;
    const finite = run.loss.filter(Number.isFinite).map((v) => down * v);
    const least = Math.min(...finite);
    const below = least < 0 || down < 0 ? least : 0;
    const roof = 1e4 * Math.max(1e-290, (finite[0] ?? 0) - below); // what diverges leaves the picture
    const height = (v) => (down * v - below > 1e-300 && down * v - below < roof ? down * v - below : null);
    this.lossChart.show(run.rows, [{ label: run.rule, colour: colour(0), dash: [], values: run.loss.map(height) }], run.steps);
    $('live-loss-hint').textContent = below ? `logarithmic, ${down < 0 ? 'below the highest' : 'above the lowest'} met` : 'logarithmic';
    this.go(this.following ? run.rows - 1 : Math.min(this.at, run.rows - 1));
  }

  go(at) {
    const { run } = this;
    if (!run?.rows) return;
    this.at = at;
    if (this.map.grid) this.map.draw(at);
    this.lossChart.mark(run.steps[at]);
    [String(run.steps[at]), shown(run.loss[at]), ...run.values.map((values) => shown(values[at]))].forEach((text, i) => { this.cells[i].textContent = text; });
    $('live-scrub').value = at;
    $('live-step').value = `${run.steps[at]} / ${run.steps.at(-1)}`;
  }

  /** The ground that holds the whole path, with room to go on; one is asked for at a time. */
  ground() {
    const ends = this.run.values.map((values) => d3.extent(values, (v) => (Math.abs(v) < 1e6 ? v : undefined)).map((v) => v ?? 0));
    const held = this.domain && ends.every(([low, high], k) => low >= this.domain[k][0] && high <= this.domain[k][1]);
    if (!held && !this.asking) this.asking = this.ask(ends).finally(() => { this.asking = null; });
    return this.asking;
  }

  async ask(ends) {
    const room = 1.3 * Math.max(...ends.flat().map(Math.abs)) || 1;
    this.domain = ends.map(() => [-1, 1].map((side) => Number((side * room).toPrecision(3))));
    const [x, y] = [this.domain[0], this.domain[1] ?? [-1, 1]];
    const flat = ends.length === 1;
    const size = { nx: flat ? 300 : 140, ny: flat ? 2 : 110 };
    try {
      const { numbers: z } = await columns('grid', { formula: this.head.formula, start: this.head.start, x, y, ...size });
      this.map.start = this.run.values.map((values) => values[0]);
      this.map.setGrid({ x, y, nx: size.nx, ny: flat ? 1 : size.ny, z });
      this.map.setRuns([this.run]);
      this.go(this.at);
    } catch (e) {
      if (e.status === 429) this.domain = null; // asked again with the next rows
      else $('live-map-card').hidden = true; // such as a loss that takes too long to draw
    }
  }

  async done(end) {
    await this.asking;
    if (!$('live-map-card').hidden) await this.ground(); // the path may have left the one that was asked for
    this.say(`ended after ${end.steps.toLocaleString('en')} steps: ${end.reason}`);
    $('live-end').hidden = false;
    $('live-result').textContent = end.lines.join('\n');
    $('live-open').hidden = !this.head.repeatable || this.run.steps[0] !== 0;
    await json('watched', {}).catch(() => {});
  }

  /** After the colours have changed, or the view has come to the front. */
  draw() {
    if (!this.run?.rows) return;
    this.map.redraw();
    this.show();
  }
}
