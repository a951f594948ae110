// Puts the parts together.

state.view = 'map';

/** Selects a node, an edge or nothing; `move` brings it into view. */
function select(subject, move = true) {
  if (subject === state.selected) return;
  state.selected = subject;
  state.hovered = null;
  at('tip').hidden = true;
  showPanel();
  const ends = !subject ? [] : subject.weight === undefined ? [subject] : [subject.a, subject.b];
  if (move && ends.length && ends[0].x !== undefined) {
    camera.x = ends.reduce((sum, end) => sum + end.x, 0) / ends.length;
    camera.y = ends.reduce((sum, end) => sum + end.y, 0) / ends.length;
    if (ends.length === 1) camera.scale = Math.max(camera.scale, Math.min(0.7, camera.fitted * 2.2));
    // Where the panel lies over the map, what is left of the map shows the subject.
    const map = canvas.getBoundingClientRect(), panel = at('panel').getBoundingClientRect();
    if (panel.top > map.top + 40) camera.y += Math.max(0, map.bottom - panel.top) / 2 / camera.scale;
    else camera.x += Math.max(0, map.right - panel.left) / 2 / camera.scale;
  }
  // What is searched for is shown, whatever the filters say.
  for (const end of ends) if (!end.shown) { end.shown = true; shownNodes.push(end); }
  const name = !subject ? '' : subject.weight === undefined ? `node=${subject.id}` : `edge=${subject.a.id}+${subject.b.id}`;
  history.replaceState(null, '', name ? `#${name}` : '#');
  remap();
  if (subject && window.matchMedia('(max-width: 760px)').matches) at('panel').focus({ preventScroll: true });
}

/** The subject of an address that ends in #node=ID or #edge=ID+ID. */
function subjectOfAddress() {
  const [, kind, name] = decodeURIComponent(location.hash).match(/^#(node|edge)=(.+)$/) || [];
  if (kind === 'node') return NODE_OF_ID.get(name) || null;
  if (kind === 'edge') {
    const [a, b] = name.split('+').map(id => NODE_OF_ID.get(id));
    return a && b ? a.edges.find(edge => edge.a === b || edge.b === b) || null : null;
  }
  return null;
}

function changed() {
  applyFilters();
  at('shown').textContent = word('shown', { nodes: number(shownNodes.length), pairs: number(shownEdges.length) });
  showTimeline();
  showControls();
  if (state.selected) showPanel();
  if (state.view === 'map') remap();
  else showList();
}

/** Buttons of which one is pressed. */
function switchButtons(parent, options, current, choose) {
  parent.replaceChildren(...options.map(([key, text, title]) => {
    const button = make('button', { type: 'button', 'aria-pressed': String(key === current), title: title || text }, text);
    button.addEventListener('click', () => choose(key));
    return button;
  }));
}

function options(select, entries, current) {
  select.replaceChildren(...entries.map(([value, text]) => make('option', { value, selected: String(value) === String(current) }, text)));
}

/** Stories that the slider of the least weight stands for: 1 2 3 5 10 20 30 50 … */
const STEPS = (() => {
  const most = Math.max(1, ...EDGES.map(edge => edge.weight)), steps = [];
  for (let unit = 1; unit <= most; unit *= 10) for (const n of [1, 2, 3, 5]) if (n * unit <= most) steps.push(n * unit);
  return steps;
})();

function showControls() {
  const focused = document.activeElement && document.activeElement.closest('#types, #scope, #colours, #legend');
  const place = focused ? [...focused.querySelectorAll('button')].indexOf(document.activeElement) : -1;
  at('types').replaceChildren(...TYPES.map(type => {
    const button = make('button', { type: 'button', 'aria-pressed': String(state.types.has(type)) }, word(type), make('small', {}, number(NODES.filter(node => node.type === type).length)));
    button.style.setProperty('--dot', state.colour === 'type' ? TYPE_COLOURS[type] : 'transparent');
    button.addEventListener('click', () => {
      if (!state.types.delete(type)) state.types.add(type);
      changed();
    });
    return button;
  }));
  const countries = make('button', { type: 'button', 'aria-pressed': String(state.countries) }, word('countries'), make('small', {}, number(NODES.filter(node => COUNTRIES.has(node.className)).length)));
  countries.addEventListener('click', () => { state.countries = !state.countries; changed(); });
  at('types').append(countries);
  const scopes = [['skeleton', word('skeleton')], ['backbone', word('backbone')], ['all', word('all')]];
  switchButtons(at('scope'), scopes, state.scope, scope => { state.scope = scope; changed(); });
  at('least').max = STEPS.length - 1;
  at('least').value = Math.max(0, STEPS.indexOf(state.least));
  at('least-out').textContent = number(state.least);
  at('least').setAttribute('aria-valuetext', number(state.least));
  options(at('significance'), [[0, word('any')], [1, 'p < 0.05'], [2, 'p < 0.01'], [3, 'p < 0.001']], state.certainty);
  options(at('names'), [['both', word('both')], ['listed', word('listed')], ['discovered', word('discovered')]], state.names);
  switchButtons(at('colours'), [['community', word('by_community')], ['type', word('by_type')]], state.colour, colour => { state.colour = colour; changed(); });
  const legend = state.colour === 'type' ? TYPES.map(type => [TYPE_COLOURS[type], word(type), null])
    : [...COMMUNITIES.slice(0, COLOURS.length).map(({ number: n, nodes }) => [COMMUNITY_COLOURS.get(n), nodes.slice(0, 3).map(label).join(language === 'en' ? ', ' : '、'), n]),
      ...(COMMUNITIES.length > COLOURS.length ? [[OTHER, word('others'), null]] : [])];
  at('legend').replaceChildren(...legend.map(([colour, text, community]) => {
    const item = community === null ? make('span', {}, text) : make('button', { type: 'button', 'aria-pressed': String(state.community === community), title: word('only') }, text);
    item.style.setProperty('--dot', colour);
    if (community !== null) item.addEventListener('click', () => { state.community = state.community === community ? null : community; changed(); });
    return make('li', {}, item);
  }));
  if (focused && place >= 0) focused.querySelectorAll('button')[place]?.focus();
}

function speak() {
  document.documentElement.lang = langTag();
  document.title = word('title');
  const [kind, n] = /^\d+$/.test(ABOUT.window) ? ['window_chars', ABOUT.window] : [`window_${ABOUT.window}`, ''];
  for (const element of document.querySelectorAll('[data-word]')) {
    element.textContent = word(element.dataset.word, { window: word(kind, { n: n }) });
  }
  const step = ABOUT.spells.length > 1 ? (new Date(ABOUT.spells[1]) - new Date(ABOUT.spells[0])) / 86400000 : 7;
  const per = word(step > 31 ? 'per_year' : step > 7 ? 'per_month' : 'per');
  document.querySelector('#timeline [data-word=per]').textContent = per;
  at('timeline').setAttribute('aria-label', per);
  at('from').setAttribute('aria-label', word('from'));
  at('to').setAttribute('aria-label', word('to'));
  at('query').placeholder = word('search');
  at('query').setAttribute('aria-label', word('search'));
  canvas.setAttribute('aria-label', word('canvas'));
  at('languages').setAttribute('aria-label', word('language'));
  at('views').setAttribute('aria-label', word('view'));
  at('about').textContent = word('about', { stories: number(ABOUT.stories), nodes: number(ABOUT.nodes), edges: number(ABOUT.edges),
    shown: number(NODES.length), pairs: number(EDGES.length), from: ABOUT.first || '–', to: ABOUT.last || '–' });
  switchButtons(at('languages'), LANGUAGES, language, chosen => { language = chosen; speak(); });
  switchButtons(at('views'), [['map', word('map')], ['nodes', word('nodes')], ['pairs', word('pairs')]], state.view, view => {
    state.view = view;
    at('map-view').hidden = view !== 'map';
    at('list-view').hidden = view === 'map';
    if (view === 'map') resizeMap();
    speak();
  });
  const zooms = [['+', 'zoom_in', () => zoom(1.4)], ['−', 'zoom_out', () => zoom(1 / 1.4)], ['⤢', 'fit', () => fit(shownNodes)]];
  at('zoom').replaceChildren(...zooms.map(([sign, key, act]) => {
    const button = make('button', { type: 'button', 'aria-label': word(key), title: word(key) }, sign);
    button.addEventListener('click', act);
    return button;
  }));
  changed();
}

function start() {
  readColours();
  applyFilters();
  startSearch(node => select(node));
  startPointer(select);
  startTimeline(changed);
  at('least').addEventListener('input', event => { state.least = STEPS[Number(event.target.value)]; changed(); });
  at('significance').addEventListener('change', event => { state.certainty = Number(event.target.value); changed(); });
  at('names').addEventListener('change', event => { state.names = event.target.value; changed(); });
  at('reset').addEventListener('click', () => { Object.assign(state, startState()); changed(); fit(shownNodes); });
  document.addEventListener('keydown', event => {
    if (event.key === '/' && !/^(INPUT|SELECT)$/.test(event.target.tagName)) {
      event.preventDefault();
      at('query').focus();
      at('query').select();
    } else if (event.key === 'Escape') select(null);
  });
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { readColours(); changed(); });
  new ResizeObserver(() => { resizeMap(); showTimeline(); }).observe(at('map-view'));
  if (window.matchMedia('(max-width: 760px)').matches) at('filters').open = false;
  speak();
  resizeMap();
  fit(shownNodes);
  const subject = subjectOfAddress();
  if (subject) select(subject);
}

start();
