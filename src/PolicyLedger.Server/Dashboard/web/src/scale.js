// Which look a stance has. Levels, ordered categories, categories without an order and directions each have looks of their own.
import { text } from './text.js';

const STEPS = 8;

// Spread over the whole ramp, so that a scale of three uses its ends too.
const step = (index, count) => Math.round(count < 2 ? STEPS / 2 : (index * STEPS) / (count - 1));

export function lookOf(stance, area) {
  if (!stance || stance.status === 'notYetKnown')
    return 'unheard';
  if (stance.status === 'unknown' || stance.noData)
    return 'nodata';
  return valueLook(stance, area) + (stance.certainty === 'possible' ? ' possible' : '');
}

export function valueLook(claim, area) {
  if (claim.direction)
    return `dir-${claim.direction}${claim.magnitude ? ` mag-${claim.magnitude}` : ''}`;
  const values = area?.values ?? [];
  const current = claim.translated ?? claim;
  if (current.level !== null && current.level !== undefined)
    return `lev-${step(Math.max(0, values.findIndex(one => one.value === String(current.level))), values.length)}`;
  const index = values.findIndex(one => one.value === current.category);
  if (index < 0)
    return 'cat-other';
  return area.ordered ? `ord-${step(index, values.length)}` : `cat-${index % 8}`;
}

const placedLook = (area, index) => {
  if (area.kind === 'level')
    return `lev-${step(index, area.values.length)}`;
  return area.ordered ? `ord-${step(index, area.values.length)}` : `cat-${index % 8}`;
};

/** The legend of an area: its values, then the two kinds of not knowing. */
export function legendOf(area) {
  const values = (area?.values ?? []).map((one, index) => ({
    look: area.kind === 'direction' ? `dir-${one.value}` : placedLook(area, index),
    label: area.kind === 'direction' ? text.direction[one.value] : area.kind === 'level' ? `${one.value} · ${one.label}` : one.label,
    value: one.value,
  }));
  return [
    ...values,
    { look: 'nodata', label: text.status.unknown, hint: text.statusHint.unknown },
    { look: 'unheard', label: text.status.notYetKnown, hint: text.statusHint.notYetKnown },
  ];
}
