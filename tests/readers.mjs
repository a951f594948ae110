// Read output folders with graphology: graph.gexf and graph.graphml must give the network of graph.json, which
// tests/readers.py compares with the tables.
//
// usage: node readers.mjs MODULES OUTPUT...
//
// MODULES is the folder that holds node_modules. Prints a line per failed check and at the end `N passed, M failed`.
// Needs: npm install graphology graphology-gexf graphology-graphml
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {basename, join, resolve} from 'node:path';

const [modules, ...folders] = process.argv.slice(2);
if (!folders.length) {
  console.error('usage: node readers.mjs MODULES OUTPUT...');
  process.exit(2);
}
const require = createRequire(join(resolve(modules), 'package.json'));
const {Graph, UndirectedGraph} = require('graphology');
const gexf = require('graphology-gexf');
const graphml = require('graphology-graphml');

const text = (folder, name) => readFileSync(join(folder, name), 'utf8');
const ends = (a, b) => (a < b ? `${a} ${b}` : `${b} ${a}`);

function jsonGraph(folder) {
  const graph = new UndirectedGraph();
  const {nodes, edges} = JSON.parse(text(folder, 'graph.json'));
  nodes.forEach(node => graph.addNode(node.id, node));
  edges.forEach(edge => graph.addEdge(edge.source, edge.target, edge));
  return graph;
}

function same(got, want) {
  assert.equal(got.order, want.order);
  assert.equal(got.size, want.size);
  want.forEachNode((node, {id, ...attributes}) => {
    const found = got.getNodeAttributes(node);
    for (const [name, value] of Object.entries(attributes)) assert.deepEqual(found[name], value, `${node} ${name}`);
  });
  const edges = new Map();
  got.forEachEdge((_, attributes, source, target) => edges.set(ends(source, target), attributes));
  assert.equal(edges.size, want.size);
  want.forEachEdge((_, {source, target, ...attributes}) => {
    const found = edges.get(ends(source, target));
    for (const [name, value] of Object.entries(attributes)) assert.deepEqual(found[name], value, `${source} ${target} ${name}`);
  });
}

const checks = {
  // Its type is that of the edges, and mixed where there are none.
  graphology_reads_the_gexf(folder) {
    same(gexf.parse(Graph, text(folder, 'graph.gexf')), jsonGraph(folder));
  },
  graphology_reads_the_graphml(folder) {
    same(graphml.parse(UndirectedGraph, text(folder, 'graph.graphml')), jsonGraph(folder));
  },
};

let passed = 0;
let failed = 0;
for (const folder of folders) {
  for (const [name, check] of Object.entries(checks)) {
    try {
      check(folder);
      passed += 1;
    } catch (error) {
      failed += 1;
      console.log(`${basename(folder)}: ${name} failed\n${error.stack}`);
    }
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
