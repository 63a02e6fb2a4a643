// Usage: node drive.mjs PACKAGE URL
// Drives a node that accepts appends, over a ledger without events, with an official client. Prints what it checked, one
// line each; "restart" asks whoever started it to kill and start the node again at the same address, and to say so by a line.
// Exits 1 at the first thing that is not as it should be.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";

const [pack, url] = process.argv.slice(2);
const kurrent = pack.includes("kurrent");
const {
  EventStoreDBClient, KurrentDBClient, jsonEvent, binaryEvent, streamNameFilter, eventTypeFilter, excludeSystemEvents,
  START, END, FORWARDS, BACKWARDS, ANY, NO_STREAM, STREAM_EXISTS,
  WrongExpectedVersionError, StreamNotFoundError, MaxAppendSizeExceededError, AccessDeniedError, UnavailableError,
} = await import(pack);
const Client = kurrent ? KurrentDBClient : EventStoreDBClient;
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
let client = Client.connectionString(url);

// The two packages name one option and two properties differently.
const append = (stream, events, expected, more) =>
  client.appendToStream(stream, events, { [kurrent ? "streamState" : "expectedRevision"]: expected, ...more });
const sides = (error) => (kurrent ? [error.expectedState, error.actualState] : [error.expectedVersion, error.actualVersion]);
const all = async (reading) => {
  const found = [];
  for await (const { event } of reading) found.push(event);
  return found;
};
const revisions = async (reading) => (await all(reading)).map((event) => Number(event.revision));
const step = async (what, run) => {
  await run();
  console.log(`checked: ${what}`);
};
const fails = async (kind, run) => {
  try {
    await run();
  } catch (error) {
    assert.ok(error instanceof kind, `${kind.name} expected, not ${error.constructor.name} (${error.type}): ${error.message}`);
    return error;
  }
  assert.fail(`${kind.name} expected, and nothing was thrown`);
};
const noted = (n) => jsonEvent({ type: "noted", data: { n }, metadata: { by: pack } });

/** A ledger event as a client writes it. */
const fact = (type, data, text, command = randomUUID()) =>
  jsonEvent({ type, data, metadata: { $correlationId: command, $causationId: command, commandId: command, text } });
const sources = [{ kind: "press", reliability: "C", credibility: 2 }];
const announced = (record) =>
  fact(
    "policy-announced.v1",
    {
      record, instrument: "law", announced: "2025-11-10", sources,
      areas: [{ area: "migration:asylum", codebookVersion: 1, value: { direction: "moreRestrictive" } }],
    },
    { title: "Overhaul", sources: [{ publisher: "Example Times" }] },
  );
const ended = (record, entry) =>
  fact("policy-ended.v1", { record, entry: `${record}/${entry}`, on: "2026-01-01", how: "repealed", sources }, { sources: [{ publisher: "Example Times" }] });

await step("append with an expected revision", async () => {
  const first = await append("notes", [noted(0), noted(1)], NO_STREAM);
  assert.equal(first.nextExpectedRevision, 1n);
  const second = await append("notes", noted(2), 1n);
  assert.equal(second.nextExpectedRevision, 2n);
  assert.ok(second.position.commit > first.position.commit);
  assert.equal((await append("notes", noted(3), STREAM_EXISTS)).nextExpectedRevision, 3n);
  assert.equal((await append("bytes", binaryEvent({ type: "raw", data: Buffer.from([0, 255]) }), ANY)).nextExpectedRevision, 0n);
});

await step("read forwards, backwards and from the middle", async () => {
  const events = await all(client.readStream("notes", { direction: FORWARDS, fromRevision: START }));
  assert.deepEqual(events.map((event) => event.data.n), [0, 1, 2, 3]);
  assert.deepEqual([events[0].type, events[0].streamId, events[0].isJson, events[0].metadata.by], ["noted", "notes", true, pack]);
  assert.ok(Math.abs(Date.now() - new Date(events[0].created).getTime()) < 600_000);
  assert.deepEqual(await revisions(client.readStream("notes", { direction: BACKWARDS, fromRevision: END })), [3, 2, 1, 0]);
  assert.deepEqual(await revisions(client.readStream("notes", { direction: FORWARDS, fromRevision: 2n })), [2, 3]);
  assert.deepEqual(await revisions(client.readStream("notes", { direction: BACKWARDS, fromRevision: 1n, maxCount: 1 })), [1]);
  const [raw] = await all(client.readStream("bytes"));
  assert.deepEqual([raw.isJson, [...raw.data]], [false, [0, 255]]);
});

await step("read $all in both directions and from a position", async () => {
  const events = await all(client.readAll({ direction: FORWARDS, fromPosition: START }));
  assert.deepEqual(events.map((event) => `${event.streamId}/${event.revision}`), ["notes/0", "notes/1", "notes/2", "notes/3", "bytes/0"]);
  const back = await all(client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 2 }));
  assert.deepEqual(back.map((event) => event.id), [events[4].id, events[3].id]);
  const middle = await all(client.readAll({ direction: FORWARDS, fromPosition: events[2].position }));
  assert.deepEqual(middle.map((event) => event.id), [events[2].id, events[3].id, events[4].id]);
});

await step("idempotent retry", async () => {
  const event = noted(4);
  const first = await append("notes", event, 3n);
  await append("notes", noted(5), 4n);
  const again = await append("notes", event, 3n);
  assert.deepEqual([again.nextExpectedRevision, again.position], [first.nextExpectedRevision, first.position]);
  assert.equal((await append("notes", event, ANY)).nextExpectedRevision, 4n);
  assert.equal((await all(client.readStream("notes"))).length, 6);
});

await step("wrong expected version", async () => {
  assert.deepEqual(sides(await fails(WrongExpectedVersionError, () => append("notes", noted(9), 2n))), [2n, 5n]);
  assert.deepEqual(sides(await fails(WrongExpectedVersionError, () => append("notes", noted(9), NO_STREAM))), ["no_stream", 5n]);
  assert.deepEqual(sides(await fails(WrongExpectedVersionError, () => append("nowhere", noted(9), STREAM_EXISTS))), ["stream_exists", "no_stream"]);
});

await step("1 MiB limit", async () => {
  const big = (bytes) => jsonEvent({ type: "big", data: { x: "x".repeat(bytes) } });
  await append("big", big(1_000_000), NO_STREAM);
  await fails(MaxAppendSizeExceededError, () => append("big", big(1_100_000), ANY));
  await fails(MaxAppendSizeExceededError, () => append("big", [big(600_000), big(600_000)], ANY));
  await fails(MaxAppendSizeExceededError, () => append("big", big(5_000_000), ANY));
  assert.equal((await all(client.readStream("big"))).length, 1);
});

await step("unknown stream", async () => {
  assert.equal((await fails(StreamNotFoundError, () => all(client.readStream("nowhere")))).streamName, "nowhere");
});

await step("system streams, deletes and tombstones refused", async () => {
  await fails(AccessDeniedError, () => append("$settings", noted(0), ANY));
  await fails(AccessDeniedError, () => client.deleteStream("notes"));
  await fails(AccessDeniedError, () => client.tombstoneStream("notes"));
  assert.equal((await all(client.readStream("notes"))).length, 6);
});

await step("a legal domain event accepted", async () => {
  const opened = announced("GBR-overhaul");
  assert.equal((await append("country-GBR", opened, NO_STREAM)).nextExpectedRevision, 0n);
  assert.equal((await append("country-GBR", opened, NO_STREAM)).nextExpectedRevision, 0n);
  const [event] = await all(client.readStream("country-GBR"));
  assert.deepEqual([event.id, event.data, event.metadata.commandId, event.metadata.recorder], [opened.id, opened.data, opened.metadata.commandId, "node"]);
  assert.equal(JSON.parse(event.metadata.text.json).title, "Overhaul");
  const [book] = await all(client.readStream("codebook-migration"));
  assert.equal(book.type, "codebook-adopted.v1");
});

await step("a poisonous one refused, by either way to append", async () => {
  const rule = /facts\.entry 'GBR-overhaul\/7': here the ledger would record GBR-overhaul\/1/;
  const login = { credentials: { username: "alice", password: "secret" } };
  await assert.rejects(append("country-GBR", ended("GBR-overhaul", 7), ANY), rule);
  await assert.rejects(append("country-GBR", ended("GBR-overhaul", 7), ANY, login), rule);
  await assert.rejects(append("country-GBR", [ended("GBR-overhaul", 1), noted(0)], ANY, login), /type 'noted': one of cable-sent\.v1, /);
  await assert.rejects(append("country-DEU", announced("GBR-other"), ANY, login), /belongs on country-GBR, not on country-DEU/);
  assert.equal((await all(client.readStream("country-GBR"))).length, 1);
  await append("country-GBR", ended("GBR-overhaul", 1), 0n, login);
  // In the clear, the clients keep the name to themselves.
  assert.equal((await all(client.readStream("country-GBR")))[1].metadata.recorder, url.includes("tls=true") ? "alice" : "node");
  await assert.rejects(append("country-GBR", ended("GBR-overhaul", 2), ANY), /already ended by entry GBR-overhaul\/1/);
});

/** Follows $all until it has so many events; gives them, the last checkpoint, and whether it had caught up. */
const follow = async (from, filter, count, onCaughtUp) => {
  const seen = { events: [], checkpoint: undefined, caughtUp: false };
  const subscription = client.subscribeToAll({
    fromPosition: from,
    filter: filter(async (_, position) => {
      seen.checkpoint = position;
    }),
  });
  subscription.on("caughtUp", () => {
    seen.caughtUp = true;
    onCaughtUp?.();
  });
  for await (const { event } of subscription) {
    seen.events.push(event);
    if (seen.events.length === count) break;
  }
  await subscription.unsubscribe();
  return seen;
};
const ofLedger = (checkpointReached) => streamNameFilter({ prefixes: ["country-", "codebook-"], maxSearchWindow: 2, checkpointInterval: 1, checkpointReached });
let after;

await step("filtered $all subscription from a checkpoint across catch-up and live", async () => {
  const first = await follow(START, ofLedger, 3);
  assert.deepEqual(first.events.map((event) => `${event.streamId}/${event.revision}`), ["codebook-migration/0", "country-GBR/0", "country-GBR/1"]);
  assert.ok(first.checkpoint, "no checkpoint was reached");
  const writing = [];
  const second = await follow(first.checkpoint, ofLedger, first.events.filter((event) => event.position.commit > first.checkpoint.commit).length + 2, () =>
    writing.push(append("country-FRA", announced("FRA-one"), ANY), append("noise", noted(0), ANY), append("country-POL", announced("POL-one"), ANY)));
  await Promise.all(writing);
  assert.ok(second.caughtUp, "it had not caught up");
  assert.deepEqual(second.events.slice(-2).map((event) => event.streamId).sort(), ["country-FRA", "country-POL"]);
  const type = await follow(START, (checkpointReached) => eventTypeFilter({ regex: "^policy-ended", checkpointReached }), 1);
  assert.equal(type.events[0].type, "policy-ended.v1");
  const own = await follow(START, (checkpointReached) => ({ ...excludeSystemEvents(), checkpointReached }), 6);
  assert.equal(own.events[4].streamId, "bytes");
  after = second.events.at(-1).position;
});

await step("a subscription to a stream", async () => {
  const seen = [];
  const subscription = client.subscribeToStream("notes", { fromRevision: 3n });
  subscription.on("caughtUp", () => append("notes", noted(6), ANY));
  for await (const { event } of subscription) if (seen.push(Number(event.revision)) === 3) break;
  await subscription.unsubscribe();
  assert.deepEqual(seen, [4, 5, 6]);
});

await step("a restart of the node in the middle", async () => {
  const subscription = client.subscribeToAll({ fromPosition: after, filter: ofLedger(async () => {}) });
  const ended = once(subscription, "error");
  await once(subscription, "caughtUp");
  console.log("restart");
  const [error] = await ended;
  assert.ok(error instanceof UnavailableError || error.code === 14 || error.code === 13 || error.code === 1, `${error.constructor.name} ${error.code}: ${error.message}`);
  await lines.next();
  await client.dispose();
  client = Client.connectionString(url);
  const resumed = await follow(after, ofLedger, 1, () => append("country-ITA", announced("ITA-one"), NO_STREAM));
  assert.deepEqual(resumed.events.map((event) => event.streamId), ["country-ITA"]);
  assert.deepEqual((await all(client.readStream("notes"))).map((event) => event.data.n), [0, 1, 2, 3, 4, 5, 6]);
});

await client.dispose();
console.log("done");
process.exit(0);
