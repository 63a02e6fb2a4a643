// Several countries in one area, on one axis.
import { html, useLoad, useRef, useState } from './ui.js';
import { each, getAll } from './api.js';
import { catalogue, placeName } from './catalogue.js';
import { AreaChoice, BasisChoice, CountryChoice, InstantInput, instant } from './choices.js';
import { stretches } from './course.js';
import { today } from './days.js';
import { Loaded } from './faces.js';
import { Lanes, daysOf } from './lanes.js';
import { Legend } from './legend.js';
import { whereToOpen } from './opening.js';
import { href, go } from './route.js';
import { StepLines } from './steplines.js';
import { Twins } from './twins.js';
import { text } from './text.js';

const c = text.compare, FIRST = 6;

export function Compare({ route }) {
  const q = route.query, picture = useRef(), [attempt, again] = useState(0);
  const state = useLoad(async signal => {
    const places = await catalogue(), area = q.area ?? (await whereToOpen({}))?.area ?? 'migration:asylum', knownAt = instant(q.known);
    const codes = q.countries !== undefined ? q.countries.split(',').filter(Boolean) : [...new Set([...(await getAll('/v1/stances', { area, knownAt }, 'stances', { signal })).items].map(one => one.jurisdiction))].slice(0, FIRST);
    const lanes = await each(codes, async code => {
      const [inForce, declared] = await Promise.all(['inForce', 'declared'].map(basis => stretches({ code, area, target: q.target, basis, knownAt }, signal)));
      return { id: code, title: placeName(places, code), area: places.areas.get(area), bases: { inForce, declared } };
    }, signal, 3);
    return { places, area, codes, lanes };
  }, [q.area, q.countries, q.known, q.target, attempt]);
  const ask = change => go(href('compare', { ...q, ...change }));
  return html`<section><${Loaded} state=${state} retry=${() => again(attempt + 1)}>${({ places, area, codes, lanes }) => html`
    <header class="view-head"><h1>${c.title}</h1><div class="choices">
      <${AreaChoice} known=${places} value=${area} onChange=${area => ask({ area, countries: codes.join() })} />
      <${CountryChoice} known=${places} label=${c.add} value="" none="…" onChange=${code => code && ask({ area, countries: [...new Set([...codes, code])].join() })} />
      <${InstantInput} label=${text.world.known} value=${q.known} onChange=${known => ask({ known })} /></div></header>
    <ul class="chips">${codes.map(code => html`<li>${placeName(places, code)} <button type="button" class="link" aria-label=${c.remove(placeName(places, code))} onClick=${() => ask({ area, countries: codes.filter(one => one !== code).join() || ',' })}>×</button></li>`)}</ul>
    ${codes.length === 0 ? html`<p class="face">${c.none}</p>` : html`<h2>${c.lanes}</h2><${Lanes} lanes=${lanes} days=${daysOf(lanes)} mark=${today()} label=${c.title} picture=${picture} />
      ${places.areas.get(area)?.kind === 'level' && html`<${StepLines} lanes=${lanes} area=${places.areas.get(area)} days=${daysOf(lanes)} />`}
      <${Legend} area=${places.areas.get(area)} />`}
    <${Twins} data="/v1/stances" given=${{ area, knownAt: instant(q.known) }} name=${`compare-${area.replace(':', '-')}`} view="compare" picture=${codes.length ? () => picture.current : null} />`}<//></section>`;
}
