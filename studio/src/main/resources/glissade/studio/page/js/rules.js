// A card for each rule: its sliders come from the catalogue's ranges.

import { colour } from './colours.js';
import { element } from './format.js';

const PLACES = 400;

/** Between a slider's place, 0 to PLACES, and a hyperparameter's value. */
export function scaleOf(hyper) {
  const high = typeof hyper.high === 'number' ? hyper.high : Infinity;
  const low = typeof hyper.low === 'number' ? hyper.low : -Infinity;
  const inside = (v) => Math.min(hyper.highOpen ? Math.max(low, high - 1e-6) : high, Math.max(low, v));
  if (low === 0 && high === 1 && hyper.default >= 0.5) { // a weight of the past: what counts is 1 - value
    return {
      value: (p) => inside(p === 0 ? 0 : Number((1 - 10 ** ((-4 * p) / PLACES)).toPrecision(p > PLACES / 2 ? 4 : 3))),
      place: (v) => Math.round(v >= 1 ? PLACES : (-Math.log10(Math.max(1e-4, 1 - v)) / 4) * PLACES),
    };
  }
  if (Number.isFinite(low) && Number.isFinite(high)) {
    return {
      value: (p) => inside(Number((low + ((high - low) * p) / PLACES).toPrecision(3))),
      place: (v) => Math.round(((v - low) / (high - low)) * PLACES),
    };
  }
  const middle = Math.log10(Math.abs(hyper.default) || 1e-3);
  const least = middle - 3;
  const span = 5;
  return { // over decades; 0 at the left end where it is allowed
    value: (p) => (p === 0 && low === 0 && !hyper.lowOpen ? 0 : inside(Number((10 ** (least + (span * p) / PLACES)).toPrecision(2)))),
    place: (v) => (v <= 0 ? 0 : Math.max(1, Math.min(PLACES, Math.round(((Math.log10(v) - least) / span) * PLACES)))),
  };
}

function slider(entry, hyper, onChange) {
  const id = `h-${entry.slot}-${hyper.name}`;
  const scale = scaleOf(hyper);
  const now = () => entry.settings[hyper.name] ?? String(hyper.default);
  const range = element('input', { type: 'range', min: 0, max: PLACES, step: 1, id, 'data-hyper': hyper.name });
  const box = element('input', { class: 'value mono', 'aria-label': `${hyper.name} of ${entry.rule}, as a number or a formula of t`, spellcheck: 'false', autocomplete: 'off' });
  const show = () => {
    box.value = now();
    const v = Number(now());
    range.value = Number.isFinite(v) ? scale.place(v) : 0;
    range.setAttribute('aria-valuetext', now());
  };
  const set = (text) => {
    if (text === '' || text === String(hyper.default)) delete entry.settings[hyper.name];
    else entry.settings[hyper.name] = text;
  };
  range.addEventListener('input', () => { set(String(scale.value(Number(range.value)))); box.value = now(); range.setAttribute('aria-valuetext', now()); onChange(); });
  box.addEventListener('change', () => { set(box.value.trim()); show(); onChange(); });
  show();
  return element('div', { class: 'hyper' },
    element('label', { for: id, title: hyper.description }, hyper.name.replace(/_/g, ' ')), box, range);
}

function choice(entry, option, onChange) {
  const id = `o-${entry.slot}-${option.name}`;
  const on = (entry.settings[option.name] ?? (option.default ? 'on' : 'off')) === 'on';
  const box = element('input', { type: 'checkbox', id, checked: on });
  box.addEventListener('change', () => {
    if (box.checked === option.default) delete entry.settings[option.name];
    else entry.settings[option.name] = box.checked ? 'on' : 'off';
    onChange();
  });
  return element('div', { class: 'option' }, box, element('label', { for: id, title: option.description }, option.name.replace(/_/g, ' ')));
}

/** The cards of all chosen rules. */
export function showRules(place, entries, catalogue, { onChange, onRemove }) {
  place.replaceChildren(...entries.map((entry) => {
    const rule = catalogue.rules.find((each) => each.name === entry.rule);
    const few = rule.hyperparameters.filter((h, i) => i < 3 && h.default !== 0 || h.name in entry.settings);
    const rest = rule.hyperparameters.filter((h) => !few.includes(h));
    const badge = element('span', { class: 'badge', 'aria-hidden': 'true' }, String(entry.slot + 1));
    badge.style.background = colour(entry.slot);
    const card = element('section', { class: 'rule', 'aria-label': entry.rule },
      element('div', { class: 'rule-head' }, badge, element('h3', { title: rule.summary }, entry.rule),
        element('button', { class: 'quiet remove', 'aria-label': `Remove ${entry.rule}`, onclick: () => onRemove(entry) }, '×')),
      ...few.map((hyper) => slider(entry, hyper, onChange)),
      element('p', { class: 'error small', hidden: true, 'data-slot': entry.slot, role: 'alert' }));
    card.style.setProperty('--rule', colour(entry.slot));
    if (rest.length || rule.options.length) {
      card.append(element('details', {}, element('summary', {}, 'More settings'),
        ...rest.map((hyper) => slider(entry, hyper, onChange)), ...rule.options.map((option) => choice(entry, option, onChange))));
    }
    return card;
  }));
}
