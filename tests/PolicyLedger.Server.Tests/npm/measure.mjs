// Usage: node measure.mjs PACKAGE URL EVENTS
// Does what it is told, a line each, with an official client, and answers each with the seconds that it took: "append FROM
// UNTIL" appends events of the file, one after another; "read COUNT" reads $all, which has to be so many events.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [pack, url, file] = process.argv.slice(2);
const kurrent = pack.includes("kurrent");
const { EventStoreDBClient, KurrentDBClient, jsonEvent, FORWARDS, START, NO_STREAM } = await import(pack);
const client = (kurrent ? KurrentDBClient : EventStoreDBClient).connectionString(url);
const events = readFileSync(file, "utf8").trimEnd().split("\n").map((line) => {
  const { stream, revision, id, type, data, metadata } = JSON.parse(line);
  const expected = revision === 0 ? NO_STREAM : BigInt(revision - 1);
  return { stream, options: { [kurrent ? "streamState" : "expectedRevision"]: expected }, event: jsonEvent({ id, type, data, metadata }) };
});

const read = async (maxCount) => {
  let count = 0;
  for await (const { event } of client.readAll({ direction: FORWARDS, fromPosition: START, maxCount })) count += event.data ? 1 : 0;
  return count;
};

// Connects.
await read(1);
console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  const [what, ...numbers] = line.split(" ");
  const begun = performance.now();
  if (what === "append") {
    for (const { stream, options, event } of events.slice(...numbers.map(Number))) await client.appendToStream(stream, event, options);
  } else {
    assert.equal(await read(Number.MAX_SAFE_INTEGER), Number(numbers[0]));
  }
  console.log((performance.now() - begun) / 1000);
}

await client.dispose();
process.exit(0);
