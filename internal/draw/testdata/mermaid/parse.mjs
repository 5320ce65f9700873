// Reads flowcharts with Mermaid's own parser: a JSON list of texts on standard input; for each it prints what was read.
import { JSDOM } from "jsdom";

const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");
await mermaid.parse("flowchart LR\n  a"); // it learns its languages when it parses for the first time

// shown is a label as Mermaid draws it: it keeps entities under other signs until then.
function shown(label) {
  const element = document.createElement("div");
  element.innerHTML = label.replace(/ﬂ°°/g, "&#").replace(/ﬂ°/g, "&").replace(/¶ß/g, ";").replace(/<br\s*\/?>/g, "\n");
  return element.textContent;
}

let input = "";
for await (const chunk of process.stdin) input += chunk;
const out = [];
for (const text of JSON.parse(input)) {
  try {
    await mermaid.parse(text);
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
    out.push({
      nodes: [...db.getVertices().values()].map((node) => shown(node.text)),
      groups: db.getSubGraphs().map((group) => shown(group.title)),
      edges: db.getEdges().length,
    });
  } catch (error) {
    out.push({ error: String(error) });
  }
}
process.stdout.write(JSON.stringify(out));
