// The choices that views share: an area, a basis, a country.
import { html } from './ui.js';
import { placeName } from './catalogue.js';
import { isDay } from './days.js';
import { text } from './text.js';

export function AreaChoice({ known, value, onChange, all }) {
  const books = new Map();
  for (const area of known.areas.values())
    books.set(area.codebook, [...(books.get(area.codebook) ?? []), area]);
  return html`<label class="choice">${text.world.area}
    <select value=${value ?? ''} onChange=${event => onChange(event.target.value)}>
      ${all && html`<option value="">${all}</option>`}
      ${[...books].map(([book, areas]) => html`<optgroup label=${book}>
        ${areas.map(area => html`<option value=${area.area}>${area.title}</option>`)}</optgroup>`)}
    </select></label>`;
}

export function BasisChoice({ value, onChange }) {
  return html`<fieldset class="choice basis"><legend>${text.basis.label}</legend>
    ${['inForce', 'declared'].map(one => html`<label title=${text.basis[`${one}Hint`]}>
      <input type="radio" name="basis" checked=${value === one} onChange=${() => onChange(one)} /> ${text.basis[one]}</label>`)}
  </fieldset>`;
}

export function CountryChoice({ known, value, onChange, label = text.country.choose, none }) {
  return html`<label class="choice">${label}
    <select value=${value ?? ''} onChange=${event => onChange(event.target.value)}>
      ${none !== undefined && html`<option value="">${none}</option>`}
      ${[...known.places.values()].sort((a, b) => a.name.localeCompare(b.name)).map(place => html`<option value=${place.code}>${place.name}</option>`)}
    </select></label>`;
}

/** Towards whom; shown where the area is about anybody. `all` is what stands for every target together, where a view has that. */
export function TargetChoice({ known, targets, value, onChange, all, general = true }) {
  if (!targets.length && !value)
    return null;
  const codes = [...new Set([...targets, value].filter(one => one && one !== GENERAL))];
  const named = codes.map(code => [code, placeName(known, code)]).sort((a, b) => a[1].localeCompare(b[1]));
  return html`<label class="choice target">${text.world.target}<select value=${value ?? ''} onChange=${event => onChange(event.target.value)}>
    ${all && html`<option value="">${all}</option>`}
    ${general && html`<option value=${all ? GENERAL : ''}>${text.towardsEveryone}</option>`}
    ${named.map(([code, name]) => html`<option value=${code}>${name}</option>`)}
  </select></label>`;
}

/** Of many targets, none: the general stance. */
export const GENERAL = 'general';

export function InstantInput({ label, value, onChange }) {
  return html`<label class="choice">${label}
    <input type="text" value=${value ?? ''} placeholder=${text.now} inputmode="numeric" pattern="\\d{4}-\\d{2}-\\d{2}(T[0-9:.]+Z)?"
      onChange=${event => onChange(event.target.value.trim() || null)} /></label>`;
}

export function DayInput({ label, value, onChange }) {
  return html`<label class="choice">${label}
    <input class="day" type="text" inputmode="numeric" maxlength="10" pattern="\\d{4}-\\d{2}-\\d{2}" placeholder=${text.dayForm} value=${value}
      onChange=${event => isDay(event.target.value.trim()) ? onChange(event.target.value.trim()) : (event.target.value = value)} /></label>`;
}

/** A day of knowledge is read at its end; an instant as it is. */
export const instant = written => written && /^\d{4}-\d{2}-\d{2}$/.test(written) ? `${written}T23:59:59.999Z` : written;
