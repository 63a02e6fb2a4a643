// The stances of a lane as bars: one by one while they are few, as one shape for each look when they are many.
import { html } from './ui.js';
import { Along } from './along.js';
import { bounds, valueWords } from './catalogue.js';
import { toDate } from './days.js';
import { lookOf } from './scale.js';
import { go, href } from './route.js';
import { text } from './text.js';

export const known = stretches => (stretches ?? []).filter(one => one.stance.status === 'known');

const openRecord = one => go(href(`record/${one.stance.recordId}`));

// A conflict is marked on top of a bar's beginning.
const conflictAt = (left, wide, y) => `M${(left + Math.min(wide / 2, 6)).toFixed(1)} ${y + 3}m-3.5-6h7l-3.5 5z`;
const conflicts = one => one.stance.alternatives.length + one.stance.rivals.length > 0;

/** @param most how many bars there may be one by one */
export function Bars({ stretches, area, x, y, height, basis, lane, onPick, most }) {
  const [, right] = x.range();
  const place = one => {
    const left = one.from === null ? 0 : Math.max(0, x(toDate(one.from))), end = one.until === null ? right : Math.min(right, x(toDate(one.until)));
    return [left, Math.max(end - left, 1.5)];
  };
  const visible = known(stretches).filter(one => { const [left, wide] = place(one); return left < right && left + wide > 0; });
  const certainty = one => one.stance.certainty === 'possible' ? `, ${text.certainty.possible}` : '';
  const words = one => `${one.from ?? '…'} – ${one.until ?? '…'}: ${valueWords(one.stance)}${certainty(one)}`;
  const label = `${lane.title}, ${text.basis[basis]}`;
  const given = { stretches: visible, area, place, y, height, label, words, pick: one => onPick({ ...one, lane, basis }) };
  return visible.length > most ? html`<${Merged} ...${given} />` : visible.map(one => html`<${Bar} one=${one} ...${given} />`);
}

function Bar({ one, area, place, y, height, label, words, pick }) {
  const [left, wide] = place(one), vague = vagueEnd(one), reach = () => pick(one);
  const look = `bar land ${lookOf(one.stance, area)} layer-${one.stance.layer}`;
  return html`<rect x=${left} y=${y} width=${wide} height=${height} class=${look} mask=${vague && `url(#fade-${vague})`}
      tabindex="0" role="graphics-symbol" aria-label=${`${label}, ${words(one)}`} onFocus=${reach} onPointerEnter=${reach} onClick=${reach}
      onKeyDown=${event => event.key === 'Enter' && openRecord(one)} />
    ${conflicts(one) && html`<path class="conflict" d=${conflictAt(left, wide, y)} />`}`;
}

function Merged({ stretches, area, place, y, height, label, words, pick }) {
  const looks = new Map();
  let marks = '', ends = '';
  for (const one of stretches) {
    const [left, wide] = place(one), look = `${lookOf(one.stance, area)} layer-${one.stance.layer}`, vague = vagueEnd(one);
    looks.set(look, (looks.get(look) ?? '') + `M${left.toFixed(1)} ${y}h${wide.toFixed(1)}v${height}h-${wide.toFixed(1)}z`);
    marks += conflicts(one) ? conflictAt(left, wide, y) : '';
    ends += vague ? wave(vague === 'in' ? left : left + wide, y, height) : '';
  }
  const cursor = one => {
    const [left, wide] = place(one);
    return html`<rect class="reached" x=${left - 1} y=${y - 1} width=${wide + 2} height=${height + 2} />`;
  };
  const middle = one => { const [left, wide] = place(one); return left + wide / 2; };
  return html`<${Along} items=${stretches} at=${middle} label=${label}
    words=${(one, index, count) => `${words(one)}${conflicts(one) ? `, ${text.country.conflict}` : ''} (${text.country.of(index, count)})`}
    onReach=${pick} onOpen=${openRecord} onClick=${pick} cursor=${cursor}>
    ${[...looks].map(([look, d]) => html`<path class="bar land ${look}" d=${d} />`)}
    ${ends && html`<path class="vague" d=${ends} />`}${marks && html`<path class="conflict" d=${marks} />`}<//>`;
}

// An imprecise end among many bars: a wavy line, where a single bar fades.
const wave = (x, y, height) => `M${x.toFixed(1)} ${y}q2.5 ${height / 4} 0 ${height / 2}t0 ${height / 2}`;

/** Which end is known as a range of days alone: `in`, `out`, or null. */
function vagueEnd({ from, until, stance }) {
  if (stance.certainty !== 'possible')
    return undefined;
  const [earliest, latest] = bounds(stance.since);
  return earliest !== latest && (from ?? '') >= (earliest ?? '') && until !== null && until <= (latest ?? '') ? 'in' : 'out';
}
