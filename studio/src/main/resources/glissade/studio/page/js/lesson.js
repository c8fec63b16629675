// The lesson, with its numbers computed as it is read.

import { StepChart } from './charts.js';
import { colour, dash } from './colours.js';
import { element, shown } from './format.js';
import { typeset } from './formula.js';
import { LESSON } from './store.js';
import { rootMeanSquare, runAll, stepsTo } from './runs.js';

const $ = (id) => document.getElementById(id);
const PRINTED = [0, 20, 40, 60, 80, 100];
const BOWLS = ['x^2 + y^2', 'x^2 + 100*y^2'];
const RULES = ['sgd', 'momentum', 'nesterov', 'rmsprop'];
const TARGET = 1e-8;

export class Lesson {
  constructor(catalogue, open) {
    this.catalogue = catalogue;
    for (const place of document.querySelectorAll('#view-lesson [data-tex]')) typeset(place, place.dataset.tex, place.tagName === 'DIV');
    $('lesson-open').addEventListener('click', () => open({ formula: LESSON.formula, start: LESSON.start, steps: 101, rules: this.entries(['rmsprop']) }));
    $('lesson-race').addEventListener('click', () => open({ formula: BOWLS[1], start: LESSON.start, steps: 200, rules: this.entries(['rmsprop', 'sgd', 'momentum']).map((r) => (r.rule === 'rmsprop' ? r : { ...r, settings: { learning_rate: '0.009' } })) }));
    for (const id of ['lesson-rate', 'lesson-decay']) $(id).addEventListener('input', () => this.table());
    $('lesson-reset').addEventListener('click', () => { $('lesson-rate').value = 0.1; $('lesson-decay').value = 0.9; this.table(); });
    $('lesson-epoch').addEventListener('input', () => this.epoch());
    this.chart = new StepChart($('lesson-chart'));
  }

  entries(names) { return names.map((rule, slot) => ({ rule, settings: {}, slot })); }

  async begin() {
    if (this.begun) return;
    this.begun = true;
    await this.table();
    await this.race();
  }

  async table() {
    const settings = { learning_rate: $('lesson-rate').value, decay: $('lesson-decay').value, epsilon: '1e-6' };
    $('lesson-rate-now').value = settings.learning_rate;
    $('lesson-decay-now').value = settings.decay;
    if (this.asking) { this.stale = true; return; }
    this.asking = true;
    const { runs } = await runAll({ ...LESSON, rules: [{ rule: 'rmsprop', settings, slot: 0 }] });
    this.asking = false;
    [this.run] = runs;
    $('lesson-table').tBodies[0].replaceChildren(...PRINTED.map((epoch) => {
      const at = epoch + 1;
      return element('tr', {}, element('th', { scope: 'row', class: 'mono' }, String(epoch)),
        ...[this.run.values[0][at], this.run.values[1][at], this.run.loss[at]].map((v) => element('td', { class: 'mono' }, shown(v))));
    }));
    this.curves();
    this.epoch();
    if (this.stale) { this.stale = false; await this.table(); }
  }

  curves() {
    if (!this.run) return;
    this.chart.show(this.run.rows, [
      { label: '√s of x', colour: colour(0), dash: [], values: rootMeanSquare(this.run, 's', 0) },
      { label: '√s of y', colour: colour(1), dash: dash(1), values: rootMeanSquare(this.run, 's', 1) },
    ]);
  }

  /** One update, with its numbers put in. */
  epoch() {
    if (!this.run) return;
    const t = Number($('lesson-epoch').value);
    const { values, gradients, memory } = this.run;
    $('lesson-epoch-now').value = t;
    const [w, g, s, next, w1] = [values[0][t], gradients[0][t], memory.s[0][t], memory.s[0][t + 1], values[0][t + 1]];
    const rate = $('lesson-rate').value;
    const decay = $('lesson-decay').value;
    const n = (v) => {
      const [m, e] = shown(v).split('e');
      const short = Number(m).toFixed(e ? 4 : 6);
      return e ? `${short}\\cdot 10^{${Number(e)}}` : short;
    };
    typeset($('lesson-step'), `\\begin{aligned} dw &= ${n(g)}\\\\ s &= ${decay}\\cdot ${n(s)} + (1-${decay})\\cdot (${n(g)})^2 = ${n(next)}\\\\ x &= ${n(w)} - \\frac{${rate}\\cdot ${n(g)}}{\\sqrt{${n(next)}} + 10^{-6}} = ${n(w1)}\\end{aligned}`, true);
    this.chart.mark(t + 1);
  }

  async race() {
    const results = [];
    for (const formula of BOWLS) results.push(await runAll({ formula, start: LESSON.start, steps: 400, rules: this.entries(RULES) }));
    $('race-table').tBodies[0].replaceChildren(...RULES.map((rule, i) => element('tr', {}, element('th', { scope: 'row' }, rule),
      ...results.map(({ runs }) => {
        const run = runs[i];
        const steps = stepsTo(run, TARGET);
        return element('td', { class: 'mono' }, steps !== null ? `${steps} steps` : run.stop.reason === 'diverged' || !(run.lastValue < run.loss[0]) ? 'diverges' : `not within ${run.steps}`);
      }))));
  }

  recolour() { this.curves(); }
}
