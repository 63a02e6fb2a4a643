// The yardsticks, asked once: jurisdictions and policy areas.
import { getJson } from './api.js';
import { text } from './text.js';

let asked;

export function catalogue() {
  asked ??= Promise.all([getJson('/v1/jurisdictions'), getJson('/v1/areas')]).then(([places, areas]) => ({
    places: new Map(places.jurisdictions.map(place => [place.code, place])),
    areas: new Map(areas.areas.map(area => [area.area, area])),
  }));
  asked.catch(() => { asked = null; });
  return asked;
}

export const forget = () => { asked = null; };

export const placeName = (known, code) => known?.places.get(code)?.name ?? code ?? '';
export const areaTitle = (known, id) => known?.areas.get(id)?.title ?? id;

/** What a stance says, in words. */
export function valueWords(stance) {
  if (!stance || stance.status === 'notYetKnown')
    return text.status.notYetKnown;
  if (stance.status === 'unknown')
    return text.status.unknown;
  return claimWords(stance);
}

/** The same of a claim, which may be a coder's "no data". */
export function claimWords(claim) {
  if (claim.noData)
    return text.status.noData;
  if (claim.direction)
    return text.direction[claim.direction] + (claim.magnitude ? `, ${text.magnitude[claim.magnitude]}` : '');
  const label = claim.label ?? claim.category ?? '';
  return claim.level !== null && claim.level !== undefined ? `${claim.level} · ${label}` : label + (claim.days ? ` (${text.days(claim.days)})` : '');
}

/** `[2025-11-01..2025-11-30]` as its two bounds; a day as itself twice. */
export function bounds(written) {
  const range = written?.match(/^\[(.*)\.\.(.*)\]$/);
  return range ? [range[1] || null, range[2] || null] : [written ?? null, written ?? null];
}

export function boundWords(written) {
  const [earliest, latest] = bounds(written);
  if (!earliest && !latest)
    return text.bound.open;
  return earliest === latest ? earliest : text.bound.between(earliest, latest);
}
