// The view in which a curve moves to its data.

import { events } from './api.js';
import { colour, css } from './colours.js';
import { brief, copy, element, shown } from './format.js';

const $ = (id) => document.getElementById(id);
const MOST_BYTES = 3_000_000;
const known = (number) => number !== undefined && number !== 'NaN'; // as the command has it; infinities come as texts, too

/** A decay with noise, the same each time. */
function sample() {
  let seed = 7;
  const random = () => { seed = (seed * 16807) % 2147483647; return seed / 2147483647; };
  const rows = ['t,y'];
  for (let i = 0; i <= 60; i++) {
    const t = i / 6;
    const noise = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
    rows.push(`${t.toFixed(3)},${(2.5 * Math.exp(-0.6 * t) + 0.5 + 0.08 * noise).toFixed(4)}`);
  }
  return rows.join('\n') + '\n';
}

export class FitView {
  constructor(state, changed) {
    this.frames = [];
    this.shown = 0;
    const drop = $('drop');
    for (const name of ['dragenter', 'dragover']) drop.addEventListener(name, (e) => { e.preventDefault(); drop.classList.add('over'); });
    for (const name of ['dragleave', 'drop']) drop.addEventListener(name, (e) => { e.preventDefault(); drop.classList.remove('over'); });
    drop.addEventListener('drop', (e) => this.read(e.dataTransfer.files[0]));
    // What misses the place must not make the browser leave the page.
    for (const name of ['dragover', 'drop']) window.addEventListener(name, (e) => e.preventDefault());
    $('file').addEventListener('change', () => this.read($('file').files[0]));
    $('sample').addEventListener('click', () => { this.take('decay.csv', sample()); this.fit(); });
    $('fit-run').addEventListener('click', () => this.fit());
    for (const name of ['formula', 'start']) {
      const field = $('fit-' + name);
      field.value = state.fit[name];
      field.addEventListener('input', () => { state.fit[name] = field.value; changed(); });
      field.addEventListener('keydown', (e) => { if (e.key === 'Enter') this.fit(); });
    }
    $('fit-scrub').addEventListener('input', () => { this.stop(); this.go(Number($('fit-scrub').value)); });
    $('fit-play').addEventListener('click', () => (this.playing ? this.stop() : this.play()));
    $('fit-copy').addEventListener('click', () => copy($('fit-command').textContent, 'Command'));
    new ResizeObserver(() => this.draw()).observe($('fit-chart'));
  }

  async read(file) {
    if (!file) return;
    if (file.size > MOST_BYTES) { this.problem(`${file.name} is larger than ${MOST_BYTES / 1e6} MB; on the command line, glissade fit takes any size`); return; }
    this.take(file.name, await file.text());
  }

  take(name, csv) {
    this.file = name;
    this.csv = csv;
    const rows = csv.trimEnd().split('\n').length - 1;
    $('table-info').textContent = `${name}: ${rows} rows; columns ${csv.split(/\r?\n/, 1)[0].split(',').join(', ')}`;
    this.problem('');
  }

  problem(text) {
    $('fit-error').hidden = !text;
    $('fit-error').textContent = text;
  }

  async fit() {
    if (!this.csv) { this.problem('drop a CSV first, or take the sample'); return; }
    this.cancel?.abort();
    const cancel = (this.cancel = new AbortController());
    this.stop();
    Object.assign(this, { frames: [], points: null, shown: 0 });
    $('fit-result').hidden = true;
    this.problem('');
    try {
      for await (const { name, data } of events('fit', { formula: $('fit-formula').value, start: $('fit-start').value, csv: this.csv, file: this.file }, cancel.signal)) {
        if (name === 'points') this.points = data;
        else if (name === 'problem') this.problem(data.error);
        else if (name === 'frame') this.add(data);
        else this.done(data);
      }
    } catch (e) {
      if (e.name !== 'AbortError') this.problem(e.message);
    }
  }

  add(frame) {
    this.frames.push(frame);
    $('fit-scrub').max = this.frames.length - 1;
    if (this.frames.length === 1) this.go(0);
  }

  done(result) {
    this.add({ ...result, step: null });
    $('fit-result').hidden = false;
    $('estimates').tBodies[0].replaceChildren(...result.estimates.map((e) => element('tr', {}, element('th', { scope: 'row' }, e.name),
      element('td', { class: 'mono' }, shown(e.value)), element('td', { class: 'mono' }, known(e.standardError) ? '± ' + shown(e.standardError) : 'unknown'),
      element('td', { class: 'mono' }, known(e.low) && known(e.high) ? `${shown(e.low)} … ${shown(e.high)}` : ''))));
    $('fit-facts').textContent = [result.rows, `mean loss ${shown(result.loss)}`, result.rSquared !== undefined ? `R² ${brief(result.rSquared)}` : '', ...result.warnings, result.stop].filter(Boolean).join(' · ');
    $('fit-command').textContent = result.command;
    this.play();
  }

  play() {
    this.stop(); // it may be playing, when the end of a fit plays it again
    if (this.shown >= this.frames.length - 1) this.go(0);
    $('fit-play').classList.add('playing');
    $('fit-play').setAttribute('aria-label', 'Pause the fit');
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (calm) this.go(this.frames.length - 1);
    this.playing = setInterval(() => {
      this.go(this.shown + 1);
      if (this.shown >= this.frames.length - 1) this.stop();
    }, 90);
  }

  stop() {
    clearInterval(this.playing);
    this.playing = null;
    $('fit-play').classList.remove('playing');
    $('fit-play').setAttribute('aria-label', 'Play the fit');
  }

  go(index) {
    this.shown = Math.max(0, Math.min(this.frames.length - 1, index));
    $('fit-scrub').value = this.shown;
    const frame = this.frames[this.shown];
    if (frame) {
      const values = Object.entries(frame.parameters).map(([k, v]) => `${k} = ${brief(v)}`).join(', ');
      $('fit-step').textContent = `${frame.step === null ? 'the fit' : `step ${frame.step}`}: loss ${brief(frame.loss)}; ${values}`;
    }
    this.draw();
  }

  draw() {
    const place = $('fit-chart');
    const { clientWidth: width, clientHeight: height } = place;
    if (!width || !height) return;
    const frame = this.frames[this.shown];
    if (!this.points || !frame) {
      place.replaceChildren(element('p', { class: 'empty' }, this.frames.length ? 'A curve is drawn where one column depends on one other; the numbers are below.' : 'The points and the curve appear here.'));
      return;
    }
    const { x, y, line, column, label } = this.points;
    const edge = { left: 54, right: 14, top: 14, bottom: 36 };
    const [from, to] = d3.extent(line);
    const side = (to - from || 1) * 0.02;
    const across = d3.scaleLinear([from - side, to + side], [edge.left, width - edge.right]);
    const [low = 0, high = 1] = d3.extent(y, (v) => (Number.isFinite(v) ? v : undefined));
    const room = (high - low || 1) * 0.12;
    const up = d3.scaleLinear([low - room, high + room], [height - edge.bottom, edge.top]);
    const svg = d3.create('svg').attr('width', width).attr('height', height).attr('role', 'img').attr('aria-label', `${label} against ${column}, with the curve`);
    svg.append('clipPath').attr('id', 'plot').append('rect').attr('x', edge.left).attr('y', edge.top).attr('width', width - edge.left - edge.right).attr('height', height - edge.top - edge.bottom);
    const axis = (g) => g.attr('color', css('--muted')).attr('font-family', 'inherit').attr('font-size', 11);
    svg.append('g').attr('transform', `translate(0,${height - edge.bottom})`).call(d3.axisBottom(across).ticks(width / 90)).call(axis);
    svg.append('g').attr('transform', `translate(${edge.left},0)`).call(d3.axisLeft(up).ticks(height / 60)).call(axis);
    svg.append('text').attr('x', width - edge.right).attr('y', height - 4).attr('text-anchor', 'end').attr('fill', css('--text')).attr('font-size', 12).text(column);
    svg.append('text').attr('x', 6).attr('y', 12).attr('fill', css('--text')).attr('font-size', 12).text(label);
    const inside = svg.append('g').attr('clip-path', 'url(#plot)');
    inside.append('g').attr('fill', colour(0)).attr('fill-opacity', 0.65).selectAll('circle').data(d3.range(x.length).filter((i) => Number.isFinite(y[i]))).join('circle').attr('r', x.length > 400 ? 1.6 : 3).attr('cx', (i) => across(x[i])).attr('cy', (i) => up(y[i]));
    const path = d3.line((_, i) => across(line[i]), (v) => up(v)).defined((v) => typeof v === 'number');
    inside.append('path').attr('class', 'curve').attr('fill', 'none').attr('stroke', colour(1)).attr('stroke-width', 2.5).attr('d', path(frame.curve));
    place.replaceChildren(svg.node());
  }
}
