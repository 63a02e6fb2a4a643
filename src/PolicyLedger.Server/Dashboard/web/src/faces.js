// The designed states in which there is nothing to show: loading, empty, not there, no network, key needed, failed.
import { html } from './ui.js';
import { text } from './text.js';
import { href, route } from './route.js';
import { KeyForm } from './access.js';

export const Loading = () => html`<div class="face loading" role="status"><span class="pulse" aria-hidden="true"></span>${text.loading}</div>`;

export const Empty = () => html`<div class="face empty">
  <h2>${text.faces.empty.title}</h2><p>${text.faces.empty.body}</p>
  <p><a role="button" href=${href('write')}>${text.faces.empty.act}</a></p>
</div>`;

/** The ledger speaks of one country alone: that, and where it can be read. */
export const One = ({ code, words }) => html`<p class="one-face"><strong>${words}</strong> <a href=${href(`country/${code}`)}>${text.faces.openOne}</a>
  ${!route.get().embedded && html`<a href=${href('write')}>${text.faces.empty.act}</a>`}</p>`;

const faceOf = ({ kind, message }) =>
  kind === 'network' ? text.faces.network : kind === 'notFound' ? { ...text.faces.notFound, body: message } : { ...text.faces.error, body: message };

export function Failed({ error, retry }) {
  if (error.kind === 'key')
    return html`<div class="face"><h2>${text.access.title}</h2><${KeyForm} problem=${error.problem} /></div>`;
  const face = faceOf(error);
  // A single refusal is the message already.
  const several = (error.errors ?? []).filter(one => !face.body?.includes(one.rule));
  return html`<div class="face failed" role="alert">
    <h2>${face.title}</h2><p>${face.body}</p>
    ${several.length > 0 && html`<ul>${several.map(one => html`<li>
      <code>${one.field}</code>${one.value ? html` <q>${one.value}</q>` : ''}: ${one.rule}</li>`)}</ul>`}
    ${error.kind === 'notFound' ? html`<p><a role="button" href=${href('world')}>${face.act}</a></p>`
      : retry && html`<button type="button" onClick=${retry}>${face.act}</button>`}
  </div>`;
}

/** Shows what was loaded, or why it is not there. */
export const Loaded = ({ state, retry, children }) =>
  state.error ? html`<${Failed} error=${state.error} retry=${retry} />` : state.value === undefined ? html`<${Loading} />` : children(state.value);
