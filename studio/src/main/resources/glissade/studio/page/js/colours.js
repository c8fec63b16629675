// Okabe & Ito's colours, which people who see fewer colours tell apart; each rule also has its own dash.

const LIGHT = ['#0072b2', '#d55e00', '#007a5a', '#b0508a', '#8a6100', '#565b63', '#6b3fa0', '#a3123a'];
const DARK = ['#56b4e9', '#ff8c42', '#2fcf9f', '#e79bc8', '#f0c445', '#c8ccd2', '#b9a2ff', '#ff7a90'];
const DASHES = [[], [7, 3], [2, 3], [10, 3, 2, 3], [5, 2], [1, 2], [12, 4], [4, 4, 1, 4]];

export const isDark = () => document.documentElement.dataset.theme === 'dark';
export const colour = (slot) => (isDark() ? DARK : LIGHT)[slot % 8];
export const dash = (slot) => DASHES[slot % 8];
export const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function applyTheme(choice) {
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  document.documentElement.dataset.theme = choice || localStorage.getItem('glissade-theme') || system;
}

export function toggleTheme() {
  const next = isDark() ? 'light' : 'dark';
  localStorage.setItem('glissade-theme', next);
  applyTheme(next);
}
