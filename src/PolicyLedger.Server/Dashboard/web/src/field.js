// One field of a form, with what the server said of it beside it.
import { html } from './ui.js';
import { DIRECTIONS, MAGNITUDES } from './fields.js';
import { show } from './versions.js';
import { text } from './text.js';

const w = text.write;

/** @param form what all fields of a form share: `{ places, records, record, errors }` @param set changes the row that the field is in */
export function Field({ field, path, values, set, form }) {
  const place = field.path ? path + field.path : path.replace(/\.$/, ''), id = `field-${(path + field.name).replace(/[[\].]+/g, '-')}`;
  const error = form.errors.get(place), label = w.fields[field.label ?? field.name] ?? field.name;
  const hint = error ?? (field.hint ? w.hints[field.hint] : field.edtf ? w.edtf : field.required || field.always || field.reading ? '' : w.optional);
  const common = {
    id, name: place, value: values[field.name] ?? '', onInput: event => set({ [field.name]: event.target.value }), required: field.required,
    'aria-invalid': error ? 'true' : undefined, 'aria-describedby': `${id}-hint`,
  };
  const below = html`<small id="${id}-hint" class=${error ? 'field-error' : ''} role=${error ? 'alert' : undefined}>${hint}</small>`;
  if (field.several)
    return html`<fieldset class="field wide several"><legend>${label}</legend>
      <${Several} field=${field} values=${values} set=${set} id=${id} />${below}</fieldset>`;
  if (field.reading)
    return html`<div class="field wide"><strong class="label">${label}</strong><p class="reading" id=${id}>${show(values.from)}</p>${below}</div>`;
  return html`<div class="field ${field.wide || field.long ? 'wide' : ''}"><label for=${id}>${label}</label>
    <${Control} field=${field} common=${common} values=${values} set=${set} form=${form} />${below}</div>`;
}

export const option = (value, label) => html`<option value=${value}>${label}</option>`;
const none = html`<option value=""></option>`;

// Another area has other values.
const NO_VALUE = { value: '', magnitude: '', days: '', codebookVersion: undefined };

function Several({ field, values, set, id }) {
  const chosen = values[field.name] ?? [];
  const change = (one, on) => set({ [field.name]: field.several.filter(other => other === one ? on : chosen.includes(other)) });
  return field.several.map(one => html`<label><input type="checkbox" id="${id}-${one}" checked=${chosen.includes(one)}
    onChange=${event => change(one, event.target.checked)} /> ${text.cables.steps[one]}</label>`);
}

function Control({ field, common, values, set, form }) {
  const { places, records, record } = form;
  if (field.options)
    return html`<select ...${common}>${!field.always && none}${field.options.map(one => option(one, wordsOf(field, one)))}</select>`;
  if (field.area)
    return html`<select ...${common} onInput=${event => set({ ...NO_VALUE, area: event.target.value })}>${none}
      ${[...places.areas.values()].filter(area => field.area === true || area.kind === field.area)
        .map(area => option(area.area, `${area.codebook}: ${area.title}`))}</select>`;
  if (field.value)
    return html`<${Value} common=${common} values=${values} set=${set} area=${places.areas.get(values.area)} />`;
  if (field.country)
    return html`<select ...${common}><option value="">${field.none ? text.towardsEveryone : ''}</option>
      ${[...places.places.values()].sort((a, b) => a.name.localeCompare(b.name)).map(place => option(place.code, place.name))}</select>`;
  if (field.record)
    return html`<input ...${common} list="records" autocomplete="off" />
      <datalist id="records">${records.map(one => option(one.recordId, one.title ?? ''))}</datalist>`;
  if (field.entryOf)
    return html`<select ...${common}><option value="">${w.wholeRecord}</option>
      ${[...new Set([...record.entries, values.entry].filter(Boolean))].map(one => option(one, one))}</select>`;
  return field.long ? html`<textarea rows="3" ...${common}></textarea>`
    : html`<input type=${field.type ?? 'text'} placeholder=${field.placeholder ?? (field.edtf ? '2025-11' : '')} ...${common} />`;
}

function wordsOf(field, one) {
  if (field.words === 'direction' || field.words === 'basis')
    return text[field.words][one];
  if (field.words)
    return `${field.words === 'kind' ? '' : `${one}: `}${text.admiralty[field.words][one]}`;
  return w.choices[one] ?? one;
}

function Value({ common, values, set, area }) {
  const kind = area?.kind ?? 'direction';
  const options = kind === 'direction' ? DIRECTIONS.map(one => [one, text.direction[one]])
    : area.values.map(one => [one.value, kind === 'level' ? `${one.value} · ${one.label}` : one.label]);
  const enter = name => event => set({ [name]: event.target.value });
  return html`<select ...${common}>${none}${options.map(([value, label]) => option(value, label))}</select>
    ${kind === 'direction' && html`<select name="magnitude" aria-label=${w.fields.magnitude} value=${values.magnitude ?? ''} onInput=${enter('magnitude')}>
      <option value="">${w.fields.magnitude}: ${w.hints.magnitude}</option>${MAGNITUDES.map(one => option(one, text.magnitude[one]))}</select>`}
    ${kind === 'category' && area.values.find(one => one.value === values.value)?.days && html`<input name="days" type="number" min="1"
      aria-label=${w.fields.days} placeholder=${w.fields.days} value=${values.days ?? ''} onInput=${enter('days')} />`}`;
}
