// The same network as tables, for those who do not see the map.

const ROWS_AT_ONCE = 100;

function table(head, items, row) {
  const body = make('tbody', {}, ...items.slice(0, ROWS_AT_ONCE).map(row));
  const element = make('table', {}, make('thead', {}, make('tr', {}, ...head.map(([text, numeric]) => make('th', { scope: 'col', className: numeric ? 'number' : '' }, text)))), body);
  const more = make('button', { type: 'button', className: 'more' });
  let shown = Math.min(ROWS_AT_ONCE, items.length);
  const label = () => {
    more.textContent = `${word('more')} (${number(items.length - shown)})`;
    more.hidden = shown >= items.length;
  };
  more.addEventListener('click', () => {
    body.append(...items.slice(shown, shown + ROWS_AT_ONCE).map(row));
    shown = Math.min(shown + ROWS_AT_ONCE, items.length);
    label();
  });
  label();
  return [element, more];
}

function cell(text, choose) {
  if (!choose) return make('td', { className: typeof text === 'number' ? 'number' : '' }, typeof text === 'number' ? number(text) : text);
  const button = make('button', { type: 'button' }, typeof text === 'number' ? number(text) : text);
  button.addEventListener('click', choose);
  return make('td', { className: typeof text === 'number' ? 'number' : '' }, button);
}

function showList() {
  const view = at('list-view');
  if (state.view === 'nodes') {
    const nodes = [...shownNodes].sort((a, b) => b.stories - a.stories || a.index - b.index);
    view.replaceChildren(...table([[word('name')], [word('type')], [word('f_stories'), true], [word('f_mentions'), true], [word('f_degree'), true]], nodes,
      node => make('tr', {}, cell(label(node), () => select(node)), cell(word('a_' + node.type)), cell(node.stories), cell(node.mentions), cell(node.degree))));
  } else {
    const edges = [...shownEdges].reverse();
    view.replaceChildren(...table([[word('first')], [word('second')], [word('f_stories'), true], [word('f_npmi'), true]], edges,
      edge => make('tr', {}, cell(label(edge.a), () => select(edge.a)), cell(label(edge.b), () => select(edge.b)), cell(edge.inRange, () => select(edge)),
        make('td', { className: 'number' }, edge.npmi.toFixed(2)))));
  }
}
