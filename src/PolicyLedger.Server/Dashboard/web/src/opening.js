// Where and when the world view opens where the address does not say: at the area and basis of which the ledger says most, on a
// day of which it says something.
import { getAll, getJson } from './api.js';
import { course, snapshot } from './course.js';
import { dayBefore, today } from './days.js';

/** In an address: whichever day it is. */
export const TODAY = 'today';

/** An area and basis; null where nothing is recorded. */
export async function whereToOpen(given) {
  const { items } = await getAll('/v1/changes', {}, 'changes', { most: 3000 });
  const votes = new Map();
  for (const change of items) {
    if ((given.area && change.area !== given.area) || (given.basis && change.basis !== given.basis))
      continue;
    const name = `${change.area}|${change.basis}`;
    votes.set(name, (votes.get(name) ?? 0) + 1);
  }
  const best = [...votes].sort((a, b) => b[1] - a[1])[0]?.[0];
  if (!best && !given.area) {
    const { events } = await getJson('/v1/events', { limit: 1 });
    return events.length ? { area: 'migration:asylum', basis: given.basis ?? 'inForce' } : null;
  }
  const [area, basis] = best?.split('|') ?? [given.area, 'inForce'];
  return { area: given.area ?? area, basis: given.basis ?? basis };
}

const says = stance => stance.status === 'known' && !stance.noData;

/** Today where the area says something of it; else the last day before of which it does. */
export async function whenToOpen(question) {
  const now = today(), { stances, asked } = await snapshot({ ...question, on: now });
  if ([...stances.values()].some(says))
    return TODAY;
  // The same courses as the map moves by: they are asked for once.
  const courses = await course({ ...question, at: asked.at }, [...stances.keys()]);
  const ends = [...courses.values()].flat().filter(one => says(one.stance) && one.until !== null && one.until <= now).map(one => one.until).sort();
  return ends.length ? dayBefore(ends.at(-1)) : TODAY;
}
