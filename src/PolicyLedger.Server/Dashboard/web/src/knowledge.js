// The moments at which something became known about an area: the marks under the knowledge clock.
import { each, getText } from './api.js';

const ENOUGH = 80;

export async function knowledgeDays({ area, target, basis }, codes, signal) {
  const ask = code => getText(`/v1/timemaps/${code}/${encodeURIComponent(area)}`, { target, basis }, signal).catch(() => '');
  const maps = await each(codes.slice(0, ENOUGH), ask, signal);
  const days = new Set();
  for (const map of maps)
    for (const [, day] of (map ?? '').matchAll(/knownAt=(\d{4}-\d{2}-\d{2})/g))
      days.add(day);
  return [...days].sort();
}
