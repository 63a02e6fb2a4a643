// Several countries in one area, on one axis.
import { html, useLoad, useRef, useState } from './ui.js';
import { each, getAll, getJson, getText } from './api.js';
import { catalogue, placeName } from './catalogue.js';
import { AreaChoice, CountryChoice, InstantInput, TargetChoice, instant } from './choices.js';
import { today } from './days.js';
import { Loaded } from './faces.js';
import { Lanes, daysOf } from './lanes.js';
import { Legend } from './legend.js';
import { whereToOpen } from './opening.js';
import { href, go } from './route.js';
import { StepLines } from './steplines.js';
import { Twins } from './twins.js';
import { text } from './text.js';

const c = text.compare, FIRST = 6, BASES = ['inForce', 'declared'], FEW = 3;

const timeline = (code, area) => `/v1/timeline/${code}/${encodeURIComponent(area)}`;

async function load(q, signal) {
  const places = await catalogue(), area = q.area ?? (await whereToOpen({}))?.area ?? 'migration:asylum', knownAt = instant(q.known);
  const { items, asked } = await getAll('/v1/stances', { area, knownAt }, 'stances', { signal }), at = asked.at;
  const codes = q.countries !== undefined ? q.countries.split(',').filter(Boolean) : [...new Set(items.map(one => one.jurisdiction))].slice(0, FIRST);
  const targets = [...new Set(items.map(one => one.target).filter(Boolean))];
  const lanes = await each(codes, async code => {
    const ask = async basis => (await getJson(timeline(code, area), { target: q.target, basis, knownAt, at }, signal)).stretches;
    const [inForce, declared] = await Promise.all(BASES.map(ask));
    return { id: code, title: placeName(places, code), area: places.areas.get(area), bases: { inForce, declared } };
  }, signal, FEW);
  return { places, area, codes, targets, lanes, point: { target: q.target, knownAt: asked.knownAt, at } };
}

// What is shown is the timelines of these countries: their own answers, one after the other.
function twinsOf(area, codes, point) {
  const cells = codes.flatMap(code => BASES.map(basis => [code, basis]));
  const all = get => each(cells, ([code, basis]) => get(timeline(code, area), { ...point, basis }), undefined, FEW);
  return {
    json: async () => new Blob([JSON.stringify(await all((path, given) => getJson(path, given)), null, 1)], { type: 'application/json' }),
    csv: async () => {
      const tables = await all((path, given) => getText(path, { ...given, format: 'csv' }));
      return new Blob(tables.map((table, index) => index === 0 ? table : table.slice(table.indexOf('\n') + 1)), { type: 'text/csv' });
    },
  };
}

export function Compare({ route }) {
  const q = route.query, picture = useRef(), [attempt, again] = useState(0);
  const state = useLoad(signal => load(q, signal), [q.area, q.countries, q.known, q.target, attempt]);
  const ask = change => go(href('compare', { ...q, ...change }));
  return html`<section><${Loaded} state=${state} retry=${() => again(attempt + 1)}>${({ places, area, codes, targets, lanes, point }) => html`
    <header class="view-head"><h1>${c.title}</h1><div class="choices">
      <${AreaChoice} known=${places} value=${area} onChange=${area => ask({ area, countries: codes.join(), target: null })} />
      <${TargetChoice} known=${places} targets=${targets} value=${q.target} onChange=${target => ask({ area, countries: codes.join(), target })} />
      <${CountryChoice} known=${places} label=${c.add} value="" none="…"
        onChange=${code => code && ask({ area, countries: [...new Set([...codes, code])].join() })} />
      <${InstantInput} label=${text.world.known} value=${q.known} onChange=${known => ask({ known })} /></div></header>
    <ul class="chips">${codes.map(code => html`<li>${placeName(places, code)}${' '}
      <button type="button" class="link" aria-label=${c.remove(placeName(places, code))}
        onClick=${() => ask({ area, countries: codes.filter(one => one !== code).join() || ',' })}>×</button></li>`)}</ul>
    ${codes.length === 0 ? html`<p class="face">${c.none}</p>` : html`
      <h2>${c.lanes}${q.target ? html` <small>${text.towards(placeName(places, q.target))}</small>` : ''}</h2>
      <${Lanes} lanes=${lanes} days=${daysOf(lanes)} mark=${today()} label=${c.title} picture=${picture} />
      ${places.areas.get(area)?.kind === 'level' && html`
        <${StepLines} lanes=${lanes} area=${places.areas.get(area)} days=${daysOf(lanes)} />`}
      <${Legend} area=${places.areas.get(area)} />`}
    <${Twins} made=${codes.length ? twinsOf(area, codes, point) : {}} name=${`compare-${area.replace(':', '-')}`} view="compare"
      picture=${codes.length ? () => picture.current : null} />`}<//></section>`;
}
