// Stances over time: a lane for each cell. In force is a thick bar, declared a thin one; a coder's assessment is outlined.
import { html, useEffect, useMemo, useRef, useState } from './ui.js';
import { scaleUtc, axisBottom, select } from 'd3';
import { bounds, boundWords, valueWords } from './catalogue.js';
import { toDate, today } from './days.js';
import { lookOf } from './scale.js';
import { Swatch } from './legend.js';
import { href } from './route.js';
import { text } from './text.js';

const LANE = 46, TOP = 4, AXIS = 24, MOST_BARS = 60;

/**
 * @param lanes `{ id, title, area, bases: { inForce: stretches, declared: stretches }, ticks: [day or [earliest, latest], …] }`
 * @param days `[first, last]` of the axis
 */
export function Lanes({ lanes, days, mark, label, onTick, picture }) {
  const box = useRef(), axis = useRef(), [width, setWidth] = useState(800), [picked, setPicked] = useState(null);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setWidth(Math.max(240, Math.floor(entry.contentRect.width))));
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  const x = useMemo(() => scaleUtc([toDate(days[0]), toDate(days[1])], [0, width]), [days[0], days[1], width]);
  const height = TOP + lanes.length * LANE + AXIS;
  useEffect(() => {
    select(axis.current).call(axisBottom(x).ticks(Math.max(2, Math.floor(width / 90))).tickFormat(isoTick(x)).tickSizeOuter(0));
  }, [x]);
  return html`<div class="lanes">
    <div class="lanes-titles" style=${{ paddingTop: `${TOP}px` }}>${lanes.map(lane => html`<div class="lane-title" style=${{ height: `${LANE}px` }}><strong>${lane.title}</strong><small>${lane.subtitle ?? ''}</small></div>`)}</div>
    <div class="lanes-box" ref=${box}>
      <svg ref=${picture} viewBox="0 0 ${width} ${height}" width=${width} height=${height} role="graphics-document" aria-label=${label} class="lanes-picture" data-left="230">
        ${lanes.map((lane, index) => html`<g key=${lane.id} transform="translate(0 ${TOP + index * LANE})">
          <text class="lane-label" x="-10" y="19" text-anchor="end" aria-hidden="true">${lane.title}</text>
          <line x1="0" x2=${width} y1=${LANE - 6} y2=${LANE - 6} class="lane-line" />
          <${Bars} stretches=${lane.bases.inForce} area=${lane.area} x=${x} y=${6} height=${16} basis="inForce" lane=${lane} onPick=${setPicked} />
          <${Bars} stretches=${lane.bases.declared} area=${lane.area} x=${x} y=${25} height=${6} basis="declared" lane=${lane} onPick=${setPicked} />
          <${Ticks} ticks=${lane.ticks ?? []} x=${x} y=${LANE - 12} onTick=${onTick} lane=${lane} />
        </g>`)}
        ${mark && html`<line x1=${x(toDate(mark))} x2=${x(toDate(mark))} y1="0" y2=${height - AXIS} class="day-mark" />`}
        <g ref=${axis} class="axis" transform="translate(0 ${height - AXIS + 2})"></g>
      </svg>
    </div>
    <${Picked} picked=${picked} />
  </div>`;
}

// Years as years, months and days in ISO.
const isoTick = x => {
  const [from, to] = x.domain(), years = (to - from) / 31_557_600_000;
  return date => date.toISOString().slice(0, years > 6 ? 4 : years > 0.5 ? 7 : 10);
};

const known = stretches => (stretches ?? []).filter(one => one.stance.status === 'known');

function Bars({ stretches, area, x, y, height, basis, lane, onPick }) {
  const shown = known(stretches), [, right] = x.range();
  const place = one => {
    const left = one.from === null ? 0 : Math.max(0, x(toDate(one.from))), end = one.until === null ? right : Math.min(right, x(toDate(one.until)));
    return [left, Math.max(end - left, 1.5)];
  };
  const visible = shown.filter(one => { const [left, wide] = place(one); return left < right && left + wide > 0; });
  if (visible.length > MOST_BARS)
    return html`<${Merged} stretches=${visible} place=${place} area=${area} y=${y} height=${height} basis=${basis} lane=${lane} onPick=${onPick} />`;
  return visible.map(one => {
    const [left, wide] = place(one), pick = () => onPick({ ...one, lane, basis }), rivals = one.stance.alternatives.length + one.stance.rivals.length;
    return html`<g class="bar-group">
      <rect x=${left} y=${y} width=${wide} height=${height} class="bar land ${lookOf(one.stance, area)} layer-${one.stance.layer}" mask=${fade(one)}
        tabindex="0" role="graphics-symbol" aria-label=${`${lane.title}, ${text.basis[basis]}, ${one.from ?? '…'} – ${one.until ?? '…'}: ${valueWords(one.stance)}${one.stance.certainty === 'possible' ? `, ${text.certainty.possible}` : ''}`}
        onFocus=${pick} onPointerEnter=${pick} onClick=${pick} />
      ${rivals > 0 && html`<path class="conflict" d="M${left + Math.min(wide / 2, 6)} ${y + 3}m-3.5-6h7l-3.5 5z" />`}
    </g>`;
  });
}

// Many bars: one shape for each look, so that a long history stays light; the pointer finds the one it is over.
function Merged({ stretches, place, area, y, height, basis, lane, onPick }) {
  const looks = new Map();
  for (const one of stretches) {
    const [left, wide] = place(one), look = `${lookOf(one.stance, area)} layer-${one.stance.layer}`;
    looks.set(look, (looks.get(look) ?? '') + `M${left.toFixed(1)} ${y}h${wide.toFixed(1)}v${height}h-${wide.toFixed(1)}z`);
  }
  const over = event => {
    const at = event.clientX - event.currentTarget.ownerSVGElement.getBoundingClientRect().left;
    const one = stretches.find(one => { const [left, wide] = place(one); return at >= left && at <= left + wide; });
    if (one)
      onPick({ ...one, lane, basis });
  };
  return html`<g onPointerMove=${over} role="img" aria-label=${`${lane.title}, ${text.basis[basis]}: ${stretches.length}`}>${[...looks].map(([look, d]) => html`<path class="bar land ${look}" d=${d} />`)}</g>`;
}

// A start or end that is known as a range of days is drawn as one.
function fade({ from, until, stance }) {
  if (stance.certainty !== 'possible')
    return undefined;
  const [earliest, latest] = bounds(stance.since);
  return earliest !== latest && (from ?? '') >= (earliest ?? '') && until !== null && until <= (latest ?? '') ? 'url(#fade-in)' : 'url(#fade-out)';
}

// One shape for all ticks of a lane; the nearest to the pointer is meant.
function Ticks({ ticks, x, y, onTick, lane }) {
  if (!ticks.length)
    return null;
  const at = ([from, to]) => (x(toDate(from)) + x(toDate(to))) / 2;
  const d = ticks.map(({ days: [from, to] }) => {
    const left = x(toDate(from)), right = x(toDate(to));
    return right - left < 3 ? `M${left.toFixed(1)} ${y}v9` : `M${left.toFixed(1)} ${y + 4.5}H${right.toFixed(1)}M${left.toFixed(1)} ${y + 2}v5M${right.toFixed(1)} ${y + 2}v5`;
  }).join('');
  const meant = event => {
    const here = event.clientX - event.currentTarget.ownerSVGElement.getBoundingClientRect().left;
    onTick?.(ticks.reduce((best, one) => Math.abs(at(one.days) - here) < Math.abs(at(best.days) - here) ? one : best), lane);
  };
  return html`<path class="ticks" d=${d} onClick=${meant}><title>${text.country.events}</title></path>`;
}

function Picked({ picked }) {
  if (!picked)
    return html`<p class="picked" role="status">${text.country.lanesHelp}</p>`;
  const { stance, lane, basis } = picked;
  return html`<div class="picked" role="status"><p>
    <${Swatch} look=${lookOf(stance, lane.area)} /> <strong>${valueWords(stance)}</strong> · ${lane.title} · ${text.basis[basis]} · ${picked.from ?? '…'} – ${picked.until ?? text.bound.ongoing}
    · ${text.certainty[stance.certainty]}, ${text.layer[stance.layer]} · ${text.world.since} ${boundWords(stance.since)} · <a href=${href(`record/${stance.recordId}`)}>${stance.recordId}</a></p>
    ${[...stance.alternatives, ...stance.rivals].length > 0 && html`<p><small>${text.country.conflict}: ${[...new Map([...stance.alternatives, ...stance.rivals].map(one => [one.recordId, one])).values()].map((one, index) => html`${index ? '; ' : ''}<a href=${href(`record/${one.recordId}`)}>${one.recordId}</a> ${claim(one)}`)}</small></p>`}
  </div>`;
}

const claim = one => `(${one.label ?? text.status.noData}, ${text.layer[one.layer]})`;

/** The days that lanes speak of, with some room; today is always in them. */
export function daysOf(lanes, room = 0.04) {
  const all = lanes.flatMap(lane => [...Object.values(lane.bases).flatMap(stretches => known(stretches).flatMap(one => [one.from, one.until])), ...(lane.ticks ?? []).flatMap(tick => tick.days)]).filter(Boolean).sort();
  const first = toDate(all[0] ?? `${new Date().getUTCFullYear() - 1}-01-01`).getTime(), last = Math.max(toDate(all.at(-1) ?? today()).getTime(), toDate(today()).getTime());
  const pad = Math.max((last - first) * room, 15 * 86_400_000);
  return [first - pad, last + pad].map(time => new Date(time).toISOString().slice(0, 10));
}
