// What an area's stances are: of one day by one question, and of all days by a timeline for each country, so that moving
// through the days asks nothing. Answers that are pinned to a position never change, so they are kept.
import { each, getAll, getJson } from './api.js';

const KEPT = 60;
const snapshots = new Map(), courses = new Map();

function keep(map, name, make) {
  const found = map.get(name) ?? make();
  map.delete(name);
  map.set(name, found);
  found.catch(() => map.delete(name));
  if (map.size > KEPT)
    map.delete(map.keys().next().value);
  return found;
}

const nameOf = (...parts) => parts.join('|');

/** Stances of a day by jurisdiction: of the target where it has one, else general. */
export function snapshot({ area, target, basis, on, knownAt, at }, signal) {
  const ask = async () => {
    const { items, asked } = await getAll('/v1/stances', { area, basis, on, knownAt, at }, 'stances', { signal });
    return { asked, stances: forTarget(items, target), targets: [...new Set(items.map(one => one.target).filter(Boolean))].sort() };
  };
  return at === undefined ? ask() : keep(snapshots, nameOf(area, target, basis, on, knownAt, at), ask);
}

function forTarget(items, target) {
  const found = new Map();
  for (const one of items) {
    const before = found.get(one.jurisdiction);
    if (one.target === null && (!before || before.status !== 'known'))
      found.set(one.jurisdiction, target ? { ...one, fromGeneral: true } : one);
    else if (target && one.target === target && (one.status === 'known' || !before))
      found.set(one.jurisdiction, one);
  }
  return found;
}

/** The timelines of some jurisdictions. */
export function course({ area, target, basis, knownAt, at }, codes, signal) {
  return keep(courses, nameOf(area, target, basis, knownAt, at, codes.join()), async () =>
    new Map(await each(codes, async code => [code, await stretches({ code, area, target, basis, knownAt, at }, signal)], signal)));
}

export const stretches = async ({ code, area, target, basis, knownAt, at }, signal) =>
  (await getJson(`/v1/timeline/${code}/${encodeURIComponent(area)}`, { target, basis, knownAt, at }, signal)).stretches;

/** The stance of a day in a timeline; days are compared as text, as ISO dates can be. */
export function stanceOn(timeline, day) {
  let low = 0, high = timeline.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1, one = timeline[middle];
    if (one.from !== null && day < one.from)
      high = middle - 1;
    else if (one.until !== null && day >= one.until)
      low = middle + 1;
    else
      return one.stance;
  }
  return SILENT;
}

const SILENT = { status: 'unknown' };
