// What is shown: the state of the controls and what follows from it.

const LAST_SPELL = Math.max(0, ABOUT.spells.length - 1);

/** Pairs with a smaller adjusted p-value than 0.05, 0.01, 0.001. */
const CERTAINTIES = [0, 1.30103, 2, 3];

/** Networks whose skeleton is everything have nothing to hide. */
const START_SCOPE = EDGES.some(edge => edge.rank === 2) ? 'skeleton' : 'all';

/** Classes of what the button for countries hides. */
const COUNTRIES = new Set(['country', 'territory']);

const startState = () => ({ scope: START_SCOPE, least: 1, certainty: 0, types: new Set(TYPES), countries: true, names: 'both', community: null,
  from: 0, to: LAST_SPELL, colour: 'community' });

const state = { ...startState(), selected: null, hovered: null };

/** Stories of an edge in the chosen time; those without a date count only while the time is the whole. */
function storiesInRange(edge) {
  if (state.from === 0 && state.to === LAST_SPELL) return edge.weight;
  let sum = 0;
  for (let i = 0; i < edge.spells.length; i += 2) {
    if (edge.spells[i] >= state.from && edge.spells[i] <= state.to) sum += edge.spells[i + 1];
  }
  return sum;
}

function nodePasses(node) {
  return state.types.has(node.type) && (state.countries || !COUNTRIES.has(node.className)) && (state.names === 'both' || (state.names === 'discovered') === node.discovered)
    && (state.community === null || node.community === state.community);
}

function edgePasses(edge) {
  return (state.scope === 'all' || edge.rank === 2 || (state.scope === 'backbone' && edge.rank === 1))
    && edge.certainty >= CERTAINTIES[state.certainty] && edge.inRange >= state.least && edge.inRange > 0
    && edge.a.passes && edge.b.passes;
}

let shownNodes = [], shownEdges = [];

/** Works out what is shown; lists come with the most important last, as they are drawn. */
function applyFilters() {
  for (const node of NODES) {
    node.passes = nodePasses(node);
    node.shown = node.passes && !EDGES.length;
  }
  for (const edge of EDGES) {
    edge.inRange = storiesInRange(edge);
    edge.shown = edgePasses(edge);
    if (edge.shown) edge.a.shown = edge.b.shown = true;
  }
  shownEdges = EDGES.filter(edge => edge.shown).sort((a, b) => a.inRange - b.inRange || a.index - b.index);
  shownNodes = NODES.filter(node => node.shown).sort((a, b) => a.stories - b.stories || b.index - a.index);
}

/** Colours that are distinct on paper and on black, also to most of the colour-blind. */
const COLOURS = ['#3f74b5', '#c9573c', '#4d9159', '#b98a24', '#8163b0', '#2f9aa8', '#bb5f94', '#7d8440', '#a06a4f'];
const OTHER = '#8b9098';
const TYPE_COLOURS = { person: COLOURS[1], office: COLOURS[3], organization: COLOURS[0], place: COLOURS[2] };
const COMMUNITY_COLOURS = new Map(COMMUNITIES.slice(0, COLOURS.length).map(({ number: n }, i) => [n, COLOURS[i]]));

function colourOf(node) {
  return state.colour === 'type' ? TYPE_COLOURS[node.type] : COMMUNITY_COLOURS.get(node.community) || OTHER;
}
