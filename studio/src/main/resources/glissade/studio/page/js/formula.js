// Reads formulas as the language writes them, to typeset them and to ask conditions of rules.

const TOKEN = /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([\p{L}_][\p{L}\d_]*)|(\*\*|<=|>=|==|!=|[-+*/^()[\],:<>=~@]))/uy;

/** What binds how tightly; a word is an operator here. */
const LEVELS = [['or'], ['and'], ['<', '<=', '>', '>=', '==', '!=', '~'], ['+', '-'], ['*', '/', '@']];

function tokens(text) {
  const found = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (!match) throw new Error('cannot read ' + text);
    found.push({ number: match[1], name: match[2], sign: match[3], text: match[0].trim() });
  }
  return found;
}

/** A formula as a tree of {op, args}, {number} and {name}. */
export function parse(text) {
  const all = tokens(text);
  let at = 0;
  const is = (t) => at < all.length && all[at].text === t;
  const expect = (t) => { if (!is(t)) throw new Error('expected ' + t); at++; };
  function level(i) {
    if (i === LEVELS.length) return unary();
    if (i === 2 && is('not')) { at++; return { op: 'not', args: [level(2)] }; }
    let left = level(i + 1);
    while (at < all.length && LEVELS[i].includes(all[at].text)) {
      const op = all[at++].text;
      left = { op, args: [left, i < 2 ? level(i + 1) : level(i + 1)] };
    }
    return left;
  }
  function unary() {
    if (is('-')) { at++; return { op: 'neg', args: [unary()] }; }
    return power();
  }
  function power() {
    const base = postfix();
    if (is('^') || is('**')) { at++; return { op: '^', args: [base, unary()] }; }
    return base;
  }
  function postfix() {
    let value = atom();
    while (is('[')) {
      at++;
      const parts = [];
      while (!is(']')) { parts.push(is(':') ? (at++, ':') : level(0)); if (at >= all.length) throw new Error('no ]'); }
      at++;
      value = { op: 'index', args: [value], parts };
    }
    return value;
  }
  function atom() {
    const token = all[at++];
    if (!token) throw new Error('the end');
    if (token.number !== undefined) return { number: token.number };
    if (token.text === '(') { const inner = level(0); expect(')'); return inner; }
    if (token.name === undefined) throw new Error('unexpected ' + token.text);
    if (is('(')) {
      at++;
      const args = [];
      while (!is(')')) { args.push(level(0)); if (!is(')')) expect(','); }
      at++;
      return { op: 'call', name: token.name, args };
    }
    return { name: token.name };
  }
  const tree = level(0);
  if (at < all.length) throw new Error('unexpected ' + all[at].text);
  return tree;
}

/** Whether a condition of a rule holds, for values by name. */
export function evaluate(tree, values) {
  if (tree.number !== undefined) return Number(tree.number);
  if (tree.name !== undefined && !tree.op) return values[tree.name] ?? 0;
  const [a, b] = tree.args.map((arg) => evaluate(arg, values));
  switch (tree.op) {
    case 'not': return a ? 0 : 1;
    case 'and': return a && b ? 1 : 0;
    case 'or': return a || b ? 1 : 0;
    case '<': return +(a < b);
    case '<=': return +(a <= b);
    case '>': return +(a > b);
    case '>=': return +(a >= b);
    case '==': return +(a === b);
    case '!=': return +(a !== b);
    case 'neg': return -a;
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/': return a / b;
    default: return 1;
  }
}

const GREEK = { α: '\\alpha', β: '\\beta', γ: '\\gamma', δ: '\\delta', ε: '\\varepsilon', η: '\\eta', θ: '\\theta', κ: '\\kappa', λ: '\\lambda', μ: '\\mu', ρ: '\\rho', σ: '\\sigma', τ: '\\tau', φ: '\\varphi', ω: '\\omega' };
const FUNCTIONS = new Set(['sin', 'cos', 'tan', 'exp', 'log', 'min', 'max', 'sinh', 'cosh', 'tanh']);

function word(name) {
  const match = /^(\p{L})[_]?(\d*)$/u.exec(name);
  if (match) return (GREEK[match[1]] || match[1]) + (match[2] ? `_{${match[2]}}` : '');
  if (name === 'pi') return '\\pi';
  return `\\mathit{${name.replace(/_/g, '\\_')}}`;
}

const SIGN = { '*': ' ', '<=': '\\le', '>=': '\\ge', '==': '=', '!=': '\\ne', '~': '\\sim', '@': '\\cdot', and: '\\land', or: '\\lor' };
const RANKS = { index: 9, '/': 8, '^': 7, '*': 6, '@': 6, neg: 4 };
/** How tightly it holds together as TeX. A sum reaches over the factors after it, so it is looser than a product; exp is a power. */
const rank = (tree) => {
  if (tree.op === undefined) return 9;
  if (tree.op === 'call') return tree.name === 'sum' && tree.args.length === 1 ? 5 : tree.name === 'exp' ? 7 : 9;
  return RANKS[tree.op] ?? LEVELS.findIndex((l) => l.includes(tree.op)) + 1;
};

/** As TeX; names may be given symbols of their own. */
export function tex(tree, symbols = {}) {
  const of = (t) => tex(t, symbols);
  const within = (t, least) => (rank(t) < least ? `\\left(${of(t)}\\right)` : of(t));
  if (tree.number !== undefined) {
    const [mantissa, exponent] = tree.number.toLowerCase().split('e');
    return exponent === undefined ? mantissa : (mantissa === '1' ? '' : mantissa + '\\cdot ') + `10^{${Number(exponent)}}`;
  }
  if (tree.op === undefined) return symbols[tree.name] || word(tree.name);
  const [a, b] = tree.args;
  switch (tree.op) {
    case 'neg': return '-' + within(a, 5);
    case '^': return `${rank(a) < 9 ? `\\left(${of(a)}\\right)` : `{${of(a)}}`}^{${of(b)}}`;
    case '/': return `\\frac{${of(a)}}{${of(b)}}`;
    case '*': {
      const dot = /^[\d.\\c]/.test(of(b)) && /\d$/.test(of(a)) || b.number !== undefined;
      return within(a, 6) + (dot ? '\\cdot ' : '\\,') + within(b, 6);
    }
    case '-': return `${within(a, 4)} - ${within(b, 5)}`;
    case 'not': return `\\lnot ${within(a, 9)}`;
    case 'index': return `${within(a, 9)}_{[${tree.parts.map((p) => (p === ':' ? ':' : of(p))).join('')}]}`;
    case 'call': {
      const args = tree.args.map(of);
      if (tree.name === 'sqrt') return `\\sqrt{${args[0]}}`;
      if (tree.name === 'abs') return `\\left|${args[0]}\\right|`;
      if (tree.name === 'norm') return `\\left\\|${args[0]}\\right\\|`;
      if (tree.name === 'exp' && !/frac/.test(args[0])) return `e^{${args[0]}}`;
      if (tree.name === 'sum' && args.length === 1) return `\\sum ${within(a, 5)}`;
      const head = FUNCTIONS.has(tree.name) ? '\\' + tree.name : `\\operatorname{${tree.name.replace(/_/g, '\\_')}}`;
      return `${head}\\left(${args.join(',\\,')}\\right)`;
    }
    default: return `${within(a, rank(tree))} ${SIGN[tree.op] ?? tree.op} ${within(b, rank(tree))}`;
  }
}

/** A loss of several lines as TeX; empty where it cannot be read. */
export function lossTex(text) {
  try {
    return text.split(/[\n;]/).map((line) => line.replace(/#.*/, '').trim()).filter(Boolean)
      .map((line) => {
        const match = /^([\p{L}_][\p{L}\d_]*)\s*=(?!=)(.*)$/u.exec(line);
        return match ? word(match[1]) + ' = ' + tex(parse(match[2])) : tex(parse(line));
      }).join('\\\\');
  } catch {
    return '';
  }
}

/** The lines of a rule that its settings leave in use, each as TeX. */
export function ruleTex(rule, settings) {
  const values = {};
  const symbols = {};
  for (const hyper of rule.hyperparameters) {
    const number = Number(settings[hyper.name] ?? hyper.default);
    values[hyper.name] = Number.isNaN(number) ? 1 : number;
    const greek = hyper.aliases.find((alias) => /^[\u0370-\u03ff]\d?$/u.test(alias));
    if (greek) symbols[hyper.name] = word(greek);
  }
  for (const option of rule.options) {
    values[option.name] = (settings[option.name] ?? (option.default ? 'on' : 'off')) === 'on' ? 1 : 0;
  }
  const lines = [];
  const open = []; // of each `if`: whether it is in use, and was from outside
  for (const raw of rule.lines) {
    const line = raw.replace(/#.*/, '').trim();
    const outer = open.every((o) => o.on);
    let match;
    if ((match = /^if\s+(.*)$/.exec(line))) {
      open.push({ on: outer && !!evaluate(parse(match[1]), values), outer });
    } else if (line === 'else') {
      const last = open[open.length - 1];
      last.on = last.outer && !last.on;
    } else if (line === 'end') {
      open.pop();
    } else if (outer && line && !/^(state|report)\b/.test(line)) {
      match = /^([\p{L}_][\p{L}\d_]*)\s*=(.*)$/u.exec(line);
      if (match) lines.push({ name: match[1], left: word(match[1]), right: tex(parse(match[2]), symbols), tree: parse(match[2]) });
    }
  }
  return lines;
}

/** Typesets into an element. */
export function typeset(element, source, display = false) {
  element.replaceChildren();
  if (source) katex.render(source, element, { displayMode: display, throwOnError: false, strict: false });
}
