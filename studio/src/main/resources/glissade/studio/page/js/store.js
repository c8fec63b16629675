// What the page shows, as it stands in the address after #, so that a view can be shared.

/** The lesson's own. */
export const LESSON = { formula: 'x^2 + y^2', start: 'x=5, y=4', steps: 101, rules: [{ rule: 'rmsprop', settings: {} }] };

export function initial() {
  return {
    view: 'explore',
    formula: LESSON.formula,
    start: LESSON.start,
    steps: LESSON.steps,
    rules: ['rmsprop', 'sgd', 'momentum'].map((rule, slot) => ({ rule, settings: {}, slot })),
    domain: null,
    fit: { formula: 'y ~ a*exp(-b*t) + c', start: 'a=1, b=1, c=0' },
    step: null,
  };
}

export function fromAddress(known) {
  const q = new URLSearchParams(location.hash.slice(1));
  const state = initial();
  if (['explore', 'lesson', 'fit', 'live'].includes(q.get('view'))) state.view = q.get('view');
  if (q.has('f')) state.formula = q.get('f');
  if (q.has('s')) state.start = q.get('s');
  if (q.has('ff')) state.fit.formula = q.get('ff');
  if (q.has('fs')) state.fit.start = q.get('fs');
  if (/^\d+$/.test(q.get('n') || '')) state.steps = Number(q.get('n'));
  if (/^\d+$/.test(q.get('t') || '')) state.step = Number(q.get('t'));
  if (q.has('r')) {
    try {
      const rules = JSON.parse(q.get('r'));
      state.rules = rules.filter(([name]) => known.some((rule) => rule.name === name)).slice(0, 8)
        .map(([rule, settings], slot) => ({ rule, settings: owned(known.find((each) => each.name === rule), settings || {}), slot }));
    } catch { /* not a view of ours; what it says of rules is left out */ }
  }
  if (q.has('d')) {
    const d = q.get('d').split(',').map(Number);
    if (d.length === 4 && d.every(Number.isFinite) && d[0] < d[1] && d[2] < d[3]) state.domain = { x: d.slice(0, 2), y: d.slice(2) };
  }
  return state;
}

/** Settings by the rule's own names; a name that it lacks stays, and the server says so. */
function owned(rule, settings) {
  const own = (name) => rule.hyperparameters.find((h) => h.aliases.includes(name))?.name ?? name;
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [own(name), String(value)]));
}

export function toAddress(state) {
  const q = new URLSearchParams();
  q.set('view', state.view);
  q.set('f', state.formula);
  q.set('s', state.start);
  q.set('n', state.steps);
  q.set('r', JSON.stringify(state.rules.map((each) => [each.rule, each.settings])));
  if (state.domain) q.set('d', [...state.domain.x, ...state.domain.y].join(','));
  if (state.view === 'fit') {
    q.set('ff', state.fit.formula);
    q.set('fs', state.fit.start);
  }
  if (state.step !== null) q.set('t', state.step);
  return '#' + q.toString();
}
