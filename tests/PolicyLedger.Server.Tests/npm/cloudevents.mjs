// Reads CloudEvents from standard input, one a line, and checks each with the package of the CloudEvents project.
import { readFileSync } from "node:fs";
import { HTTP } from "cloudevents";

const lines = readFileSync(0, "utf8").split("\n").filter((line) => line !== "");
for (const body of lines) {
  const event = HTTP.toEvent({ headers: { "content-type": "application/cloudevents+json" }, body });
  event.validate();
  for (const [name, value] of Object.entries(JSON.parse(body)))
    if (name !== "data" && event[name] !== (name === "time" ? new Date(value).toISOString() : value)) throw new Error(`${name}: ${event[name]} where ${value} was sent`);
}
console.log(`${lines.length} checked`);
