// Starts the page: the catalogue, the views, the address.

import { json, takeToken } from './api.js';
import { applyTheme, toggleTheme } from './colours.js';
import { Explore } from './explore.js';
import { FitView } from './fit.js';
import { copy } from './format.js';
import { Lesson } from './lesson.js';
import { LiveView } from './live.js';
import { fromAddress, toAddress } from './store.js';

const $ = (id) => document.getElementById(id);
const VIEWS = ['explore', 'lesson', 'fit', 'live'];

applyTheme();
takeToken();

async function begin() {
  let catalogue;
  try {
    catalogue = await json('catalogue');
  } catch (e) {
    $('notice').hidden = false;
    $('notice').textContent = e.message;
    return;
  }
  const state = fromAddress(catalogue.rules);
  let writing;
  const changed = () => {
    clearTimeout(writing);
    writing = setTimeout(() => { mine = toAddress(state); history.replaceState(null, '', mine); }, 60);
  };
  let mine = '';
  const explore = new Explore(state, catalogue, changed);
  const open = (view) => {
    Object.assign(state, view, { domain: null, step: null });
    explore.showRules();
    explore.fill();
    show('explore');
    explore.run();
  };
  const lesson = new Lesson(catalogue, open);
  const fit = new FitView(state, changed);
  const live = new LiveView(catalogue, open);
  const views = catalogue.live ? VIEWS : VIEWS.filter((view) => view !== 'live');
  $('tab-live').hidden = !catalogue.live;
  if (!views.includes(state.view)) state.view = 'explore';

  function show(view) {
    state.view = view;
    for (const each of VIEWS) {
      $('view-' + each).hidden = each !== view;
      $('tab-' + each).setAttribute('aria-selected', String(each === view));
      $('tab-' + each).tabIndex = each === view ? 0 : -1;
    }
    document.title = { explore: 'Glissade studio', lesson: 'Lesson · Glissade studio', fit: 'Fit · Glissade studio', live: 'Live · Glissade studio' }[view];
    if (view === 'lesson') lesson.begin();
    if (view === 'fit') fit.draw();
    if (view === 'live') live.draw();
    changed();
  }
  for (const view of VIEWS) {
    $('tab-' + view).addEventListener('click', () => show(view));
    $('tab-' + view).addEventListener('keydown', (e) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
      if (by) {
        const next = views[(views.indexOf(view) + by + views.length) % views.length];
        show(next);
        $('tab-' + next).focus();
      }
    });
  }
  $('share').addEventListener('click', () => { const link = location.origin + '/' + toAddress(state); history.replaceState(null, '', link); copy(link, 'Link'); });
  $('theme').addEventListener('click', () => { toggleTheme(); explore.recolour(); lesson.recolour(); fit.draw(); live.draw(); });
  window.addEventListener('hashchange', () => { if (location.hash !== mine) location.reload(); });
  show(state.view);
  if (catalogue.live) live.follow();
  await explore.run();
  document.documentElement.dataset.ready = 'true';
}

begin();
