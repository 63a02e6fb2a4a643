// The events that explain a difference, by name.
import { html, useLoad } from './ui.js';
import { each, getJson } from './api.js';
import { kindOf } from './events.js';
import { href } from './route.js';
import { text } from './text.js';

const SHOWN = 4, known = new Map();

// What could not be had is asked for again the next time.
const event = position => {
  if (!known.has(position)) {
    const asked = getJson(`/v1/events/${position}`).then(answer => answer.event);
    asked.catch(() => known.delete(position));
    known.set(position, asked);
  }
  return known.get(position);
};

export function Because({ positions }) {
  const state = useLoad(() => each(positions.slice(0, SHOWN), event), [positions.join()]);
  if (!state.value)
    return html`${positions.map(position => text.diff.event(position)).join(', ')}`;
  const more = positions.length - SHOWN;
  return html`<ul class="because">
    ${state.value.map(one => html`<li>
      ${one.recordId ? html`<a href=${href(`record/${one.recordId}`)}>${one.text?.title ?? one.recordId}</a>` : one.stream}${' '}
      <small>${kindOf(one.type)}</small></li>`)}
    ${more > 0 && html`<li><small>+ ${more}</small></li>`}</ul>`;
}
