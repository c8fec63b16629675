// Runs as the server records them: typed arrays over the steps, without copies.

import { columns, text } from './api.js';
import { ruleTex } from './formula.js';

const asked = ({ formula, start, steps, rules }) => ({ formula, start, steps, rules: rules.map(({ rule, settings }) => ({ rule, settings })) });

/** The same runs compared, as a page of HTML. */
export const reportOf = (what) => text('report', asked(what));

/** Runs rules from one start; what comes back tells what it was made of, whatever is set by then. */
export async function runAll(what, signal) {
  const { formula, start, rules } = what;
  const { header, numbers } = await columns('run', asked(what), signal);
  const width = header.elements.length;
  let at = 0;
  const take = (rows) => numbers.subarray(at, (at += rows));
  const runs = header.runs.map((run, i) => {
    const made = { ...run, slot: rules[i].slot ?? i, elements: header.elements };
    if (run.error) return made;
    made.loss = take(run.rows);
    made.values = header.elements.map(() => take(run.rows));
    made.gradients = header.elements.map(() => take(run.rows));
    made.memory = Object.fromEntries(run.states.map((name) => [name, header.elements.map(() => take(run.rows))]));
    return made;
  });
  return { formula, start, elements: header.elements, size: header.size, width, runs };
}

/** How far a step went for each unit of the gradient there: what the learning rate comes to. */
export function effectiveRate(run, k) {
  const w = run.values[k];
  const g = run.gradients[k];
  const rate = new Array(run.rows).fill(null);
  for (let i = 1; i < run.rows; i++) {
    const r = (w[i - 1] - w[i]) / g[i - 1];
    if (r > 1e-300 && Number.isFinite(r)) rate[i] = r;
  }
  return rate;
}

/** The state whose root the rule divides by; null where it has none. */
export function meanSquare(rule, run) {
  const lines = ruleTex(rule, run.settings);
  const made = new Map(lines.map((line) => [line.name, line.tree]));
  let found = null;
  const states = new Set(run.states);
  const inRoot = (tree, deep) => {
    if (tree.name !== undefined && !tree.op) {
      if (states.has(tree.name)) found ??= tree.name;
      else if (made.has(tree.name) && deep < 8) inRoot(made.get(tree.name), deep + 1);
    }
    (tree.args || []).forEach((arg) => inRoot(arg, deep));
  };
  const look = (tree) => {
    if (tree.op === 'call' && tree.name === 'sqrt') tree.args.forEach((arg) => inRoot(arg, 0));
    (tree.args || []).forEach(look);
  };
  lines.forEach((line) => look(line.tree));
  return found;
}

/** The root of that state; null where it is nothing, or has overflowed. */
export function rootMeanSquare(run, state, k) {
  return Array.from(run.memory[state][k], (s) => (s > 1e-300 && s < Infinity ? Math.sqrt(s) : null));
}

/** After how many steps the loss first is at most a target; null if never. */
export function stepsTo(run, target) {
  const at = run.loss.findIndex((v) => v <= target);
  return at < 0 ? null : at;
}
