// What is recorded of a country that a cable names, in the areas of its asks, from the cable's date on. The order of dates, and no more.
import { html, useLoad } from './ui.js';
import { getAll } from './api.js';
import { areaTitle, claimWords, placeName } from './catalogue.js';
import { kindOf } from './events.js';
import { Swatch } from './legend.js';
import { href } from './route.js';
import { valueLook } from './scale.js';
import { span } from './days.js';
import { text } from './text.js';

const c = text.cables;

const areasOf = facts => facts.areas ?? (facts.area ? [{ area: facts.area, value: facts.value }] : []);

// Only what a government said or did: a correction is about a record, not about the world.
const SAID = /^(policy-|statement-made|stance-coded)/;

// When it was said or done: an announcement on the day of announcing, whenever it takes effect.
const dateOf = ({ facts }) => facts.announced ?? facts.on ?? facts.effective ?? facts.period ?? null;

/** The events about records in these areas, with how each stands to the cable's date: `after`, or `unsure` where the dates leave the order open. */
export function since(events, areas, sent) {
  const records = new Map(), titles = new Map(events.filter(one => one.text?.title).map(one => [one.recordId, one.text.title]));
  for (const one of events.filter(one => SAID.test(one.type))) {
    const asked = areasOf(one.facts).filter(said => areas.has(said.area));
    if (asked.length)
      records.set(one.recordId, asked);
  }
  const [first, last] = span(sent) ?? [null, null];
  return events.filter(one => SAID.test(one.type) && records.has(one.recordId))
    .map(event => ({ event, days: span(dateOf(event)), title: titles.get(event.recordId), said: areasOf(event.facts).filter(one => areas.has(one.area)) }))
    .filter(one => one.days && first !== null && one.days[1] >= first)
    .map(one => ({ ...one, order: one.days[0] >= last ? 'after' : 'unsure' }))
    .sort((a, b) => a.days[0].localeCompare(b.days[0]) || a.event.position - b.event.position);
}

export function Afterwards({ code, cable, places, knownAt }) {
  const areas = new Set(cable.facts.asks.map(ask => ask.area));
  const state = useLoad(signal => getAll(`/v1/streams/country-${code}/events`, { knownAt }, 'events', { signal }), [code, cable.position, knownAt]);
  return html`<li class="afterwards"><h4><a href=${href(`country/${code}`)}>${placeName(places, code)}</a></h4>
    ${state.error ? html`<p>${state.error.message}</p>` : !state.value ? html`<p>${text.loading}</p>`
      : html`<${Sequence} steps=${since(state.value.items, areas, cable.facts.on)} places=${places} />`}</li>`;
}

function Sequence({ steps, places }) {
  if (steps.length === 0)
    return html`<p>${c.nothingAfter}</p>`;
  const list = order => html`<ol class="sequence sequence-${order}">
    ${steps.filter(step => step.order === order).map(step => html`<${Step} step=${step} places=${places} />`)}</ol>`;
  const some = order => steps.some(step => step.order === order);
  return html`${some('after') && list('after')}${some('unsure') && html`<p><small>${c.unsure}</small></p>${list('unsure')}`}`;
}

const Step = ({ step: { event, said, title }, places }) => html`<li><time>${dateOf(event)}</time><div><strong>${kindOf(event.type)}</strong>${': '}
  <a href=${href(`record/${event.recordId}`)}>${event.textErased ? text.record.gone : title ?? event.recordId}</a>
  ${said.map(one => html`<small><${Said} ...${one} places=${places} /></small>`)}</div></li>`;

const Said = ({ area, value, places }) => html`<${Swatch} look=${value.noData ? 'nodata' : valueLook(value, places.areas.get(area))} />${' '}
  ${areaTitle(places, area)}: ${claimWords(labelled(value, places.areas.get(area)))}`;

// An event has codes alone; their labels stand in the codebook.
const labelled = (value, area) => ({ ...value, label: area?.values.find(one => one.value === String(value.level ?? value.category))?.label });
