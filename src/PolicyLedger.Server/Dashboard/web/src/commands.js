// What the server is sent for what was entered, and back: how a stored value is entered.
import { FIELDS, editorOf } from './fields.js';

const list = value => (value ?? '').split(/[,;\n]/).map(one => one.trim()).filter(Boolean);
const word = value => (typeof value === 'string' ? value.trim() : value) || undefined;
const number = value => value === undefined || value === null || value === '' ? undefined : Number(value);

/** A value as its area's kind wants it. */
function valueOf(row, kind) {
  if (kind === 'level')
    return row.value ? { level: Number(row.value) } : undefined;
  if (kind === 'category')
    return row.value ? { category: row.value, days: number(row.days) } : undefined;
  return row.value ? { direction: row.value, magnitude: word(row.magnitude) } : undefined;
}

const valueRow = value => ({ value: String(value?.level ?? value?.category ?? value?.direction ?? ''), days: value?.days, magnitude: value?.magnitude });

const ROWS = {
  areas: {
    json: (row, places) => ({ area: word(row.area), value: valueOf(row, places.areas.get(row.area)?.kind), codebookVersion: row.codebookVersion }),
    row: one => ({ area: one.area, codebookVersion: one.codebookVersion, ...valueRow(one.value) }),
  },
  asks: { json: row => ({ area: word(row.area), wanted: word(row.wanted), codebookVersion: row.codebookVersion }), row: one => one },
  addressees: {
    json: row => {
      if (row.who === 'unidentified')
        return { unidentified: true };
      return row.who === 'class' ? { class: word(row.class) ?? '', members: list(row.members) } : { host: word(row.host) ?? '' };
    },
    row: one => {
      if (one.unidentified)
        return { who: 'unidentified' };
      return one.class ? { who: 'class', class: one.class, members: one.members.join(', ') } : { who: 'host', host: one.host };
    },
  },
  sources: {
    json: row => ({
      publisher: word(row.publisher), title: word(row.sourceTitle), url: word(row.url), date: word(row.date), kind: word(row.kind),
      reliability: word(row.reliability), credibility: number(row.credibility), language: word(row.language), sha256: row.sha256,
    }),
    row: one => ({ ...one, credibility: String(one.credibility) }),
  },
  changes: { json: (row, places) => ({ field: word(row.field), from: row.from, to: changed(row, places) }) },
};

const filled = row => Object.values(row).some(value => value !== undefined && value !== '');

/** The rows of a part; one that is not filled in at all is left out where none is needed. */
const partOf = (field, rows, places) =>
  (rows ?? []).filter(row => field.least > 0 || filled(row)).map(row => ROWS[field.name].json(row, places));

// What is stored names the codebook's version; what is entered anew is of the newest.
const versioned = (part, places) => part.map(one => ({ ...one, codebookVersion: one.codebookVersion ?? places.areas.get(one.area)?.version }));

function changed({ field: name, from, to }, places) {
  const editor = editorOf(name);
  if (editor.item) {
    const part = partOf({ ...editor, name }, to ?? [], places);
    return name === 'areas' || name === 'asks' ? versioned(part, places) : part;
  }
  if (editor.several)
    return to ?? [];
  // What did not read as a text is entered as JSON; what is no JSON is for the server to refuse.
  return from !== undefined && typeof from !== 'string' ? parsed(to) : word(to);
}

const parsed = value => { try { return JSON.parse(value); } catch { return word(value); } };

/** How what stands there is entered, to begin from. */
export function enteredOf(name, present) {
  const editor = editorOf(name);
  if (editor.item)
    return (present ?? []).map(ROWS[name].row);
  return editor.several ? present ?? [] : present === undefined ? '' : typeof present === 'string' ? present : JSON.stringify(present);
}

/** A command's JSON. */
export function bodyOf(command, values, places) {
  const body = {};
  for (const field of FIELDS[command]) {
    const value = values[field.name];
    if (field.item)
      body[field.path] = partOf(field, value, places);
    else if (field.several)
      body[field.path] = value ?? [];
    else if (field.path.startsWith('text.'))
      (body.text ??= {})[field.path.slice(5)] = word(value);
    else
      body[field.path] = field.name === 'jurisdictions' ? list(value) : word(value);
  }
  return body;
}
