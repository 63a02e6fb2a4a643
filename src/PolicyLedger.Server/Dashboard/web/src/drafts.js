// A draft is kept in this browser until it is recorded. Its command id is made with it, so that sending it twice records it once.
const nameOf = command => `policyledger.draft.${command}`;

// Not randomUUID: that is there over https alone.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export function openDraft(command, given = {}) {
  try {
    const kept = JSON.parse(localStorage.getItem(nameOf(command)));
    if (kept?.id)
      return { ...kept, values: { ...kept.values, ...given } };
  } catch {
    // What cannot be read is no draft.
  }
  return { id: newId(), values: given };
}

export const keepDraft = (command, draft) => localStorage.setItem(nameOf(command), JSON.stringify(draft));
export const dropDraft = command => localStorage.removeItem(nameOf(command));
