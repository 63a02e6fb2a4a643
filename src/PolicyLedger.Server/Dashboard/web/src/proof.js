// Checks in the browser that an event is in the ledger of the last checkpoint, as RFC 6962 and C2SP tlog-proof have it. It takes
// nothing from the server on trust but the checkpoint itself.
import { getText } from './api.js';
import { text as words } from './text.js';

const encoder = new TextEncoder();

const sha256 = async bytes => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
function join(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const fromBase64 = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
const toBase64 = bytes => btoa(String.fromCharCode(...bytes));
const toHex = bytes => [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
const fromHex = text => Uint8Array.from(text.match(/../g) ?? [], pair => parseInt(pair, 16));

export const canVerify = () => Boolean(globalThis.crypto?.subtle);

/** A tlog-proof in its parts. */
function parseProof(text) {
  const [first, second, ...lines] = text.split('\n'), gap = lines.indexOf('');
  if (first !== 'c2sp.org/tlog-proof@v1' || !second.startsWith('index ') || gap < 0)
    throw new Error(words.failure.proof);
  const [origin, size, root] = lines.slice(gap + 1);
  return { index: Number(second.slice(6)), path: lines.slice(0, gap).map(fromBase64), origin, size: Number(size), root, note: lines.slice(gap + 1).join('\n') };
}

/** The root to which a leaf's hash and its path lead (RFC 9162, 2.1.3.2); null where the path has the wrong length. */
async function rootOf(leaf, index, size, path) {
  let node = index, last = size - 1, hash = leaf;
  for (const sibling of path) {
    if (last === 0)
      return null;
    if (node % 2 === 1 || node === last) {
      hash = await sha256(join([1], sibling, hash));
      while (node % 2 === 0 && node !== 0)
        [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    } else {
      hash = await sha256(join([1], hash, sibling));
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash : null;
}

// A member's value exactly as it was sent: a number read and written again may be another text.
function rawMember(json, name) {
  let depth = 0, inString = false, start = -1, key = '', keyStart = -1;
  for (let at = 0; at < json.length; at++) {
    const letter = json[at];
    if (inString) {
      if (letter === '\\') at++;
      else if (letter === '"') { inString = false; if (depth === 1 && start < 0) key = json.slice(keyStart, at); }
      continue;
    }
    if (letter === '"') { inString = true; keyStart = at + 1; }
    else if (letter === '{' || letter === '[') depth++;
    else if (letter === ':' && depth === 1 && start < 0 && key === name) start = at + 1;
    else if (depth === 1 && ',}]'.includes(letter)) {
      if (start >= 0)
        return json.slice(start, at);
      depth -= letter === ',' ? 0 : 1;
    }
    else if (letter === '}' || letter === ']') depth--;
  }
  return null;
}

/** What was checked of an event, each step with what it gave. */
export async function verify(position) {
  const [proofText, leaf, line] = await Promise.all([
    getText(`/v1/proofs/inclusion/${position}`), getText(`/v1/proofs/leaf/${position}`), getText(`/v1/events/${position}`, { format: 'jsonl' }),
  ]);
  const proof = parseProof(proofText), lines = leaf.split('\n').filter(Boolean);
  const said = Object.fromEntries(lines.map(one => [one.slice(0, one.indexOf(' ')), one.slice(one.indexOf(' ') + 1)]));
  const facts = toHex(await sha256(encoder.encode(rawMember(line, 'facts'))));
  const textJson = rawMember(line, 'text'), salt = JSON.parse(rawMember(line, 'salt') ?? 'null');
  const wording = textJson && textJson !== 'null' && salt ? toHex(await sha256(join(fromHex(salt), encoder.encode(textJson)))) : null;
  const leafHash = await sha256(join([0], encoder.encode(leaf))), computed = await rootOf(leafHash, proof.index, proof.size, proof.path);
  return {
    ...proof,
    leafHash: toHex(leafHash),
    facts: { said: said.facts, computed: facts, same: said.facts === facts },
    text: wording === null ? null : { said: said.text, computed: wording, same: said.text === wording },
    computedRoot: computed && toBase64(computed),
    included: proof.index === position && computed !== null && toBase64(computed) === proof.root,
  };
}
