// One record: how it reads and has read, from which sources, by whom, and that nothing of it was altered since.
import { html, useLoad, useObservable, useState } from './ui.js';
import { getAll, getJson } from './api.js';
import { catalogue, placeName } from './catalogue.js';
import { kindOf } from './events.js';
import { Loaded } from './faces.js';
import { head } from './live.js';
import { ProofPanel } from './proofpanel.js';
import { href, go } from './route.js';
import { Sources, sourceWords } from './sources.js';
import { Twins } from './twins.js';
import { Versions } from './versions.js';
import { text } from './text.js';

const r = text.record;

// To be read; to the last digit it stands in the raw JSON.
const minute = instant => `${instant.slice(0, 16).replace('T', ' ')} UTC`;

export function Record({ route }) {
  const id = route.rest, pinned = { on: route.query.on, knownAt: route.query.knownAt, at: route.query.at };
  const grown = useObservable(head), [attempt, again] = useState(0);
  const state = useLoad(async signal => {
    const ask = () => getJson(`/v1/records/${id.split('/').map(encodeURIComponent).join('/')}`, pinned, signal);
    const list = () => getAll('/v1/records', {}, 'records', { most: 1000, signal });
    const [places, answer] = await Promise.all([catalogue(), id ? ask() : list()]);
    return { places, answer };
  }, [id, route.query.at, route.query.knownAt, attempt, pinned.at ? 0 : grown]);
  return html`<${Loaded} state=${state} retry=${() => again(attempt + 1)}>${({ places, answer }) => id
    ? html`<${One} places=${places} answer=${answer} pinned=${pinned} />`
    : html`<${Choose} records=${answer.items} />`}<//>`;
}

const choose = event => {
  event.preventDefault();
  go(href(`record/${event.target.elements.record.value.trim()}`));
};

const Choose = ({ records }) => html`<h1>${r.title}</h1><form onSubmit=${choose}>
  <label class="choice">${r.choose}<input name="record" list="record-ids" required /></label>
  <datalist id="record-ids">${records.map(one => html`<option value=${one.recordId}>${one.title ?? ''}</option>`)}</datalist></form>`;

function One({ places, answer, pinned }) {
  const { record, asked } = answer, { opening } = record, first = record.history[0];
  const address = href(`record/${record.recordId}`, { on: asked.on, knownAt: asked.knownAt, at: asked.at }, false);
  return html`<article class="record">
    <header class="view-head"><div>
      <p class="kicker">${kindOf(opening.type)} · <a href=${href(`country/${record.jurisdiction}`)}>${placeName(places, record.jurisdiction)}</a>
        ${' · '}<code>${record.recordId}</code></p>
      <h1>${opening.text?.title ?? record.recordId}</h1>
      <p class="by">${r.recordedBy(first.recorder, minute(first.recordedAt))}, ${r.knownFrom(minute(first.knownAt))}</p></div>
      ${!pinned.at && html`<p class="acts">
        <a class="quiet" role="button" href=${href('write', { command: 'correct-record', record: record.recordId })}>${r.correctThis}</a>${' '}
        <a class="quiet" role="button" href=${href('write', { command: 'retract-record', record: record.recordId })}>${r.retractThis}</a></p>`}
    </header>
    ${record.retracted && html`<p class="warning" role="note">${r.retracted}</p>`}
    ${record.textErasedOn && html`<p class="warning" role="note">${r.erased(record.textErasedOn)}</p>`}
    ${opening.text?.summary && html`<p class="lead">${opening.text.summary}</p>`}
    ${opening.text?.quotation && html`<blockquote>${opening.text.quotation}</blockquote>`}
    ${opening.text?.note && html`<p><small><strong>${r.note}:</strong> ${opening.text.note}</small></p>`}
    <section><h2>${r.sources}</h2><${Sources} part=${opening} /></section>
    <section><h2>${r.versions}</h2><${Versions} part=${opening} history=${record.history} />
      ${record.entries.map(entry => html`<${Entry} entry=${entry} history=${record.history} />`)}</section>
    <section><h2>${r.history}</h2><ol class="history">${record.history.map(one => html`<${Event} one=${one} />`)}</ol></section>
    <${ProofPanel} positions=${record.history.map(one => one.position)} />
    <${Cite} record=${record} address=${address} places=${places} />
    <details><summary>${r.raw}</summary><pre tabindex="0"><code>${JSON.stringify(record, null, 2)}</code></pre></details>
    <${Twins} data=${`/v1/records/${record.recordId}`} given=${pinned} forms=${['json']} name=${record.recordId} view=${`record/${record.recordId}`} />
  </article>`;
}

const Entry = ({ entry, history }) => html`
  <h3>${kindOf(entry.type)} <code>${entry.id}</code>${entry.retracted ? ` · ${text.events['record-retracted']}` : ''}</h3>
  <${Versions} part=${{ ...entry, entryId: entry.id }} history=${history} />
  <${Sources} part=${entry} />`;

function Event({ one }) {
  const more = [text.diff.event(one.position), one.text?.reason && `“${one.text.reason}”`, one.textErased && r.gone].filter(Boolean);
  return html`<li><time datetime=${one.recordedAt}>${one.recordedAt.slice(0, 19).replace('T', ' ')}</time>${' '}
    <strong>${kindOf(one.type)}</strong> ${one.entryId ? html`<code>${one.entryId}</code>` : ''}
    <small>${r.recordedBy(one.recorder, one.recordedAt.slice(0, 10))}, ${r.knownFrom(minute(one.knownAt))} · ${more.join(' · ')}</small></li>`;
}

function Cite({ record, address, places }) {
  const [copied, setCopied] = useState(false), link = window.location.origin + address;
  const words = r.citation({
    title: record.opening.text?.title ?? record.recordId, place: placeName(places, record.jurisdiction), id: record.recordId,
    sources: sourceWords(record.opening) || r.none, event: record.history.at(-1).position, link,
  });
  const copy = async () => { await navigator.clipboard?.writeText(words); setCopied(true); };
  return html`<section class="cite"><h2>${r.cite}</h2>
    <p>${words}</p>
    <p><a href=${address}>${r.pinned}</a> · <button type="button" class="link" onClick=${copy}>${copied ? r.copied : r.copy}</button></p>
  </section>`;
}
