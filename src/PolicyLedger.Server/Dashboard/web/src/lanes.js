// Stances over time: a lane for each cell. In force is a thick bar, declared a thin one; a coder's assessment is outlined.
import { html, useEffect, useMemo, useRef, useState } from './ui.js';
import { scaleUtc, axisBottom, select } from 'd3';
import { Along } from './along.js';
import { Bars, known } from './bars.js';
import { boundWords, valueWords } from './catalogue.js';
import { toDate, today } from './days.js';
import { kindOf } from './events.js';
import { lookOf } from './scale.js';
import { Swatch } from './legend.js';
import { go, href } from './route.js';
import { text } from './text.js';

const LANE = 46, TOP = 4, AXIS = 24, MOST_BARS = 60, MOST_BARS_OF_ALL = 360, LEAST_BARS = 4;

/**
 * @param lanes `{ id, title, area, bases: { inForce: stretches, declared: stretches }, ticks: [{ event, days: [earliest, latest] }, …] }`
 * @param days `[first, last]` of the axis
 */
export function Lanes({ lanes, days, mark, label, onTick, picture }) {
  const box = useRef(), axis = useRef(), [width, setWidth] = useState(800), [picked, setPicked] = useState(null);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setWidth(Math.max(160, Math.floor(entry.contentRect.width))));
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  const x = useMemo(() => scaleUtc([toDate(days[0]), toDate(days[1])], [0, width]), [days[0], days[1], width]);
  const height = TOP + lanes.length * LANE + AXIS;
  // The more lanes, the fewer bars one by one: a picture stays light.
  const most = Math.max(LEAST_BARS, Math.min(MOST_BARS, Math.floor(MOST_BARS_OF_ALL / (2 * lanes.length))));
  useEffect(() => {
    select(axis.current).call(axisBottom(x).ticks(Math.max(2, Math.floor(width / 90))).tickFormat(isoTick(x)).tickSizeOuter(0));
  }, [x]);
  const given = lane => ({ area: lane.area, x, lane, onPick: setPicked, most });
  return html`<div class="lanes">
    <div class="lanes-titles" style=${{ paddingTop: `${TOP}px` }}>${lanes.map(lane => html`<div class="lane-title" style=${{ height: `${LANE}px` }}>
      <strong title=${lane.title}>${lane.title}</strong><small title=${lane.subtitle}>${lane.subtitle ?? ''}</small></div>`)}</div>
    <div class="lanes-box" ref=${box}>
      <svg ref=${picture} viewBox="0 0 ${width} ${height}" width=${width} height=${height} role="graphics-document" aria-label=${label}
        class="lanes-picture" data-left="230">
        ${lanes.map((lane, index) => html`<g key=${lane.id} transform="translate(0 ${TOP + index * LANE})">
          <text class="lane-label" x="-10" y="19" text-anchor="end" aria-hidden="true">${lane.title}</text>
          <line x1="0" x2=${width} y1=${LANE - 6} y2=${LANE - 6} class="lane-line" />
          <${Bars} ...${given(lane)} stretches=${lane.bases.inForce} y=${6} height=${16} basis="inForce" />
          <${Bars} ...${given(lane)} stretches=${lane.bases.declared} y=${25} height=${6} basis="declared" />
          <${Ticks} ticks=${lane.ticks ?? []} x=${x} y=${LANE - 12} onTick=${onTick} onPick=${setPicked} lane=${lane} />
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

// A date that is known as a range of days is drawn as one.
function Ticks({ ticks, x, y, onTick, onPick, lane }) {
  if (!ticks.length)
    return null;
  const sorted = ticks.toSorted((a, b) => a.days[0].localeCompare(b.days[0]) || a.event.position - b.event.position);
  const at = ({ days: [from, to] }) => (x(toDate(from)) + x(toDate(to))) / 2;
  const d = sorted.map(({ days: [from, to] }) => {
    const left = x(toDate(from)).toFixed(1), right = x(toDate(to)).toFixed(1);
    return right - left < 3 ? `M${left} ${y}v9` : `M${left} ${y + 4.5}H${right}M${left} ${y + 2}v5M${right} ${y + 2}v5`;
  }).join('');
  return html`<${Along} items=${sorted} at=${at} label=${`${lane.title}: ${text.country.events}`}
    words=${({ event, days }, index, count) => `${days[0]}: ${eventWords(event)} (${text.country.of(index, count)})`}
    onReach=${({ event }) => onPick({ event, lane })} onOpen=${({ event }) => go(href(`record/${event.recordId}`))} onClick=${tick => onTick?.(tick, lane)}
    cursor=${tick => html`<circle class="reached" cx=${at(tick)} cy=${y + 4.5} r="6" />`}>
    <rect x="0" y=${y - 1} width=${x.range()[1]} height="11" class="ticks-ground" /><path class="ticks" d=${d} /><//>`;
}

const eventWords = event => `${kindOf(event.type)}${event.text?.title ? `, ${event.text.title}` : ''}`;

function Picked({ picked }) {
  if (!picked)
    return html`<p class="picked" role="status">${text.country.lanesHelp}</p>`;
  if (picked.event)
    return html`<div class="picked" role="status"><p>${picked.lane.title} · ${eventWords(picked.event)} · ${linkTo(picked.event)}</p></div>`;
  const { stance, lane, basis } = picked, others = [...new Map([...stance.alternatives, ...stance.rivals].map(one => [one.recordId, one])).values()];
  return html`<div class="picked" role="status"><p>
    <${Swatch} look=${lookOf(stance, lane.area)} /> <strong>${valueWords(stance)}</strong> · ${lane.title} · ${text.basis[basis]}
    · ${picked.from ?? '…'} – ${picked.until ?? text.bound.ongoing} · ${text.certainty[stance.certainty]}, ${text.layer[stance.layer]}
    · ${text.world.since} ${boundWords(stance.since)} · ${linkTo(stance)}</p>
    ${others.length > 0 && html`<p><small>${text.country.conflict}:${' '}
      ${others.map((one, index) => html`${index ? '; ' : ''}${linkTo(one)} ${claim(one)}`)}</small></p>`}
  </div>`;
}

const linkTo = ({ recordId }) => html`<a href=${href(`record/${recordId}`)}>${recordId}</a>`;

const claim = one => `(${one.label ?? text.status.noData}, ${text.layer[one.layer]})`;

/** The days that lanes speak of, with some room; today is always in them. */
export function daysOf(lanes, room = 0.04) {
  const ofStances = lane => Object.values(lane.bases).flatMap(stretches => known(stretches).flatMap(one => [one.from, one.until]));
  const all = lanes.flatMap(lane => [...ofStances(lane), ...(lane.ticks ?? []).flatMap(tick => tick.days)]).filter(Boolean).sort();
  const first = toDate(all[0] ?? `${new Date().getUTCFullYear() - 1}-01-01`).getTime();
  const last = Math.max(toDate(all.at(-1) ?? today()).getTime(), toDate(today()).getTime());
  const pad = Math.max((last - first) * room, 15 * 86_400_000);
  return [first - pad, last + pad].map(time => new Date(time).toISOString().slice(0, 10));
}
