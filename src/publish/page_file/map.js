// The map: a canvas that draws what is shown, seen through a camera.

const canvas = at('map');
const pen = canvas.getContext('2d', { alpha: false });
const camera = { x: 0, y: 0, scale: 1, fitted: 1 };
const size = { width: 0, height: 0 };
const ink = {};

/** Lines in one frame while the map moves; at rest all are drawn. */
const LINES_IN_MOTION = 2500;
/** Square pixels of the map for each label. */
const LABEL_ROOM = 6500;
/** Side of a cell of the grid in which discs are looked up, in units of the map. */
const CELL = 60;

const toScreen = node => [(node.x - camera.x) * camera.scale + size.width / 2, (node.y - camera.y) * camera.scale + size.height / 2];
const toMap = (x, y) => [(x - size.width / 2) / camera.scale + camera.x, (y - size.height / 2) / camera.scale + camera.y];
/** Discs grow slower than the map, so that coming closer parts them. */
const radiusOf = node => Math.max(1.5, node.r * Math.pow(camera.scale, 0.66));

const LARGEST = Math.max(1, ...NODES.map(node => node.r));

let moving = 0, waiting = 0, grid = new Map(), breadth = 1;

/** Draws at the next frame. While `inMotion`, fewer lines; all of them shortly after the last motion. */
function redraw(inMotion = false) {
  if (inMotion) {
    clearTimeout(moving);
    moving = setTimeout(() => { moving = 0; redraw(); }, 140);
  }
  if (!waiting) waiting = requestAnimationFrame(() => { waiting = 0; draw(); });
}

function readColours() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ['paper', 'ink', 'quiet', 'mark']) ink[name] = style.getPropertyValue(`--${name}`).trim();
  ink.font = getComputedStyle(document.body).fontFamily;
}

function resizeMap() {
  const box = canvas.parentElement.getBoundingClientRect();
  const ratio = window.devicePixelRatio || 1;
  Object.assign(size, { width: box.width, height: box.height, ratio });
  canvas.width = Math.round(box.width * ratio);
  canvas.height = Math.round(box.height * ratio);
  redraw();
}

/** Moves the camera so that these nodes fill the map. */
function fit(nodes) {
  if (!nodes.length) return;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, r } of nodes) {
    left = Math.min(left, x - r);
    right = Math.max(right, x + r);
    top = Math.min(top, y - r);
    bottom = Math.max(bottom, y + r);
  }
  camera.x = (left + right) / 2;
  camera.y = (top + bottom) / 2;
  camera.scale = Math.min((size.width - 90) / (right - left), (size.height - 60) / (bottom - top), 3);
  if (!(camera.scale > 0)) camera.scale = 0.1;
  camera.fitted = camera.scale;
  redraw();
}

/** Called when the filters have changed: the grid and the scale of lines. */
function remap() {
  grid = new Map();
  for (const node of shownNodes) {
    const key = `${Math.floor(node.x / CELL)} ${Math.floor(node.y / CELL)}`;
    const cell = grid.get(key);
    if (cell) cell.push(node); else grid.set(key, [node]);
  }
  breadth = Math.sqrt(shownEdges.length ? shownEdges[shownEdges.length - 1].inRange : 1);
  redraw();
}

/** The nodes that stand out now: the selected or hovered one with its neighbours, or the ends of an edge. */
function focus() {
  const subject = state.hovered || state.selected;
  if (!subject) return null;
  if (subject.weight !== undefined) return { nodes: new Set([subject.a, subject.b]), edges: [subject], subject };
  const edges = subject.edges.filter(edge => edge.shown);
  return { nodes: new Set([subject, ...edges.flatMap(edge => [edge.a, edge.b])]), edges, subject };
}

function draw() {
  pen.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
  pen.fillStyle = ink.paper;
  pen.fillRect(0, 0, size.width, size.height);
  const near = focus();
  drawLines(moving ? shownEdges.slice(-LINES_IN_MOTION) : shownEdges, near ? 0.25 : 1);
  if (near) drawLines(near.edges, 1.8);
  const inView = shownNodes.filter(visible);
  drawDiscs(inView, near);
  drawLabels(inView, near);
}

function visible(node) {
  const [x, y] = toScreen(node), r = radiusOf(node);
  return x > -r && x < size.width + r && y > -r && y < size.height + r;
}

/** Lines of one colour and breadth in one stroke: thousands take a few milliseconds. */
function drawLines(edges, strength) {
  const paths = new Map();
  for (const edge of edges) {
    const [ax, ay] = toScreen(edge.a), [bx, by] = toScreen(edge.b);
    if ((ax < 0 && bx < 0) || (ay < 0 && by < 0) || (ax > size.width && bx > size.width) || (ay > size.height && by > size.height)) continue;
    const colour = colourOf(edge.a) === colourOf(edge.b) ? colourOf(edge.a) : OTHER;
    const level = Math.round(Math.sqrt(edge.inRange) / breadth * 6);
    const key = colour + level;
    let path = paths.get(key);
    if (!path) paths.set(key, path = { colour, level, line: new Path2D() });
    path.line.moveTo(ax, ay);
    path.line.lineTo(bx, by);
  }
  // Many lines are thinner and fainter than few.
  const crowd = Math.min(1, Math.sqrt(250 / Math.max(1, edges.length))) * Math.min(1.6, Math.max(1, Math.sqrt(camera.scale * 3)));
  for (const { colour, level, line } of [...paths.values()].sort((a, b) => a.level - b.level)) {
    pen.strokeStyle = colour;
    pen.globalAlpha = Math.min(0.85, (0.2 + 0.5 * crowd + level * 0.05) * 0.6 * strength);
    pen.lineWidth = (0.7 + level * 0.55) * Math.max(0.6, Math.min(1.3, crowd + 0.2)) * (strength > 1 ? 1.15 : 1);
    pen.stroke(line);
  }
  pen.globalAlpha = 1;
}

function drawDiscs(nodes, near) {
  const groups = new Map();
  for (const node of nodes) {
    const faint = near && !near.nodes.has(node);
    const key = colourOf(node) + (faint ? ' faint' : '');
    let group = groups.get(key);
    if (!group) groups.set(key, group = { colour: colourOf(node), faint, path: new Path2D() });
    const [x, y] = toScreen(node), r = radiusOf(node);
    group.path.moveTo(x + r, y);
    group.path.arc(x, y, r, 0, 7);
  }
  pen.lineWidth = 1;
  for (const { colour, faint, path } of [...groups.values()].sort((a, b) => Number(b.faint || 0) - Number(a.faint || 0))) {
    pen.globalAlpha = faint ? 0.22 : 1;
    pen.fillStyle = colour;
    pen.fill(path);
    pen.strokeStyle = ink.paper;
    pen.stroke(path);
  }
  pen.globalAlpha = 1;
  const subject = near && near.subject;
  for (const node of subject ? (subject.weight === undefined ? [subject] : [subject.a, subject.b]) : []) {
    const [x, y] = toScreen(node);
    pen.beginPath();
    pen.arc(x, y, radiusOf(node) + 3, 0, 7);
    pen.strokeStyle = ink.mark;
    pen.lineWidth = 2;
    pen.stroke();
  }
}

/** Labels of the largest discs first, each where it meets no other; those in focus before all. */
function drawLabels(nodes, near) {
  const taken = new Map();
  const free = (left, top, right, bottom) => {
    for (let row = Math.floor(top / 24); row <= Math.floor(bottom / 24); row++) {
      for (const other of taken.get(row) || []) {
        if (left < other[2] && other[0] < right && top < other[3] && other[1] < bottom) return false;
      }
    }
    return true;
  };
  const take = (left, top, right, bottom) => {
    for (let row = Math.floor(top / 24); row <= Math.floor(bottom / 24); row++) {
      if (!taken.has(row)) taken.set(row, []);
      taken.get(row).push([left, top, right, bottom]);
    }
  };
  const order = [...nodes].reverse();
  if (near) {
    const rank = node => node === near.subject ? 0 : near.nodes.has(node) ? 1 : 2;
    order.sort((a, b) => rank(a) - rank(b));
  }
  pen.textBaseline = 'middle';
  pen.lineJoin = 'round';
  pen.lineWidth = 3.5;
  pen.strokeStyle = ink.paper;
  const most = Math.max(40, size.width * size.height / LABEL_ROOM), grown = Math.min(1.35, Math.max(1, Math.pow(camera.scale * 2.5, 0.25)));
  let drawn = 0;
  for (const node of order) {
    if (drawn >= most) break;
    const inFocus = near && near.nodes.has(node);
    if (near && !inFocus) break;
    const [x, y] = toScreen(node), r = radiusOf(node), text = label(node);
    const font = Math.max(inFocus ? 12.5 : 0, (11.5 + 10 * Math.pow(node.r / LARGEST, 1.2)) * grown);
    const width = textWidth(text, node) * font, half = font * 0.6;
    const places = [[x + r + 3, y], [x - r - 3 - width, y], [x - width / 2, y + r + half + 1], [x - width / 2, y - r - half - 1]];
    for (const side of [1, -1]) {
      const beside = x + side * (r * 0.7 + 3) - (side < 0 ? width : 0), off = r * 0.7 + half;
      places.push([beside, y + off], [beside, y - off]);
    }
    const place = places.find(([left, middle]) => left >= 2 && left + width <= size.width - 2 && free(left - 1, middle - half, left + width + 1, middle + half));
    if (!place) continue;
    const [left, middle] = place;
    take(left - 1, middle - half, left + width + 1, middle + half);
    pen.font = `${inFocus && node === near.subject ? '600 ' : ''}${font.toFixed(1)}px ${ink.font}`;
    pen.strokeText(text, left, middle);
    pen.fillStyle = ink.ink;
    pen.fillText(text, left, middle);
    drawn++;
  }
}

/** Width of a label in units of its font size, measured once. */
function textWidth(text, node) {
  if (node.measured !== text) {
    pen.font = `100px ${ink.font}`;
    node.measured = text;
    node.width = pen.measureText(text).width / 100;
  }
  return node.width;
}

/** The topmost node under a point of the screen. */
function nodeAt(x, y, slack = 3) {
  const [mx, my] = toMap(x, y);
  const reach = Math.ceil((radiusOf({ r: 32 }) + slack) / camera.scale / CELL);
  const column = Math.floor(mx / CELL), row = Math.floor(my / CELL);
  const near = reach > 12 ? shownNodes : [];
  for (let i = column - reach; i <= column + reach && reach <= 12; i++) {
    for (let j = row - reach; j <= row + reach; j++) near.push(...(grid.get(`${i} ${j}`) || []));
  }
  let best = null, least = 0;
  for (const node of near) {
    const [nx, ny] = toScreen(node);
    const beyond = Math.hypot(nx - x, ny - y) - radiusOf(node);
    if (beyond < least || (beyond < slack && !best)) [best, least] = [node, Math.min(least, beyond)];
  }
  return best;
}

/** The heaviest edge within a few pixels of a point of the screen; of a node in focus only its own. */
function edgeAt(x, y, slack = 4) {
  const subject = state.selected;
  const own = subject && subject.weight === undefined ? subject.edges.filter(edge => edge.shown) : [];
  for (const edges of [own, shownEdges]) {
    let best = null, least = slack;
    for (const edge of edges) {
      const [ax, ay] = toScreen(edge.a), [bx, by] = toScreen(edge.b);
      const [dx, dy] = [bx - ax, by - ay];
      const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
      const off = Math.hypot(ax + along * dx - x, ay + along * dy - y);
      if (off <= least) [best, least] = [edge, off];
    }
    if (best) return best;
  }
  return null;
}
