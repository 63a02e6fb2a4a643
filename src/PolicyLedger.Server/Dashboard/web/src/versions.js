// A part of a record as first recorded, after each correction, and as it reads now, side by side. What changed stands out.
import { html } from './ui.js';
import { kindOf } from './events.js';
import { text } from './text.js';

const r = text.record;

export const show = value => value === undefined || value === null ? '—' : Array.isArray(value) ? value.map(shown).join('; ') : shown(value);

// Read here in words; as it is it stands in the raw JSON.
function shown(value) {
  if (typeof value !== 'object' || value === null)
    return text.direction[value] ?? text.write.choices[value] ?? text.cables.steps[value] ?? String(value);
  if (value.area)
    return `${value.area}: ${shown(value.value ?? value.wanted)}`;
  if (value.noData)
    return text.status.noData;
  if (value.direction)
    return [text.direction[value.direction], text.magnitude[value.magnitude]].filter(Boolean).join(', ');
  if (value.category)
    return [value.category, value.days && text.days(value.days)].filter(Boolean).join(', ');
  if (value.reliability)
    return [text.admiralty.kind[value.kind], `${value.reliability}${value.credibility}`, value.date, value.language].filter(Boolean).join(', ');
  if (value.unidentified)
    return text.cables.unidentified;
  if (value.class)
    return [text.cables.classOf(value.class), ...value.members].join(', ');
  return Object.entries(value).map(([name, one]) => name === 'level' || name === 'host' ? String(one) : `${name} ${shown(one)}`).join(', ');
}

// Facts and text as one list of fields; sources stand in a list of their own.
function fieldsOf(part) {
  const { sources: _, record: _r, entry: _e, ...facts } = part.facts, { sources: _s, ...words } = part.text ?? {};
  return { ...words, ...facts };
}

const changesOf = event => [...(event.facts.changes ?? []), ...(event.text?.changes ?? [])];

function versionsOf(part, history) {
  const opening = history.find(one => one.position === part.position);
  const corrections = history.filter(one => one.type.startsWith('record-corrected') && (one.facts.entry ?? null) === (part.entryId ?? null));
  const columns = [{ label: r.first, when: opening?.recordedAt, who: opening?.recorder, fields: fieldsOf(opening ?? part) }];
  for (const one of corrections) {
    const fields = { ...columns.at(-1).fields, ...Object.fromEntries(changesOf(one).map(change => [change.field, change.to])) };
    columns.push({ label: r.corrected, when: one.recordedAt, who: one.recorder, why: one.text?.reason, fields });
  }
  return columns;
}

export function Versions({ part, history, title }) {
  const columns = versionsOf(part, history), now = fieldsOf(part);
  if (columns.length > 1)
    columns[columns.length - 1] = { ...columns.at(-1), fields: { ...columns.at(-1).fields, ...now } };
  const names = [...new Set(columns.flatMap(column => Object.keys(column.fields)))];
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${title ?? r.versions}><table class="versions">
    <caption class="sr">${title ?? kindOf(part.type)}</caption>
    <thead><tr><th scope="col">${r.field}</th>${columns.map((column, index) => html`<th scope="col">
      ${column.label}${index === columns.length - 1 && index > 0 ? ` · ${r.reads}` : ''}
      <small>${column.when?.slice(0, 19).replace('T', ' ')} · ${column.who}</small>
      ${column.why ? html`<small>“${column.why}”</small>` : ''}</th>`)}</tr></thead>
    <tbody>${names.map(name => html`<tr><th scope="row">${text.write.stored[name] ?? name}</th>${columns.map((column, index) => {
      const changed = index > 0 && show(column.fields[name]) !== show(columns[index - 1].fields[name]);
      return html`<td>${changed ? html`<mark>${show(column.fields[name])}</mark>` : show(column.fields[name])}</td>`;
    })}</tr>`)}</tbody></table></div>`;
}
