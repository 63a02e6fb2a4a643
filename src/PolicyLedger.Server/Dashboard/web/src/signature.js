// Checks a checkpoint's signature (C2SP signed-note, Ed25519) with a verifier key that the reader has from elsewhere.
const KEPT = 'policyledger.verifier', ED25519 = 1, ID_BYTES = 4, DASH = '\u2014 ';
const encoder = new TextEncoder();

const fromBase64 = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
const toHex = bytes => [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');

/** The key stays in this browser: a reader pins it once. */
export const keptKey = () => localStorage.getItem(KEPT) ?? '';
export const keepKey = text => text ? localStorage.setItem(KEPT, text) : localStorage.removeItem(KEPT);

/** `name+id+base64(1 ‖ key)` in its parts; null where it is none, or where its id is not that of its name and key. */
export async function parseKey(text) {
  const [, name, id, base64] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text.trim()) ?? [];
  if (!name)
    return null;
  let bytes;
  try {
    bytes = fromBase64(base64);
  } catch {
    return null;
  }
  if (bytes.length !== 33 || bytes[0] !== ED25519)
    return null;
  const named = new Uint8Array([...encoder.encode(`${name}\n`), ...bytes]), digest = new Uint8Array(await crypto.subtle.digest('SHA-256', named));
  return toHex(digest.slice(0, ID_BYTES)) === id ? { name, id, bytes: bytes.slice(1) } : null;
}

/**
 * What a key says of a note: `good`, `bad` (signed in the key's name, and falsely), `foreign` (not signed by this key), or
 * `unable` where this browser has no Ed25519.
 */
export async function judge(note, key) {
  const end = note.lastIndexOf('\n\n'), signed = encoder.encode(note.slice(0, end + 1));
  const signatures = note.slice(end + 2).split('\n').filter(line => line.startsWith(DASH)).map(line => line.slice(DASH.length).split(' '))
    .filter(([name]) => name === key.name).map(([, base64]) => fromBase64(base64)).filter(bytes => toHex(bytes.slice(0, ID_BYTES)) === key.id);
  if (!signatures.length)
    return 'foreign';
  let verifier;
  try {
    verifier = await crypto.subtle.importKey('raw', key.bytes, { name: 'Ed25519' }, false, ['verify']);
  } catch {
    return 'unable';
  }
  const good = await Promise.all(signatures.map(bytes => crypto.subtle.verify({ name: 'Ed25519' }, verifier, bytes.slice(ID_BYTES), signed)));
  return good.every(Boolean) ? 'good' : 'bad';
}
