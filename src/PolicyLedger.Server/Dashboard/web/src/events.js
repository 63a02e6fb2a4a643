// Events as a table, a page at a time: however many there are, each can be reached.
import { html, useMemo } from './ui.js';
import { span } from './days.js';
import { usePages } from './pages.js';
import { href } from './route.js';
import { text } from './text.js';

export const kindOf = type => text.events[type.replace(/\.v\d+$/, '')] ?? type;

/** The date in the world that an event speaks of, as written. */
export const dateOf = ({ facts }) => facts.effective ?? facts.announced ?? facts.on ?? facts.period ?? facts.date ?? null;

export const eventDays = event => span(dateOf(event));

export function EventTable({ events, about, onAbout, places }) {
  const titles = useMemo(() => new Map(events.filter(one => one.text?.title).map(one => [one.recordId, one.text.title])), [events]);
  const c = text.country, found = (about ? events.filter(one => one.recordId === about) : events).toReversed();
  const wordsOf = one => one.text?.title ?? one.text?.reason ?? titles.get(one.recordId) ?? one.facts.area ?? '';
  const { shown, pager } = usePages(found, [about], c.page);
  return html`<section class="events"><h2>${c.events}</h2>
    ${about && html`<p>${c.filter} <code>${about}</code> · <button type="button" class="link" onClick=${() => onAbout(null)}>${c.all}</button></p>`}
    <div class="scroll" tabindex="0" role="region" aria-label=${c.events}><table>
      <thead><tr>${c.columns.map(one => html`<th scope="col">${one}</th>`)}</tr></thead>
      <tbody>${shown.map(one => html`<tr key=${one.position}>
        <td><time datetime=${one.knownAt} title=${one.knownAt}>${one.knownAt.slice(0, 10)}</time></td>
        <td>${kindOf(one.type)}</td>
        <td>${dateOf(one) ?? ''}</td>
        <td>${one.textErased ? html`<em>${text.record.gone}</em>` : wordsOf(one)}</td>
        <td>${one.recordId ? html`<a href=${href(`record/${one.recordId}`)}>${one.recordId}</a>` : ''}</td></tr>`)}</tbody>
    </table></div>
    ${pager}
  </section>`;
}
