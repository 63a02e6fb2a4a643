// Where the world view opens when the address does not say: at the area and basis of which the ledger says most.
import { getAll, getJson } from './api.js';

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
