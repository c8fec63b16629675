// How numbers and words are shown.

/** As the command's table shows it. */
export function shown(number) {
  if (number === null || number === undefined) return '';
  if (typeof number === 'string') return number; // NaN and infinities, as the server names them
  if (!Number.isFinite(number)) return Number.isNaN(number) ? 'NaN' : number > 0 ? 'Infinity' : '-Infinity';
  const size = Math.abs(number);
  if (number === 0 || (size >= 0.1 && size < 1e6)) return number.toFixed(8);
  return number.toExponential(8).replace(/e([+-])(\d)$/, 'e$10$2').replace('e+', 'e+');
}

/** Short, for axes and sliders. */
export function brief(number) {
  if (number === 0) return '0';
  if (!Number.isFinite(number)) return shown(number); // such as a text of the server
  const size = Math.abs(number);
  return size >= 1e-3 && size < 1e5 ? String(Number(number.toPrecision(4))) : number.toExponential(1).replace('.0', '').replace('e+', 'e');
}

/** A new element with attributes and children. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'class') made.className = value;
    else if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, '');
    else if (value !== false && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

let fading;
/** A word that goes away by itself. */
export function toast(text) {
  const place = document.getElementById('toast');
  place.textContent = text;
  place.classList.add('on');
  clearTimeout(fading);
  fading = setTimeout(() => place.classList.remove('on'), 2200);
}

export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = element('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  toast(what + ' copied');
}
