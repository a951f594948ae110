// The network of the page, unpacked from its JSON block. Every text in it is foreign: it goes into the page as text only.

const DATA = JSON.parse(document.getElementById('data').textContent);
const ABOUT = DATA.about;
const TYPES = ['person', 'office', 'organization', 'place'];

const NODES = DATA.nodes.map((row, index) => {
  const [id, names, type, [x, y, r], [stories, mentions, outlets, degree], dates, community, discovered, aliases, listed, offices, cited] = row;
  const [wikidata, country, className] = listed;
  return { index, id, names, type, x, y, r, stories, mentions, outlets, degree, dates, community, discovered: discovered === 1, aliases,
    wikidata, country, className, offices, cited, edges: [], events: [] };
});

const EDGES = DATA.edges.map((row, index) => {
  const [[a, b], [weight, sentences], [expected, npmi, certainty], rank, spells, relations, excerpts] = row;
  const edge = { index, a: NODES[a], b: NODES[b], weight, sentences, expected, npmi, certainty, rank, spells, relations, excerpts,
    inRange: weight, shown: false };
  edge.a.edges.push(edge);
  edge.b.edges.push(edge);
  return edge;
});

/** What relations say, the most told first; each stands with both of its nodes. */
const EVENTS = DATA.events.map(([subject, predicate, object, status, dates, stories]) => {
  const event = { subject: NODES[subject], predicate: DATA.predicates[predicate], object: NODES[object], status, dates, stories };
  event.subject.events.push(event);
  if (event.object !== event.subject) event.object.events.push(event);
  return event;
});

const NODE_OF_ID = new Map(NODES.map(node => [node.id, node]));

const DOCUMENTS = DATA.documents.map(([title, date, outlet, url]) => ({ title, date, outlet, url }));

const SENTENCES = DATA.sentences.map(([document, text, marks]) => ({ document: DOCUMENTS[document], text, marks }));

/** Communities with more than one node here, the largest first, each with its nodes by stories. */
const COMMUNITIES = (() => {
  const members = new Map();
  for (const node of NODES) {
    if (node.community === null) continue;
    const own = members.get(node.community);
    if (own) own.push(node); else members.set(node.community, [node]);
  }
  const list = [...members].filter(([, nodes]) => nodes.length > 1).map(([number, nodes]) => ({ number, nodes }));
  for (const community of list) community.nodes.sort((a, b) => b.stories - a.stories);
  return list.sort((a, b) => b.nodes.length - a.nodes.length || a.number - b.number);
})();

/** Address of a page on the web, or null: nothing else becomes a link. */
function webAddress(text) {
  try {
    const url = new URL(text);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}

/** An element with properties and children; strings become text. */
function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes('-') || key === 'role') element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children.filter(child => child !== null && child !== undefined && child !== ''));
  return element;
}

const at = id => document.getElementById(id);
