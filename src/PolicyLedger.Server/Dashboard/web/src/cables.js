// Cables: who asked whom for what; then what is recorded of those who are named, in the order of time and no other.
import { html, useLoad, useObservable, useState } from './ui.js';
import { getAll } from './api.js';
import { addresseeWords, namedBy } from './addressees.js';
import { Afterwards } from './afterwards.js';
import { areaTitle, catalogue, placeName } from './catalogue.js';
import { InstantInput, instant } from './choices.js';
import { Loaded } from './faces.js';
import { Swatch } from './legend.js';
import { head } from './live.js';
import { go, href } from './route.js';
import { lookOf } from './scale.js';
import { Twins } from './twins.js';
import { text } from './text.js';

const c = text.cables;

export function Cables({ route }) {
  const knownAt = instant(route.query.known), [attempt, again] = useState(0), grown = useObservable(head);
  const state = useLoad(async signal => {
    const of = type => getAll('/v1/events', { type, knownAt }, 'events', { signal });
    const [places, sent, withdrawn] = await Promise.all([catalogue(), of('cable-sent'), of('cable-withdrawn')]);
    return { places, cables: sent.items.toReversed(), withdrawn: new Set(withdrawn.items.map(one => one.recordId)) };
  }, [knownAt, attempt, knownAt ? 0 : grown]);
  return html`<section><header class="view-head"><h1>${c.title}</h1><div class="choices">
      <${InstantInput} label=${text.world.known} value=${route.query.known} onChange=${known => go(href('cables', { known }))} /></div></header>
    <p>${c.intro}</p>
    <${Loaded} state=${state} retry=${() => again(attempt + 1)}>${({ places, cables, withdrawn }) => cables.length === 0
      ? html`<p class="face">${c.none}</p>`
      : html`<ol class="cables">
        ${cables.map(cable => html`<${Cable} key=${cable.position} cable=${cable} places=${places}
          withdrawn=${withdrawn.has(cable.recordId)} knownAt=${knownAt} />`)}</ol>`}<//>
    <${Twins} data="/v1/events" given=${{ type: 'cable-sent', knownAt }} name="cables" view="cables" />
  </section>`;
}

function Cable({ cable, places, withdrawn, knownAt }) {
  const { facts } = cable, named = namedBy(facts.addressees), issuer = cable.stream.replace('country-', '');
  const told = facts.instructions?.length ? ` · ${c.instructions}: ${facts.instructions.map(one => c.steps[one] ?? one).join(', ')}` : '';
  return html`<li class="cable">
    <div class="cable-way"><strong>${placeName(places, issuer)}</strong><span aria-hidden="true">→</span><span class="sr">${c.to}</span>
      <ul>${facts.addressees.map(who => html`<li>${addresseeWords(who, places)}</li>`)}</ul></div>
    <div class="cable-body"><h2><a href=${href(`record/${cable.recordId}`)}>${cable.text?.title ?? cable.recordId}</a></h2>
      <p><small>${c.sent} ${facts.on ?? '—'}${withdrawn ? ` · ${c.withdrawn}` : ''}${told}</small></p>
      ${cable.text?.summary && html`<p>${cable.text.summary}</p>`}
      <h3>${c.asks}</h3>${facts.asks.length === 0 ? html`<p>${c.noAsks}</p>` : html`<ul class="plain">${facts.asks.map(ask => html`<li>
        ${areaTitle(places, ask.area)}: <${Swatch} look=${lookOf({ status: 'known', direction: ask.wanted })} /> ${text.direction[ask.wanted]}</li>`)}</ul>`}
      ${facts.asks.length > 0 && html`<h3>${c.after}</h3>${named.length === 0 ? html`<p>${c.notFollowed}</p>`
        : html`<ul class="plain">${named.map(code => html`<${Afterwards} code=${code} cable=${cable} places=${places} knownAt=${knownAt} />`)}</ul>`}`}
    </div></li>`;
}
