// The countries of which the ledger has records, to choose one from.
import { html } from './ui.js';
import { getJson } from './api.js';
import { placeName } from './catalogue.js';
import { One } from './faces.js';
import { href } from './route.js';
import { text } from './text.js';

// No record's id comes after this one of its country's: records are in the order of their ids, which begin with the country's code.
const lastOf = country => `${country}-${'z'.repeat(96)}`;

/** One record of each country: from one country to the next, however many records there are between. */
export async function spokenOf(signal) {
  const countries = [];
  for (let after; ;) {
    const { records } = await getJson('/v1/records', { limit: 1, after }, signal);
    if (!records.length)
      return countries;
    countries.push(records[0].jurisdiction);
    after = lastOf(records[0].jurisdiction);
  }
}

export function Spoken({ places, spoken }) {
  if (!spoken.length)
    return html`<p>${text.faces.empty.title}.</p>`;
  const named = spoken.map(code => ({ code, name: placeName(places, code) })).sort((a, b) => a.name.localeCompare(b.name));
  return html`${named.length === 1 && html`<${One} code=${named[0].code} words=${text.faces.one(named[0].name)} />`}
    <ul class="cards">${named.map(({ code, name }) => html`<li><a href=${href(`country/${code}`)}><strong>${name}</strong></a></li>`)}</ul>`;
}
