// Each view as JSON and CSV, as a picture, as a frame for other pages, and as a link that always gives the same.
import { html, useRef } from './ui.js';
import { key, query } from './api.js';
import { toPng, toSvg, save } from './pictures.js';
import { href, useRoute } from './route.js';
import { text } from './text.js';

/**
 * @param data the API's path and `given` its parameters, of what is shown; `forms` which of json, csv it has
 * @param made for what no one answer holds: by form, what makes it
 * @param picture gives the SVG element
 * @param query what the address says or is about to say of the view
 */
export function Twins({ data, given = {}, forms = ['json', 'csv'], made = {}, picture, name, view, query: shown }) {
  const route = useRoute(), embed = useRef();
  const address = form => data + query({ ...given, format: form });
  // A link cannot carry a key: then the page fetches what the link leads to.
  const take = form => async event => {
    if (!key.get())
      return;
    event.preventDefault();
    const response = await fetch(address(form), { headers: { Authorization: `Bearer ${key.get()}` } });
    save(await response.blob(), `${name}.${form}`);
  };
  const source = `${window.location.origin}/embed${href(view, shown ?? route.query, false)}`;
  const frame = `<iframe src="${source}" width="960" height="640" title="${text.product}" loading="lazy"></iframe>`;
  if (route.embedded)
    return html`<p class="embedded-foot"><a href=${href(view, shown ?? route.query, false)} target="_blank" rel="noopener">${text.twins.openFull}</a></p>`;
  return html`<nav class="twins" aria-label=${text.twins.title}><ul>
    ${data && forms.map(form => html`<li><a href=${address(form)} download=${`${name}.${form}`} onClick=${take(form)}>${text.twins[form]}</a></li>`)}
    ${Object.entries(made).map(([form, make]) => html`<li>
      <button type="button" class="link" onClick=${async () => save(await make(), `${name}.${form}`)}>${text.twins[form]}</button></li>`)}
    ${picture && html`<li><button type="button" class="link" onClick=${() => save(toSvg(picture()), `${name}.svg`)}>${text.twins.svg}</button></li>
    <li><button type="button" class="link" onClick=${async () => save(await toPng(picture()), `${name}.png`)}>${text.twins.png}</button></li>`}
    <li><button type="button" class="link" onClick=${() => embed.current.showModal()}>${text.twins.embed}</button></li>
    <li><button type="button" class="link" onClick=${() => window.print()}>${text.twins.print}</button></li>
    </ul>
    <dialog ref=${embed} aria-label=${text.twins.embed}><article>
      <p>${text.twins.embedHint}</p><pre><code>${frame}</code></pre>
      <button type="button" class="secondary" onClick=${() => embed.current.close()}>${text.access.close}</button>
    </article></dialog>
  </nav>`;
}
