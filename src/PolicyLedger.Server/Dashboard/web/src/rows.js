// The fields of a form, and its parts that may be there several times: areas, sources, addressees, asks, changes.
import { html } from './ui.js';
import { Field, option } from './field.js';
import { enteredOf } from './commands.js';
import { editorOf } from './fields.js';
import { text } from './text.js';

const w = text.write;

export function Fields({ fields, path, values, set, form }) {
  return fields.filter(field => !field.when || field.when(values)).map(field => {
    const one = field.edited ? editorOf(values.field) : field, given = { key: field.name, field: one, path, values, set, form };
    if (one.item)
      return html`<${Rows} ...${given} />`;
    if (one.fieldOf)
      return html`<${FieldOf} ...${given} />`;
    return html`<${Field} ...${given} />`;
  });
}

/** As many as are given, at least as many as are needed. */
export const rowsOf = (field, values) => {
  const given = values[field.name] ?? [];
  return given.length >= field.least ? given : [...given, ...Array.from({ length: field.least - given.length }, () => field.fresh)];
};

function Rows({ field, path, values, set, form }) {
  const place = path + field.path, given = rowsOf(field, values), words = w.parts[field.part ?? field.name], error = form.errors.get(place);
  const put = next => set({ [field.name]: next });
  const add = () => { put([...given, field.fresh]); focusLater(`${place}[${given.length}]`); };
  const drop = index => { put(given.filter((_, other) => other !== index)); focusLater(place); };
  return html`<fieldset class="part" data-part=${place} tabindex="-1"><legend>${words.title}</legend>
    ${error && html`<small class="field-error" role="alert">${error}</small>`}
    ${given.map((row, index) => html`<div class="part-row" key=${index} data-part="${place}[${index}]" role="group" aria-label=${w.nth(words.one, index + 1)}>
      ${form.errors.get(`${place}[${index}]`) && !covered(field) && html`
        <small class="field-error" role="alert">${form.errors.get(`${place}[${index}]`)}</small>`}
      <div class="fields"><${Fields} fields=${field.item} path="${place}[${index}]." values=${row} form=${form}
        set=${change => put(given.map((one, other) => other === index ? { ...one, ...change } : one))} /></div>
      ${!field.fixed && given.length > field.least && html`
        <button type="button" class="quiet drop" aria-label=${w.drop(words.one, index + 1)} onClick=${() => drop(index)}>×</button>`}
    </div>`)}
    ${!field.fixed && html`<button type="button" class="quiet add" onClick=${add}>${given.length ? words.another : words.first}</button>`}
  </fieldset>`;
}

// A row's own refusal stands at the field that has no path of its own, where there is one.
const covered = field => field.item.some(one => one.path === '');

const focusLater = place => setTimeout(() => {
  const part = document.querySelector(`[data-part="${place}"]`);
  (part?.querySelector('input, select, textarea') ?? part)?.focus();
}, 0);

// What stands there now is kept with the change: the server is told what was seen.
function FieldOf({ field, path, values, set, form }) {
  const { fields, openable } = form.record, names = [...new Set([...Object.keys(fields), ...openable, values.field].filter(Boolean))];
  const id = `field-${(path + field.name).replace(/[[\].]+/g, '-')}`, error = form.errors.get(path + field.path);
  const choose = name => set({ field: name, from: fields[name], to: enteredOf(name, fields[name]) });
  const stale = values.field && JSON.stringify(values.from) !== JSON.stringify(fields[values.field]) && values.field in fields;
  return html`<div class="field"><label for=${id}>${w.fields.field}</label>
    <select id=${id} required value=${values.field ?? ''} aria-invalid=${error ? 'true' : undefined} aria-describedby="${id}-hint"
      onInput=${event => choose(event.target.value)}>
      <option value=""></option>${names.map(name => option(name, w.stored[name] ?? name))}</select>
    <small id="${id}-hint" class=${error ? 'field-error' : ''} role=${error ? 'alert' : undefined}>${error ?? ''}
      ${stale && html`${w.stale} <button type="button" class="link" onClick=${() => choose(values.field)}>${w.takeNow}</button>`}</small></div>`;
}
