// What a person can keep of a view, as files.

import { element } from './format.js';
import { reportOf } from './runs.js';

function save(name, type, content) {
  const link = element('a', { download: name, href: URL.createObjectURL(new Blob([content], { type })) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** As JSON has them: NaN and infinities as texts, like the server's. */
const told = (numbers) => Array.from(numbers, (v) => (Number.isFinite(v) ? v : String(v)));

/** Every number of the runs, with the formula and the start that they were made with. */
export function saveRuns({ formula, start, runs }) {
  const data = {
    schema: 'glissade/studio/1',
    formula,
    start,
    runs: runs.filter((run) => !run.error).map((run) => ({
      rule: run.rule, settings: run.settings, command: run.command, stop: run.stop, value: run.value, bestStep: run.bestStep,
      parameters: run.parameters, loss: told(run.loss),
      path: Object.fromEntries(run.elements.map((name, k) => [name, told(run.values[k])])),
      states: Object.fromEntries(run.states.map((name) => [name, Object.fromEntries(run.elements.map((e, k) => [e, told(run.memory[name][k])]))])),
    })),
  };
  save('glissade.json', 'application/json', JSON.stringify(data));
}

/** What is set, compared by the server, which takes up to 20 seconds. A button that is busy stays enabled, so that it keeps the focus. */
export async function saveReport(state, button) {
  if (button.getAttribute('aria-busy') === 'true') return;
  const label = button.textContent;
  button.setAttribute('aria-busy', 'true');
  button.textContent = 'Writing report …';
  try {
    save('glissade.html', 'text/html', await reportOf(state));
  } finally {
    button.removeAttribute('aria-busy');
    button.textContent = label;
  }
}
