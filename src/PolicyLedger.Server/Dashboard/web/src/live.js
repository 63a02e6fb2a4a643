// The change feed. It goes on from where it was cut off; `head` is the last position that this page knows of.
import { observable } from './ui.js';
import { getJson, key, post } from './api.js';

const AGAIN = 2000, SILENCE = 40_000;

export const connection = observable('off');
export const head = observable(null);
/** Each change as it is told, for whoever wants more than the position. */
export const changes = observable(null);

/**
 * Follows a feed until it is stopped.
 * @param after the position to go on after; null begins now
 */
export function follow(feed, { after = null, onMessage, onState = () => {} }) {
  let source = null, stopped = false, timer = null, watch = null, last = after;
  const heard = () => {
    clearTimeout(watch);
    watch = setTimeout(again, SILENCE);
  };
  const again = () => {
    source?.close();
    clearTimeout(timer);
    clearTimeout(watch);
    if (!stopped) {
      onState('waiting');
      timer = setTimeout(connect, AGAIN);
    }
  };
  async function connect() {
    if (stopped)
      return;
    onState('connecting');
    const given = new URLSearchParams();
    if (last !== null)
      given.set('after', last);
    try {
      // EventSource sends no headers: a key is exchanged for a ticket of a minute.
      if (key.get())
        given.set('ticket', (await post('/v1/subscriptions/tickets')).ticket);
      else
        await getJson('/v1/events', { limit: 1 });
    } catch (error) {
      // Without a key there is nothing to try again.
      error.kind === 'key' ? onState('off') : again();
      return;
    }
    source = new EventSource(`/v1/subscriptions/${feed}?${given}`);
    source.onopen = () => { onState('live'); heard(); };
    // A browser would come again by itself, with a ticket that is no longer good.
    source.onerror = again;
    const on = (type, act) => source.addEventListener(type, event => { heard(); act(JSON.parse(event.data), event); });
    on('event', (data, event) => { last = Number(event.lastEventId); onMessage('event', data, last); });
    on('change', data => { last = data.position; onMessage('change', data, last); });
    on('caughtUp', data => { last = Math.max(last ?? -1, data.position); onMessage('caughtUp', data, last); });
    on('day', data => onMessage('day', data, last));
    on('resync', data => { last = data.end; onMessage('resync', data, last); again(); });
    on('dropped', again);
    on('stopping', again);
  }
  connect();
  return () => { stopped = true; source?.close(); clearTimeout(timer); clearTimeout(watch); onState('off'); };
}

let stop = null;

/** One connection serves the whole page. */
export function startLive() {
  stop?.();
  stop = follow('changes', {
    onState: connection.set,
    onMessage: (type, data, position) => {
      if (type === 'change')
        changes.set(data);
      if (type !== 'caughtUp' || position > (head.get() ?? -1))
        head.set(position);
    },
  });
}
