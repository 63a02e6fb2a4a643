// Beside which field a refusal is said: the one that it names, or the part around it.
import { FIELDS, editorOf } from './fields.js';

/** Every field and part that is shown, by its path. */
function shown(fields, values, path) {
  return fields.filter(field => !field.when || field.when(values)).flatMap(field => {
    const place = field.path ? path + field.path : path.replace(/\.$/, ''), value = values[field.name];
    const one = field.edited ? editorOf(values.field) : field;
    return one.item ? [place, ...(value ?? []).flatMap((row, index) => [`${place}[${index}]`, ...shown(one.item, row, `${place}[${index}].`)])] : [place];
  });
}

// A correction's fields are named as they stand in the record: changes.areas[0].value is in the change of areas.
function inChange(name, values) {
  const [, field, rest] = /^changes\.([A-Za-z]+)(.*)$/.exec(name) ?? [], index = (values.changes ?? []).findIndex(change => change.field === field);
  return index < 0 ? name : `changes[${index}].to${rest}`;
}

const covers = (place, name) => name === place || name.startsWith(`${place}.`) || name.startsWith(`${place}[`);

/** `{ beside: Map of path → rule, loose: errors that no field is named for }` */
export function placed(errors, command, values) {
  const places = shown(FIELDS[command], values, ''), beside = new Map(), loose = [];
  for (const error of errors) {
    const name = inChange(error.field, values);
    const place = places.filter(one => covers(one, name)).sort((a, b) => b.length - a.length)[0];
    if (place === undefined)
      loose.push(error);
    else
      beside.set(place, [beside.get(place), error.rule].filter(Boolean).join(' '));
  }
  return { beside, loose };
}
