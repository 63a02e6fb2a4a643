// Usage: node judge.mjs checkpoint VKEY CHECKPOINT...
//        node judge.mjs inclusion VKEY (PROOF LEAF)...
// Judges with npm's @sigstore/verify, which nobody here wrote: its verifier of a Rekor log's checkpoint and inclusion proof,
// two of its inner modules, since what the package exports wants a certificate with each entry as well. A line for each thing
// judged: "ok …" or "refused FILE: reason". Exits 0 if all are ok, 1 if one is refused, 2 if misused.
//
// The package checks a signature by the given key over the note's text, and the path from the leaf to the root in that text.
// It does not check that a size is a plain decimal (BigInt reads it, "-7" and "0x7" too) nor that base64 is strict (a "=" may be
// anything), reads the name in a signature line as a regular expression that the key's name has to match, and takes the origin
// from the note. So the origin, the size and the root are compared here with how they are to be written; the rest is the package's.
import { readFileSync } from "node:fs";
import { createPublicKey } from "node:crypto";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { verifyCheckpoint } = require("@sigstore/verify/dist/tlog/checkpoint.js");
const { verifyTLogInclusion } = require("@sigstore/verify/dist/tlog/index.js");

const commands = { checkpoint: [1, judgeCheckpoint], inclusion: [2, judgeInclusion] };
const [name, vkey, ...files] = process.argv.slice(2);
const [width, judge] = commands[name] ?? [];
if (!judge || files.length === 0 || files.length % width !== 0) {
  console.error("usage: node judge.mjs checkpoint VKEY CHECKPOINT... | inclusion VKEY (PROOF LEAF)...");
  process.exit(2);
}

const log = authority(vkey);
for (let i = 0; i < files.length; i += width) {
  try {
    console.log(`ok ${judge(...files.slice(i, i + width))}`);
  } catch (e) {
    console.log(`refused ${files[i]}: ${e.message.replaceAll("\n", " ")}`);
    process.exitCode = 1;
  }
}

/** The log as the package knows one: by its first four bytes of identity, its name and its key. */
function authority(text) {
  const [, baseURL, id, data] = /^([^+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? fail(`${text} is not a verifier key`);
  const raw = Buffer.from(data, "base64");
  if (raw.length !== 33 || raw[0] !== 1)
    fail(`${text} holds no Ed25519 key`);
  const x = raw.subarray(1).toString("base64url");
  return {
    baseURL,
    logID: Buffer.from(id, "hex"),
    publicKey: createPublicKey({ format: "jwk", key: { kty: "OKP", crv: "Ed25519", x } }),
  };
}

function judgeCheckpoint(file) {
  const { origin, logSize, logHash, rest } = opened(readFileSync(file, "utf8"));
  return `${origin} ${logSize} ${logHash.toString("base64")}, extension lines: ${rest.length}`;
}

function judgeInclusion(file, leaf) {
  const text = readFileSync(file, "utf8");
  const empty = text.indexOf("\n\n");
  const lines = text.slice(0, empty).split("\n");
  if (empty < 0 || lines.shift() !== "c2sp.org/tlog-proof@v1")
    fail("not a proof of c2sp.org/tlog-proof@v1");
  if (lines[0]?.startsWith("extra "))
    lines.shift();
  const [, logIndex] = /^index (0|[1-9]\d*)$/.exec(lines.shift() ?? "") ?? fail("no line with the index");
  const envelope = text.slice(empty + 2);
  const { origin, logSize } = opened(envelope);
  const hashes = lines.map((line) => Buffer.from(line, "base64"));
  verifyTLogInclusion({ canonicalizedBody: readFileSync(leaf), inclusionProof: { logIndex, hashes, checkpoint: { envelope } } }, [log]);
  return `${origin} has the leaf as ${logIndex} of ${logSize}`;
}

function opened(envelope) {
  const checkpoint = verifyCheckpoint({ inclusionProof: { checkpoint: { envelope } } }, [log]);
  const start = `${log.baseURL}\n${checkpoint.logSize}\n${checkpoint.logHash.toString("base64")}\n`;
  if (!envelope.startsWith(start) || checkpoint.logSize < 0n || checkpoint.logHash.length !== 32)
    fail(`the checkpoint does not start with the key's name, a size and a root: ${envelope.split("\n\n")[0]}`);
  return checkpoint;
}

function fail(message) {
  throw new Error(message);
}
