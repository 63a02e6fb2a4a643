// Recording what a source says. The server judges; what it refuses is said beside the field that it names.
import { html, useEffect, useLoad, useState } from './ui.js';
import { getAll, getJson, post } from './api.js';
import { catalogue } from './catalogue.js';
import { COMMANDS } from './commands.js';
import { dropDraft, keepDraft, openDraft } from './drafts.js';
import { Failed, Loaded } from './faces.js';
import { Field } from './field.js';
import { go, href } from './route.js';
import { text } from './text.js';

const w = text.write;

export function Write({ route }) {
  const command = COMMANDS[route.query.command] ? route.query.command : 'announce-policy', [attempt, again] = useState(0);
  const state = useLoad(async signal => ({ places: await catalogue(), records: (await getAll('/v1/records', {}, 'records', { most: 3000, signal })).items }), [attempt]);
  return html`<section class="write"><header class="view-head"><h1>${w.title}</h1></header>
    <div class="commands" role="radiogroup" aria-label=${w.command}>${Object.keys(COMMANDS).map(one => html`<label><input type="radio" name="command" checked=${one === command} onChange=${() => go(href('write', { command: one }))} />${w[one]}</label>`)}</div>
    <${Loaded} state=${state} retry=${() => again(attempt + 1)}>${value => html`<${Draft} key=${command} command=${command} given=${route.query.record ? { record: route.query.record } : {}} ...${value} />`}<//></section>`;
}

function Draft({ command, given, places, records }) {
  const [draft, setDraft] = useState(() => openDraft(command, given)), [errors, setErrors] = useState([]), [failure, setFailure] = useState(null), [done, setDone] = useState(null), [busy, setBusy] = useState(false);
  const { fields, source, body } = COMMANDS[command], { values } = draft, current = useCurrent(command === 'correct-record' ? values.record : null, values.entry);
  const set = change => setDraft(known => { const next = { ...known, values: { ...known.values, ...change } }; keepDraft(command, next); return next; });
  const renew = () => { dropDraft(command); setDraft(openDraft(command)); setErrors([]); setFailure(null); setDone(null); };
  const send = async event => {
    event.preventDefault();
    setBusy(true);
    setErrors([]);
    setFailure(null);
    try {
      const result = await post(`/v1/commands/${command}`, body(values, places.areas.get(values.area)?.kind), { 'Idempotency-Key': `"${draft.id}"` });
      dropDraft(command);
      setDone(result);
    } catch (error) {
      error.errors?.length && error.kind !== 'key' ? setErrors(error.errors) : setFailure(error);
      setTimeout(() => document.querySelector('.write [aria-invalid=true], .write [role=alert]')?.focus(), 0);
    }
    setBusy(false);
  };
  if (done)
    return html`<div class="face" role="status"><h2>${w.done}</h2><p>${done.already ? w.already : ''}</p><ul>${done.events.map(one => html`<li>${one.recordId ? html`<a href=${href(`record/${one.recordId}`)}>${one.recordId}</a>` : one.stream} · ${text.diff.event(one.position)}</li>`)}</ul><button type="button" onClick=${renew}>${w.another}</button></div>`;
  const all = [...fields, ...source], errorOf = field => errors.find(one => one.field === field.path || one.field.startsWith(`${field.path}[`) || one.field.startsWith(`${field.path}.`))?.rule;
  const loose = errors.filter(one => !all.some(field => errorOf(field) === one.rule));
  const show = field => html`<${Field} key=${field.name} field=${field} values=${values} set=${set} places=${places} records=${records} current=${current} error=${errorOf(field)} />`;
  return html`<form class="draft" onSubmit=${send} novalidate>
    ${errors.length > 0 && html`<p class="field-error" role="alert" tabindex="-1">${w.checks}${loose.map(one => html` <code>${one.field}</code>: ${one.rule}`)}</p>`}
    ${failure && html`<${Failed} error=${failure} />`}
    <div class="fields">${fields.map(show)}</div>
    ${source.length > 1 ? html`<fieldset><legend>${w.source}</legend><div class="fields">${source.map(show)}</div></fieldset>` : html`<div class="fields">${source.map(show)}</div>`}
    <p class="send"><button type="submit" aria-busy=${busy} disabled=${busy}>${busy ? w.sending : w.send}</button> <button type="button" class="quiet" onClick=${renew}>${w.discard}</button> <small>${w.draft}</small></p>
  </form>`;
}

// The fields of the record as it reads, to choose from and to name what a correction replaces.
function useCurrent(record, entry) {
  const [fields, set] = useState({});
  useEffect(() => {
    if (!record)
      return undefined;
    const timer = setTimeout(async () => {
      try {
        const found = (await getJson(`/v1/records/${encodeURIComponent(record)}`)).record, part = entry ? found.entries.find(one => one.id === entry) : found.opening;
        const { record: _, sources: _s, ...facts } = part?.facts ?? {}, { sources: _t, ...words } = part?.text ?? {};
        set({ ...facts, ...words });
      } catch {
        set({});
      }
    }, 200);
    return () => clearTimeout(timer);
  }, [record, entry]);
  return fields;
}
