// Reads an AsyncAPI document from standard input and says what its authors' own parser finds wrong with it.
import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";

const { document, diagnostics } = await new Parser().parse(readFileSync(0, "utf8"));
const found = diagnostics.filter((d) => d.severity <= 1).map((d) => `${d.path.join(".")}: ${d.message}`);
if (found.length > 0 || !document) {
  console.error(found.join("\n"));
  process.exit(1);
}
console.log(document.channels().all().map((channel) => channel.address()).sort().join(" "));
