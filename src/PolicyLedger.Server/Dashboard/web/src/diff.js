// Two moments, and only what differs between them: what happened in the world, what was learned, what was only coded anew.
import { html, useLoad, useState } from './ui.js';
import { getAll } from './api.js';
import { areaTitle, catalogue, placeName, valueWords } from './catalogue.js';
import { AreaChoice, BasisChoice, CountryChoice, DayInput, InstantInput, TargetChoice, instant } from './choices.js';
import { addMonths, today } from './days.js';
import { Loaded } from './faces.js';
import { Because } from './because.js';
import { Swatch } from './legend.js';
import { href, go } from './route.js';
import { lookOf } from './scale.js';
import { Twins } from './twins.js';
import { text } from './text.js';

const d = text.diff, MOST = 2000;

export function Diff({ route }) {
  const q = route.query, on = q.on ?? today(), fromOn = q.fromOn ?? addMonths(on, -12), basis = q.basis ?? 'inForce', [attempt, again] = useState(0);
  const given = {
    area: q.area, jurisdiction: q.jurisdiction, target: q.target, basis,
    on, fromOn, knownAt: instant(q.known), fromKnownAt: instant(q.fromKnown),
  };
  const swapped = given.fromKnownAt && given.knownAt && given.fromKnownAt > given.knownAt;
  const places = useLoad(() => catalogue(), [attempt]);
  const state = useLoad(signal => swapped ? null : getAll('/v1/diff', given, 'differences', { most: MOST, signal }), [JSON.stringify(given), attempt]);
  const ask = change => go(href('diff', { ...q, on, fromOn, basis, ...change }));
  const swap = () => ask({ known: q.fromKnown, fromKnown: q.known, on: fromOn, fromOn: on });
  // "Learned" holds the day, "the world" holds the knowledge.
  const presets = [
    ['world', d.worldHint, () => ask({ fromOn: addMonths(on, -12), fromKnown: q.known ?? null })],
    ['learned', d.learnedHint, () => ask({ fromOn: on, fromKnown: addMonths((q.known ?? today()).slice(0, 10), -12) })],
  ];
  return html`<section><header class="view-head"><h1>${d.title}</h1></header>
    ${places.value && html`<div class="choices">
      <${AreaChoice} known=${places.value} value=${q.area} all=${d.all} onChange=${area => ask({ area, target: null })} />
      <${TargetChoice} known=${places.value} targets=${[...new Set((state.value?.items ?? []).map(one => one.target).filter(Boolean))]} value=${q.target}
        all=${text.country.everybody} general=${false} onChange=${target => ask({ target })} />
      <${CountryChoice} known=${places.value} value=${q.jurisdiction} none=${d.everyone} onChange=${jurisdiction => ask({ jurisdiction })} />
      <${BasisChoice} value=${basis} onChange=${basis => ask({ basis })} />
    </div>`}
    <div class="moments">
      <${Moment} title=${d.from} on=${fromOn} known=${q.fromKnown} onDay=${fromOn => ask({ fromOn })} onKnown=${fromKnown => ask({ fromKnown })} />
      <${Moment} title=${d.to} on=${on} known=${q.known} onDay=${on => ask({ on })} onKnown=${known => ask({ known })} />
      <div class="presets" role="group" aria-label=${d.presets}>${presets.map(([name, hint, act]) => html`
        <button type="button" class="quiet" title=${hint} onClick=${act}>${d[name]}<small>${hint}</small></button>`)}</div>
    </div>
    ${swapped ? html`<p role="alert">${d.swap}${' '}<button type="button" class="quiet" onClick=${swap}>${d.swapButton}</button></p>`
      : html`<${Loaded} state=${places.error ? places : state} retry=${() => again(attempt + 1)}>
        ${found => html`<${Rows} found=${found} places=${places.value} />`}<//>`}
    <${Twins} data="/v1/diff" given=${given} name=${`diff-${fromOn}-${on}`} view="diff" />
  </section>`;
}

const Moment = ({ title, on, known, onDay, onKnown }) => html`<fieldset><legend>${title}</legend>
  <${DayInput} label=${text.world.valid} value=${on} onChange=${onDay} />
  <${InstantInput} label=${text.world.known} value=${known} onChange=${onKnown} /></fieldset>`;

function Rows({ found, places }) {
  if (!found || !places)
    return null;
  if (!found.items.length)
    return html`<p class="face">${d.nothing}</p>`;
  return html`${found.more && html`<p>${d.more}</p>`}<div class="scroll" tabindex="0" role="region" aria-label=${d.title}><table>
    <thead><tr>${d.columns.map(one => html`<th scope="col">${one}</th>`)}</tr></thead>
    <tbody>${found.items.map(row => html`<tr>
      <th scope="row"><a href=${href(`country/${row.jurisdiction}`)}>${placeName(places, row.jurisdiction)}</a></th>
      <td>${areaTitle(places, row.area)}${row.target ? html`<br /><small>${text.towards(placeName(places, row.target))}</small>` : ''}</td>
      <td>${['world', 'learned', 'recoded'].filter(kind => row[kind]).map(kind => html`<span class="badge badge-${kind}">${d.badge[kind]}</span>`)}</td>
      <${Value} stance=${row.before} places=${places} />
      <td><${Words} stance=${row.after} places=${places} />
        ${row.learned && row.world ? html`<br /><small>${d.between}: ${valueWords(row.between)}</small>` : ''}</td>
      <td><${Because} positions=${[...new Set([...row.learnedBy, ...row.worldBy])]} /></td></tr>`)}</tbody></table></div>`;
}

const Words = ({ stance, places }) => html`
  <${Swatch} look=${lookOf(stance, places.areas.get(stance.area))} /> ${valueWords(stance)}
  ${stance.certainty === 'possible' ? html` <small>${text.certainty.possible}</small>` : ''}`;
const Value = props => html`<td><${Words} ...${props} /></td>`;
