// One country: what it held in each area over time, what was recorded of it, and the cables from and to it.
import { html, useEffect, useLoad, useObservable, useRef, useState } from './ui.js';
import { each, getAll } from './api.js';
import { areaTitle, catalogue, placeName } from './catalogue.js';
import { AreaChoice, CountryChoice, GENERAL, InstantInput, TargetChoice, instant } from './choices.js';
import { stretches } from './course.js';
import { today } from './days.js';
import { EventTable, eventDays } from './events.js';
import { Loaded } from './faces.js';
import { Lanes, daysOf } from './lanes.js';
import { Legend } from './legend.js';
import { head } from './live.js';
import { Pressure, SentCables } from './pressure.js';
import { go, href } from './route.js';
import { Spoken, spokenOf } from './spoken.js';
import { Twins } from './twins.js';
import { text } from './text.js';

const c = text.country, FIRST_LANES = 12, MOST_EVENTS = 20_000, MOST_LEGENDS = 6;

// A country chosen in the view makes a view of its own; whoever chose it by the keyboard goes on from there.
let chosen = false;

export function Country({ route }) {
  const code = route.rest || null, { known } = route.query, [attempt, again] = useState(0), grown = useObservable(head), box = useRef();
  const state = useLoad(async signal => {
    const places = await catalogue();
    return code ? { places, ...(await load(code, instant(known), signal)) } : { places, spoken: await spokenOf(signal) };
  }, [code, known, attempt, known ? 0 : grown]);
  const choose = next => {
    chosen = true;
    go(href(`country/${next}`, route.query));
  };
  useEffect(() => {
    if (!chosen || !state.value)
      return;
    chosen = false;
    if (document.activeElement === document.body)
      box.current.querySelector('select')?.focus();
  }, [state.value]);
  return html`<section ref=${box}>
    <header class="view-head"><h1>${code ? placeName(state.value?.places, code) : c.choose}</h1>
      ${state.value && html`<div class="choices">
        <${CountryChoice} known=${state.value.places} value=${code} none=${code ? undefined : '…'} onChange=${choose} />
        ${state.value.cells && html`<${Cells} route=${route} code=${code} ...${state.value} />
          <${InstantInput} label=${text.world.known} value=${known} onChange=${known => go(href(`country/${code}`, { ...route.query, known }))} />`}
      </div>`}
    </header>
    <${Loaded} state=${state} retry=${() => again(attempt + 1)}>${value =>
      value.cells ? html`<${One} code=${code} route=${route} ...${value} />` : html`<${Spoken} ...${value} />`}<//>
  </section>`;
}

// Many areas, and many targets in an area, are too many lanes to look through.
function Cells({ route, code, places, cells }) {
  const { area, target } = route.query, ask = change => go(href(`country/${code}`, { ...route.query, ...change }));
  const held = new Set(cells.map(cell => cell.area)), areas = new Map([...places.areas].filter(([id]) => held.has(id) || id === area));
  const targets = [...new Set(cells.filter(cell => !area || cell.area === area).map(cell => cell.target).filter(Boolean))];
  return html`${areas.size > 1 && html`<${AreaChoice} known=${{ areas }} value=${area} all=${text.diff.all} onChange=${area => ask({ area, target: null })} />`}
    <${TargetChoice} known=${places} targets=${targets} value=${target} all=${c.everybody} onChange=${target => ask({ target })} />`;
}

const wanted = ({ area, target }) => cell => (!area || cell.area === area) && (!target || (cell.target ?? GENERAL) === target);

async function load(code, knownAt, signal) {
  const [inForce, declared, events] = await Promise.all([
    getAll(`/v1/stances/${code}`, { knownAt }, 'stances', { signal }),
    getAll(`/v1/stances/${code}`, { knownAt, basis: 'declared' }, 'stances', { signal }),
    getAll(`/v1/streams/country-${code}/events`, { knownAt }, 'events', { most: MOST_EVENTS, signal }),
  ]);
  const cells = new Map();
  for (const one of [...inForce.items, ...declared.items])
    cells.set(`${one.area}|${one.target ?? ''}`, { area: one.area, target: one.target });
  return { cells: [...cells.values()].sort(generalFirst), events: events.items, at: inForce.asked.at, knownAt };
}

const generalFirst = (a, b) =>
  (a.target ? 1 : 0) - (b.target ? 1 : 0) || a.area.localeCompare(b.area) || (a.target ?? '').localeCompare(b.target ?? '');

function One({ code, route, places, cells: all, events, at, knownAt }) {
  const cells = all.filter(wanted(route.query)), which = `${route.query.area}|${route.query.target}`;
  const [shown, setShown] = useState(FIRST_LANES), [about, setAbout] = useState(null), picture = useRef();
  const lanes = useLoad(signal => each(cells.slice(0, shown), async ({ area, target }) => {
    const ask = basis => stretches({ code, area, target, basis, knownAt, at }, signal);
    const [inForce, declared] = await Promise.all([ask('inForce'), ask('declared')]);
    return {
      id: `${area}|${target ?? ''}`,
      title: areaTitle(places, area),
      subtitle: target ? `${text.towards(placeName(places, target))} · ${area}` : area,
      area: places.areas.get(area),
      bases: { inForce, declared },
      ticks: ticksOf(events, area, target),
    };
  }, signal, 3), [code, at, knownAt, shown, which]);
  if (!all.length && !events.length)
    return html`<p>${c.nothing(placeName(places, code))}</p><${Pressure} code=${code} places=${places} knownAt=${knownAt} />`;
  return html`<${Loaded} state=${lanes}>${made => html`
    ${made.length > 0 && html`<h2>${c.lanes}</h2>
      <${Lanes} lanes=${made} days=${daysOf(made)} mark=${route.query.on ?? today()} label=${c.lanes} picture=${picture}
        onTick=${tick => setAbout(tick.event.recordId)} />`}
    ${cells.length > shown && html`<button type="button" class="quiet" onClick=${() => setShown(shown + FIRST_LANES)}>
      ${c.more(Math.min(FIRST_LANES, cells.length - shown))}</button>`}
    <details class="legend-fold"><summary>${text.legend.title}</summary>
      <div class="legends">${scalesOf(made).slice(0, MOST_LEGENDS).map(area => html`<${Legend} area=${area} />`)}</div>
    </details>`}<//>
    <${EventTable} events=${events} about=${about} onAbout=${setAbout} places=${places} />
    <div class="two">
      <${SentCables} events=${events} places=${places} />
      <${Pressure} code=${code} places=${places} knownAt=${knownAt} />
    </div>
    <${Twins} data=${`/v1/stances/${code}`} given=${{ knownAt, at }} name=${`country-${code}`} view=${`country/${code}`}
      picture=${cells.length ? () => picture.current : null} />`;
}

// All directions have one legend; each other area has its own.
const scalesOf = lanes => [...new Map(lanes.map(({ area }) => [area?.kind === 'direction' ? area.kind : area?.area, area])).values()];

// An entry names no area; it belongs to those of its record.
function ticksOf(events, area, target) {
  const records = new Set(events.filter(one => namesArea(one.facts, area) && (one.facts.target ?? null) === target).map(one => one.recordId));
  return events.filter(one => records.has(one.recordId)).map(event => ({ event, days: eventDays(event) })).filter(tick => tick.days);
}

const namesArea = (facts, area) => facts.area === area || (facts.areas ?? []).some(one => one.area === area);
