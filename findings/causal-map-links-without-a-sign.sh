#!/usr/bin/env bash
# A causal map as GraphML, in which `key` says what holds where a concept or link says nothing else (`default`), as the
# format has it: links are `+` and not doubted, concepts have one voice. Read by graphology-graphml 0.5.2 and graphml-js
# 0.4.0 (npm), networkx 3.6.1 and igraph 1.0.0. What we guessed before running: three links with their signs, numbers as
# numbers, false as false, and nothing of what nobody said.
#
# Seen: of four readers no two have the same map. In graphml-js and networkx two of three links have no sign (networkx
# keeps what holds otherwise beside the map). In graphology they have one, but what holds otherwise is text: a link that is
# not doubted is doubted ('false' is true in JavaScript), and voices of 4, 1 and 1 add up to 411. In igraph concepts of
# which nobody said whether they were measured were not, and each link has a concept's name for its id. No error is raised.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
cat > map.graphml <<'X'
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="d0" for="edge" attr.name="sign" attr.type="string"><default>+</default></key>
  <key id="d1" for="edge" attr.name="doubted" attr.type="boolean"><default>false</default></key>
  <key id="d2" for="node" attr.name="voices" attr.type="int"><default>1</default></key>
  <key id="d3" for="node" attr.name="measured" attr.type="boolean"/>
  <graph id="G" edgedefault="directed">
    <node id="calls"><data key="d2">4</data><data key="d3">true</data></node>
    <node id="trust"/>
    <node id="letters"/>
    <edge id="e1" source="calls" target="trust"/>
    <edge id="e2" source="calls" target="letters"><data key="d0">-</data><data key="d1">true</data></edge>
    <edge id="e3" source="trust" target="letters"/>
  </graph>
</graphml>
X
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund graphology@0.26.0 graphology-graphml@0.5.2 graphml-js@0.4.0
cat > look.js <<'J'
const assert = require("assert");
const text = require("fs").readFileSync("map.graphml", "utf8");
const read = require("graphology-graphml").parse(require("graphology"), text);
const links = read.mapEdges((_, one) => [one.sign, one.doubted]);
const voices = read.mapNodes((_, one) => one.voices);
console.log("graphology:", links, voices);
assert.deepStrictEqual(links, [["+", "false"], ["-", true], ["+", "false"]]);
assert.strictEqual(voices.reduce((sum, one) => sum + one, 0), "411");
new (require("graphml-js").GraphMLParser)().parse(text, (error, map) => {
  const found = map.edges.map((one) => one._attributes);
  console.log("graphml-js:", found);
  assert.deepStrictEqual(JSON.parse(JSON.stringify(found)), [{}, { sign: "-", doubted: "true" }, {}]);
});
J
node look.js
python3 -m venv env && env/bin/python -m pip install --quiet networkx==3.6.1 igraph==1.0.0
cat > look.py <<'P'
import igraph
import networkx

read = networkx.read_graphml("map.graphml")
links = [link for _, _, link in read.edges(data=True)]
print("networkx:", links, read.graph)
assert [link.get("sign") for link in links] == [None, "-", None]
assert read.graph["edge_default"] == {"sign": "+", "doubted": False}
drawn = igraph.Graph.Read_GraphML("map.graphml")
print("igraph:", drawn.vs["measured"], drawn.es["sign"], drawn.es["id"])
assert drawn.vs["measured"] == [True, False, False] and drawn.es["sign"] == ["+", "-", "+"]
assert drawn.es["id"] == ["calls", "trust", "letters"]
P
env/bin/python look.py
echo "as found: one causal map, four readings"
