// Search that does not care for script, case, width or accents.

const FOLD = (() => {
  const chars = [...DATA.fold];
  const map = new Map();
  for (let i = 0; i + 1 < chars.length; i += 2) map.set(chars[i], chars[i + 1]);
  return map;
})();

function fold(text) {
  const plain = text.normalize('NFKC').toLowerCase();
  return [...plain].map(c => FOLD.get(c) || c).join('').normalize('NFD').replace(/\p{M}/gu, '');
}

const KEYS = NODES.map(node => [...new Set([...node.names, ...node.aliases].filter(Boolean).map(fold))]);

/** Nodes that bear a name like the query: equal names before those that begin with it before those that hold it, more stories first. */
function search(query, most = 12) {
  const wanted = fold(query.trim());
  if (!wanted) return [];
  const found = [];
  NODES.forEach((node, i) => {
    let best = 3;
    for (const key of KEYS[i]) {
      const place = key.indexOf(wanted);
      if (place < 0) continue;
      best = Math.min(best, key === wanted ? 0 : place === 0 || key[place - 1] === ' ' ? 1 : 2);
    }
    if (best < 3) found.push({ node, best });
  });
  found.sort((a, b) => a.best - b.best || b.node.stories - a.node.stories);
  return found.slice(0, most).map(hit => hit.node);
}

/** The written form that made a node match, where it is none of its names on the page. */
function matchedForm(node, query) {
  const wanted = fold(query.trim());
  if (fold(label(node)).includes(wanted)) return '';
  return [...node.names, ...node.aliases].find(name => fold(name).includes(wanted)) || '';
}

/** The search box with its list of results. */
function startSearch(choose) {
  const box = at('query'), list = at('results');
  let hits = [], current = -1;
  const close = () => {
    list.hidden = true;
    box.setAttribute('aria-expanded', 'false');
    box.removeAttribute('aria-activedescendant');
  };
  const mark = index => {
    current = index;
    [...list.children].forEach((item, i) => item.setAttribute('aria-selected', String(i === index)));
    if (index >= 0) {
      box.setAttribute('aria-activedescendant', `hit-${index}`);
      list.children[index].scrollIntoView({ block: 'nearest' });
    }
  };
  const take = index => {
    if (!hits[index]) return;
    close();
    choose(hits[index]);
  };
  const show = () => {
    hits = search(box.value);
    const items = hits.map((node, i) => {
      const form = matchedForm(node, box.value);
      const item = make('li', { id: `hit-${i}`, role: 'option' }, make('b', {}, label(node)), form ? make('i', {}, form) : '',
        make('small', {}, `${word('a_' + node.type)} · ${number(node.stories)}`));
      item.addEventListener('pointerdown', event => { event.preventDefault(); take(i); });
      return item;
    });
    if (!hits.length && box.value.trim()) items.push(make('li', { className: 'nothing' }, word('nothing')));
    list.replaceChildren(...items);
    list.hidden = !items.length;
    box.setAttribute('aria-expanded', String(items.length > 0));
    mark(hits.length ? 0 : -1);
  };
  box.addEventListener('input', show);
  box.addEventListener('focus', () => box.value && show());
  box.addEventListener('blur', close);
  box.addEventListener('keydown', event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && hits.length) {
      event.preventDefault();
      if (list.hidden) show();
      mark((current + step + hits.length) % hits.length);
    } else if (event.key === 'Enter') take(current);
    else if (event.key === 'Escape') {
      // First the list goes, then the query, then what is selected.
      if (!list.hidden || box.value) event.stopPropagation();
      if (list.hidden) box.value = '';
      close();
    }
  });
}
