// Long lists, a page at a time: however long one is, the page stays light and each item can be reached.
import { html, useEffect, useState } from './ui.js';
import { text } from './text.js';

const PAGE = 25;

/**
 * What is shown of a list, and the buttons that lead on.
 * @param about begins again at the first page when one of these changes
 * @param words say which part of how many is shown
 */
export function usePages(items, about, words = (from, to, all) => `${from}–${to} / ${all}`) {
  const [page, setPage] = useState(0), c = text.country;
  useEffect(() => setPage(0), about);
  const last = Math.max(0, Math.ceil(items.length / PAGE) - 1), now = Math.min(page, last), from = now * PAGE;
  const pager = last > 0 && html`<p class="pager">
    <button type="button" class="quiet" disabled=${now === 0} onClick=${() => setPage(now - 1)}>${c.previous}</button>
    <span>${words(from + 1, Math.min(from + PAGE, items.length), items.length)}</span>
    <button type="button" class="quiet" disabled=${now === last} onClick=${() => setPage(now + 1)}>${c.next}</button></p>`;
  return { shown: items.slice(from, from + PAGE), pager };
}
