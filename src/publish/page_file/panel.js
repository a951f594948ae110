// The panel: what is known of a node or an edge, and the sentences behind it.

const SENTENCES_AT_ONCE = 12;
const NEIGHBOURS_AT_ONCE = 15;
const EVENTS_AT_ONCE = 8;

function facts(rows) {
  return make('dl', {}, ...rows.filter(([, value]) => value !== '' && value !== null).flatMap(([term, value]) => [make('dt', {}, term), make('dd', {}, value)]));
}

/** A list that shows its first part and the rest on demand. */
function longList(items, atOnce, row, properties = {}) {
  const list = make('ol', properties, ...items.slice(0, atOnce).map(row));
  if (items.length <= atOnce) return list;
  const more = make('button', { type: 'button', className: 'more' }, `${word('more')} (${number(items.length - atOnce)})`);
  more.addEventListener('click', () => {
    list.append(...items.slice(atOnce).map(row));
    more.remove();
  });
  return make('div', {}, list, more);
}

/** A sentence with the names of these nodes marked, its outlet and date, and a link where there is an address. */
function sentenceItem(sentence, nodes) {
  const quote = make('blockquote', { lang: 'zh' });
  const marks = [];
  for (let i = 0; i < sentence.marks.length; i += 3) {
    const [node, start, end] = sentence.marks.slice(i, i + 3);
    if (nodes.includes(NODES[node])) marks.push([start, end, nodes.indexOf(NODES[node])]);
  }
  marks.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  let done = 0;
  for (const [start, end, which] of marks) {
    if (start < done) continue;
    quote.append(sentence.text.slice(done, start), make('mark', { className: `name-${which}` }, sentence.text.slice(start, end)));
    done = end;
  }
  quote.append(sentence.text.slice(done));
  const { title, date, outlet, url } = sentence.document, address = webAddress(url);
  const source = [outlet, date || word('undated')].filter(Boolean).join(', ');
  const link = address ? make('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, title || url) : make('span', {}, title);
  return make('li', {}, sentence.text ? quote : '', make('p', { className: 'source' }, source, ' · ', link));
}

function inRange(sentence) {
  const date = sentence.document.date;
  if (state.from === 0 && state.to === LAST_SPELL) return true;
  return date !== null && date >= ABOUT.spells[state.from] && date <= endOfSpell(state.to);
}

/** Who does what to whom, in how many stories, from when to when. */
function eventItem(event, subject) {
  const name = node => {
    if (node === subject) return label(node);
    const button = make('button', { type: 'button' }, label(node));
    button.addEventListener('click', () => select(node));
    return button;
  };
  const [first, last] = event.dates, status = word(event.status);
  const when = first ? (first === last ? first : `${first} – ${last}`) : '';
  const more = [status, `${number(event.stories)} ${word('stories')}`, when].filter(Boolean).join(' · ');
  return make('li', {}, name(event.subject), make('em', {}, ` ${event.predicate.replaceAll('_', ' ')} `), name(event.object), make('span', { className: 'source' }, ` ${more}`));
}

function nodePanel(node) {
  const others = node.names.filter((name, i) => name && name !== label(node) && node.names.indexOf(name) === i);
  const kind = [word('a_' + node.type), node.className.replaceAll('-', ' '), node.country].filter(Boolean).join(' · ');
  const wiki = /^Q\d+$/.test(node.wikidata) ? make('a', { href: `https://www.wikidata.org/wiki/${node.wikidata}`, target: '_blank', rel: 'noopener noreferrer' }, node.wikidata) : null;
  const edges = node.edges.filter(edge => edge.inRange > 0).sort((a, b) => b.inRange - a.inRange);
  const most = edges.length ? edges[0].inRange : 1;
  const neighbour = edge => {
    const other = edge.a === node ? edge.b : edge.a;
    const bar = make('span', { className: 'bar' });
    bar.style.width = `${Math.sqrt(edge.inRange / most) * 100}%`;
    const name = make('button', { type: 'button' }, label(other));
    name.addEventListener('click', () => select(other));
    const open = make('button', { type: 'button', className: 'count', title: word('sentences') }, number(edge.inRange));
    open.setAttribute('aria-label', `${label(node)} – ${label(other)}: ${number(edge.inRange)} ${word('stories')}`);
    open.addEventListener('click', () => select(edge));
    return make('li', {}, bar, name, open);
  };
  const seen = [...new Set(node.edges.flatMap(edge => edge.excerpts))].map(i => SENTENCES[i]).filter(inRange);
  seen.sort((a, b) => (b.document.date || '').localeCompare(a.document.date || ''));
  const offices = node.offices.map(([hans, hant, en, from, to]) => make('span', { className: 'office' }, `${nameOf([hans, hant, en])} ${from || '?'}–${to}`));
  return [
    make('h2', {}, label(node)),
    others.length ? make('p', { className: 'others' }, others.join(' · ')) : null,
    make('p', { className: 'kind' }, kind, wiki ? ' · ' : '', wiki),
    node.discovered ? make('p', { className: 'note' }, word('f_new')) : null,
    facts([
      [word('f_stories'), number(node.stories)],
      [word('f_mentions'), number(node.mentions)],
      [word('f_outlets'), number(node.outlets)],
      [word('f_dates'), node.dates[0] ? `${node.dates[0]} – ${node.dates[1]}` : ''],
      [word('f_degree'), word('f_meets', { n: number(node.degree), here: number(node.edges.length) })],
      [word('cited'), node.cited ? word('f_cited', { n: number(node.cited) }) : ''],
      [word('f_offices'), offices.length ? make('span', {}, ...offices) : ''],
      [word('f_seen'), node.aliases.slice(0, 14).join('、')],
    ]),
    edges.length ? make('h3', {}, word('neighbours')) : null,
    longList(edges, NEIGHBOURS_AT_ONCE, neighbour, { className: 'neighbours' }),
    node.events.length ? make('h3', {}, word('events')) : null,
    longList(node.events, EVENTS_AT_ONCE, event => eventItem(event, node), { className: 'events' }),
    seen.length ? make('h3', {}, word('sentences')) : null,
    longList(seen, SENTENCES_AT_ONCE, sentence => sentenceItem(sentence, [node]), { className: 'sentences' }),
  ];
}

function edgePanel(edge) {
  const name = node => {
    const button = make('button', { type: 'button' }, label(node));
    button.addEventListener('click', () => select(node));
    return button;
  };
  const chance = edge.certainty >= 300 ? '< 10⁻³⁰⁰' : edge.certainty < 2 ? (10 ** -edge.certainty).toFixed(2) : `10^−${Math.floor(edge.certainty)}`;
  const relations = edge.relations.split('|').filter(Boolean).map(part => part.replaceAll('_', ' ').replace(/:(\d+)$/, ' ($1)')).join(', ');
  const counts = new Array(ABOUT.spells.length).fill(0);
  for (let i = 0; i < edge.spells.length; i += 2) if (edge.spells[i] >= 0) counts[edge.spells[i]] = edge.spells[i + 1];
  const bars = make('canvas', { className: 'bars', role: 'img', 'aria-label': at('timeline').getAttribute('aria-label') || '' });
  requestAnimationFrame(() => bars.isConnected && drawBars(bars, counts, state.from, state.to));
  const sentences = edge.excerpts.map(i => SENTENCES[i]).filter(inRange);
  const between = edge.a.events.filter(event => event.subject === edge.b || event.object === edge.b);
  return [
    make('h2', { className: 'pair' }, make('span', { className: 'name-0' }, name(edge.a)), ' – ', make('span', { className: 'name-1' }, name(edge.b))),
    facts([
      [word('f_stories'), `${number(edge.inRange)}${edge.inRange === edge.weight ? '' : ` / ${number(edge.weight)}`}`],
      [word('f_sentences'), number(edge.sentences)],
      [word('f_expected'), number(edge.expected)],
      [word('f_npmi'), edge.npmi.toFixed(2)],
      [word('f_p'), chance],
      [word('f_relations'), relations],
    ]),
    counts.length > 1 ? bars : null,
    between.length ? make('h3', {}, word('events')) : null,
    longList(between, EVENTS_AT_ONCE, event => eventItem(event, null), { className: 'events' }),
    make('h3', {}, word('sentences')),
    make('p', { className: 'note' }, sentences.length ? word('some', { n: number(sentences.length), all: number(edge.inRange) }) : word('none')),
    longList(sentences, SENTENCES_AT_ONCE, sentence => sentenceItem(sentence, [edge.a, edge.b]), { className: 'sentences' }),
  ];
}

function showPanel() {
  const panel = at('panel'), subject = state.selected;
  panel.hidden = !subject;
  document.body.classList.toggle('with-panel', Boolean(subject));
  if (!subject) {
    panel.replaceChildren();
    return;
  }
  const close = make('button', { type: 'button', className: 'close', 'aria-label': word('close'), title: word('close') }, '×');
  close.addEventListener('click', () => select(null));
  const content = subject.weight === undefined ? nodePanel(subject) : edgePanel(subject);
  panel.replaceChildren(close, ...content.filter(Boolean));
  panel.scrollTop = 0;
}
