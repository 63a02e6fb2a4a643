// Recording what a source says. The server judges; what it refuses is said beside the field that it names.
import { html, useEffect, useLoad, useMemo, useState } from './ui.js';
import { getAll, getJson, post } from './api.js';
import { catalogue } from './catalogue.js';
import { bodyOf } from './commands.js';
import { dropDraft, keepDraft, openDraft } from './drafts.js';
import { Failed, Loaded } from './faces.js';
import { FIELDS, OPENABLE } from './fields.js';
import { placed } from './refusals.js';
import { go, href } from './route.js';
import { Fields, rowsOf } from './rows.js';
import { text } from './text.js';

const w = text.write, MOST = 1000;

export function Write({ route }) {
  const command = FIELDS[route.query.command] ? route.query.command : 'announce-policy', [attempt, again] = useState(0);
  const state = useLoad(async () => ({ places: await catalogue() }), [attempt]);
  const given = route.query.record ? { record: route.query.record } : {};
  return html`<section class="write"><header class="view-head"><h1>${w.title}</h1></header>
    <div class="commands" role="radiogroup" aria-label=${w.command}>${Object.keys(FIELDS).map(one => html`<label>
      <input type="radio" name="command" checked=${one === command} onChange=${() => go(href('write', { command: one }))} />${w[one]}
      </label>`)}</div>
    <${Loaded} state=${state} retry=${() => again(attempt + 1)}>
      ${value => html`<${Draft} key=${command} command=${command} given=${given} ...${value} />`}<//></section>`;
}

function Draft({ command, given, places }) {
  const fields = FIELDS[command], about = fields.some(field => field.record);
  // Ids to choose from; the form waits for nothing.
  const records = useLoad(async signal => about ? (await getAll('/v1/records', {}, 'records', { most: MOST, signal })).items : [], []).value ?? [];
  const [draft, setDraft] = useState(() => openDraft(command, given)), [refused, setRefused] = useState([]), [failure, setFailure] = useState(null);
  const [done, setDone] = useState(null), [busy, setBusy] = useState(false);
  const values = useMemo(() => withParts(fields, draft.values), [draft]), record = useRecord(about ? values.record : null, values.entry);
  const set = change => setDraft(known => { const next = { ...known, values: { ...known.values, ...change } }; keepDraft(command, next); return next; });
  const { beside, loose } = placed(refused, command, values);
  const renew = () => { dropDraft(command); setDraft(openDraft(command)); setRefused([]); setFailure(null); setDone(null); };
  const send = async event => {
    event.preventDefault();
    setBusy(true);
    setRefused([]);
    setFailure(null);
    try {
      const result = await post(`/v1/commands/${command}`, bodyOf(command, values, places), { 'Idempotency-Key': `"${draft.id}"` });
      dropDraft(command);
      setDone(result);
    } catch (error) {
      error.errors?.length && error.kind !== 'key' ? setRefused(error.errors) : setFailure(error);
      setTimeout(() => document.querySelector('.write [aria-invalid=true], .write [role=alert]')?.focus(), 0);
    }
    setBusy(false);
  };
  if (done)
    return html`<${Recorded} done=${done} renew=${renew} />`;
  return html`<form class="draft" onSubmit=${send} novalidate>
    ${refused.length > 0 && html`<p class="field-error" role="alert" tabindex="-1">${w.checks}
      ${loose.map(one => html` <code>${one.field}</code>: ${one.rule}`)}</p>`}
    ${failure && html`<${Failed} error=${failure} />`}
    <div class="fields"><${Fields} fields=${fields} path="" values=${values} set=${set} form=${{ places, records, record, errors: beside }} /></div>
    <p class="send"><button type="submit" aria-busy=${busy} disabled=${busy}>${busy ? w.sending : w.send}</button>
      <button type="button" class="quiet" onClick=${renew}>${w.discard}</button> <small>${w.draft}</small></p>
  </form>`;
}

function Recorded({ done, renew }) {
  const links = done.events.map(one => html`<li>
    ${one.recordId ? html`<a href=${href(`record/${one.recordId}`)}>${one.recordId}</a>` : one.stream}${' · '}${text.diff.event(one.position)}</li>`);
  return html`<div class="face" role="status"><h2>${w.done}</h2><p>${done.already ? w.already : ''}</p><ul>${links}</ul>
    <button type="button" onClick=${renew}>${w.another}</button></div>`;
}

const withParts = (fields, values) => {
  const parts = fields.filter(field => field.item).map(field => [field.name, rowsOf(field, values)]);
  return { ...values, ...Object.fromEntries(parts) };
};

const UNKNOWN = { fields: {}, openable: [], entries: [] };

// The record as it reads: its fields, to choose from and to name what a correction replaces, and its entries.
function useRecord(id, entry) {
  const [record, set] = useState(UNKNOWN);
  useEffect(() => {
    if (!id)
      return undefined;
    const timer = setTimeout(async () => {
      try {
        set(readingOf((await getJson(`/v1/records/${encodeURIComponent(id)}`)).record, entry));
      } catch {
        set(UNKNOWN);
      }
    }, 200);
    return () => clearTimeout(timer);
  }, [id, entry]);
  return record;
}

function readingOf(found, entry) {
  const part = entry ? found.entries.find(one => one.id === entry) : found.opening;
  // Of instructions, a correction names those in words; of sources, the grades.
  const { record: _, entry: _e, instructions: _i, ...facts } = part?.facts ?? {}, { sources: _s, ...words } = part?.text ?? {};
  const openable = entry ? [] : OPENABLE[found.opening.type.replace(/\.v\d+$/, '')] ?? [];
  return { fields: { ...facts, ...words }, openable, entries: found.entries.map(one => one.id) };
}
