// One field of a form, with what the server said of it beside it.
import { html } from './ui.js';
import { DIRECTIONS, MAGNITUDES } from './commands.js';
import { text } from './text.js';

const w = text.write;

export function Field({ field, values, set, places, records, current, error }) {
  const id = `field-${field.name}`, value = values[field.name] ?? '', change = event => set({ [field.name]: field.check ? event.target.checked : event.target.value });
  const label = w.fields[field.name], hint = error ?? (field.hint ? w.hints[field.hint] : field.edtf ? w.edtf : field.required ? '' : w.optional);
  const common = { id, name: field.name, value, onInput: change, required: field.required, 'aria-invalid': error ? 'true' : undefined, 'aria-describedby': `${id}-hint` };
  if (field.check)
    return html`<div class="field"><label><input type="checkbox" id=${id} checked=${Boolean(value)} onChange=${change} /> ${label}</label><small id="${id}-hint"></small></div>`;
  return html`<div class="field ${field.wide || field.long ? 'wide' : ''}"><label for=${id}>${label}</label>${control(field, common, { values, set, places, records, current })}
    <small id="${id}-hint" class=${error ? 'field-error' : ''} role=${error ? 'alert' : undefined}>${hint}</small></div>`;
}

const option = (value, label) => html`<option value=${value}>${label}</option>`;

function control(field, common, { values, set, places, records, current }) {
  if (field.options)
    return html`<select ...${common}><option value=""></option>${field.options.map(one => option(one, wordsOf(field, one)))}</select>`;
  if (field.area)
    return html`<select ...${common} onInput=${event => set({ area: event.target.value, value: '', magnitude: '', days: '' })}><option value=""></option>${[...places.areas.values()].map(area => option(area.area, `${area.codebook}: ${area.title}`))}</select>`;
  if (field.value)
    return html`<${Value} common=${common} values=${values} set=${set} area=${places.areas.get(values.area)} />`;
  if (field.country)
    return html`<select ...${common}><option value=""></option>${[...places.places.values()].sort((a, b) => a.name.localeCompare(b.name)).map(place => option(place.code, place.name))}</select>`;
  if (field.record)
    return html`<input ...${common} list="records" /><datalist id="records">${records.map(one => option(one.recordId, one.title ?? ''))}</datalist>`;
  // The field's present value is put beside it, as a correction has to name it.
  if (field.fieldOf)
    return html`<select ...${common} onInput=${event => set({ field: event.target.value, from: written(current[event.target.value]) })}><option value=""></option>${Object.keys(current).map(name => option(name, name))}${values.field && !(values.field in current) ? option(values.field, values.field) : ''}</select>`;
  return field.long ? html`<textarea rows="3" ...${common}></textarea>` : html`<input type=${field.type ?? 'text'} placeholder=${field.placeholder ?? (field.edtf ? '2025-11' : '')} ...${common} />`;
}

export const written = value => value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);

const wordsOf = (field, one) => field.words === 'direction' ? text.direction[one] : field.words ? `${field.words === 'kind' ? '' : `${one}: `}${text.admiralty[field.words][one]}` : w.choices[one] ?? one;

function Value({ common, values, set, area }) {
  const kind = area?.kind ?? 'direction', options = kind === 'direction' ? DIRECTIONS.map(one => [one, text.direction[one]]) : area.values.map(one => [one.value, kind === 'level' ? `${one.value} · ${one.label}` : one.label]);
  return html`<select ...${common}><option value=""></option>${options.map(([value, label]) => option(value, label))}</select>
    ${kind === 'direction' && html`<select name="magnitude" aria-label=${w.fields.magnitude} value=${values.magnitude ?? ''} onInput=${event => set({ magnitude: event.target.value })}><option value="">${w.fields.magnitude}: ${w.hints.magnitude}</option>${MAGNITUDES.map(one => option(one, text.magnitude[one]))}</select>`}
    ${kind === 'category' && area.values.find(one => one.value === values.value)?.days && html`<input name="days" type="number" min="1" aria-label=${w.fields.days} placeholder=${w.fields.days} value=${values.days ?? ''} onInput=${event => set({ days: event.target.value })} />`}`;
}
