// Cables that a country sent, and those that press it. What was asked; never an effect.
import { html, useLoad } from './ui.js';
import { getJson } from './api.js';
import { areaTitle, boundWords, placeName } from './catalogue.js';
import { Loaded } from './faces.js';
import { addresseeWords } from './addressees.js';
import { usePages } from './pages.js';
import { href } from './route.js';
import { text } from './text.js';

const c = text.country;

export function Pressure({ code, places, knownAt }) {
  const state = useLoad(signal => getJson(`/v1/pressure/${code}`, { knownAt }, signal), [code, knownAt]);
  return html`<section><h2>${c.received}</h2><${Loaded} state=${state}>${({ pressure }) => html`
    ${pressure.naming.length + pressure.maybe.length === 0 && html`<p>${c.none}</p>`}
    <${Asks} title=${c.naming} asks=${pressure.naming} places=${places} /><${Asks} title=${c.maybe} asks=${pressure.maybe} places=${places} />`}<//></section>`;
}

function wordsOf({ issuer, area, wanted }, places) {
  const who = placeName(places, issuer);
  return area ? c.asked(who, areaTitle(places, area), text.direction[wanted].toLowerCase()) : `${who}: ${c.noAsk}`;
}

function whomOf(ask) {
  const whom = ask.class ? text.cables.classOf(ask.class) : ask.unidentified ? text.cables.unidentified : null;
  return whom ? `${whom} · ` : '';
}

function Asks({ title, asks, places }) {
  const { shown, pager } = usePages(asks, [asks]);
  return asks.length === 0 ? null : html`<h3>${title}</h3><ul class="plain">${shown.map(ask => html`<li>
    ${wordsOf(ask, places)}
    <small>${whomOf(ask)}${boundWords(ask.since)} · <a href=${href(`record/${ask.recordId}`)}>${ask.recordId}</a></small></li>`)}</ul>${pager}`;
}

export function SentCables({ events, places }) {
  const sent = events.filter(one => one.type.startsWith('cable-sent')), { shown, pager } = usePages(sent, [events]);
  return html`<section><h2>${c.sent}</h2>${sent.length === 0 ? html`<p>${c.none}</p>` : html`<ul class="plain">${shown.map(one => html`<li>
    <a href=${href(`record/${one.recordId}`)}>${one.text?.title ?? one.recordId}</a>
    <small>${one.facts.on ?? ''} · ${text.cables.to} ${one.facts.addressees.map(who => addresseeWords(who, places)).join('; ')}</small>
    </li>`)}</ul>${pager}`}</section>`;
}
