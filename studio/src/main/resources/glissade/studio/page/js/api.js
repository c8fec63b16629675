// Calls of the studio's server. The token came with the address, and stays in this browser.

const KEY = 'glissade-token';

/** Takes the token out of the address, so that it is not copied with a link. */
export function takeToken() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const token = fragment.get('token');
  if (token) {
    localStorage.setItem(KEY, token);
    fragment.delete('token');
    history.replaceState(null, '', '#' + fragment.toString());
  }
}

/** What the server says about a call that it did not answer as asked. */
export class Refusal extends Error {
  constructor(status, body) {
    super(body.error || 'the studio did not answer');
    this.status = status;
    this.problems = body.problems || [];
  }
}

async function call(name, body, signal) {
  const headers = { 'X-Glissade-Token': localStorage.getItem(KEY) || '' };
  const options = { headers, signal };
  if (body) {
    headers['Content-Type'] = 'application/json';
    options.method = 'POST';
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch('/api/' + name, options);
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new Refusal(0, { error: 'the studio has stopped; start it again with: glissade studio' });
  }
  if (!response.ok) {
    throw new Refusal(response.status, await response.json().catch(() => ({})));
  }
  return response;
}

export const json = async (name, body, signal) => (await call(name, body, signal)).json();

export const text = async (name, body, signal) => (await call(name, body, signal)).text();

/** A header and the numbers after it. */
export async function columns(name, body, signal) {
  const buffer = await (await call(name, body, signal)).arrayBuffer();
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  return { header, numbers: new Float64Array(buffer, 4 + length) };
}

/** Server-sent events of a call, as they come. */
export async function* events(name, body, signal) {
  const reader = (await call(name, body, signal)).body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { value, done } = await reader.read().catch((e) => {
      if (e.name === 'AbortError') throw e;
      throw new Refusal(0, { error: 'the studio broke off its answer: that took too long, or the studio has stopped; the command line takes any time' });
    });
    if (done) return;
    text += decoder.decode(value, { stream: true });
    let end;
    while ((end = text.indexOf('\n\n')) >= 0) {
      const [first, second] = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      yield { name: first.slice('event: '.length), data: JSON.parse(second.slice('data: '.length)) };
    }
  }
}
