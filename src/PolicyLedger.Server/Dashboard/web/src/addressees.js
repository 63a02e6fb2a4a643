import { placeName } from './catalogue.js';
import { text } from './text.js';

const c = text.cables;

/** To whom a cable speaks, in words. */
export function addresseeWords(who, places) {
  if (who.unidentified)
    return c.unidentified;
  if (who.class)
    return `${c.classOf(who.class)}, ${who.members?.length ? `${c.members}: ${who.members.map(code => placeName(places, code)).join(', ')}` : c.noMembers}`;
  return placeName(places, who.host);
}

/** The countries that a source names: nobody else is followed. */
export const namedBy = addressees => [...new Set(addressees.flatMap(who => who.host ? [who.host] : who.members ?? []))];
