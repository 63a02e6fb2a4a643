// Events as they are recorded, newest first. A connection that is lost goes on where it was.
import { html, useEffect, useLoad, useState } from './ui.js';
import { getAll, getJson } from './api.js';
import { catalogue, placeName } from './catalogue.js';
import { dateOf, kindOf } from './events.js';
import { Loaded, Empty } from './faces.js';
import { follow } from './live.js';
import { href } from './route.js';
import { Twins } from './twins.js';
import { text } from './text.js';

const l = text.live, SHOWN = 100, OF_COUNTRY = 'country-';

export function Feed() {
  const [attempt, again] = useState(0);
  const state = useLoad(async signal => {
    const { asked } = await getJson('/v1/events', { limit: 1 }, signal), after = Math.max(-1, asked.at - SHOWN);
    const { items } = await getAll('/v1/events', { at: asked.at, ...(after >= 0 ? { after } : {}) }, 'events', { signal });
    return { places: await catalogue(), items: items.toReversed(), at: asked.at };
  }, [attempt]);
  const reload = () => again(attempt + 1);
  return html`<section><${Loaded} state=${state} retry=${reload}>${value => html`<${Running} ...${value} reload=${reload} />`}<//></section>`;
}

function Running({ places, items, at, reload }) {
  const [fresh, setFresh] = useState([]), [connection, setConnection] = useState('connecting'), [paused, setPaused] = useState(false);
  const last = fresh[0]?.position ?? at;
  useEffect(() => {
    if (paused)
      return setConnection('paused');
    return follow('events', {
      after: last,
      onState: setConnection,
      onMessage: (type, data, position) => {
        if (type === 'event')
          setFresh(known => [{ ...eventOf(data.event), position, fresh: true }, ...known].slice(0, SHOWN));
        else if (type === 'resync')
          reload();
      },
    });
  }, [paused]);
  const all = [...fresh, ...items].slice(0, SHOWN);
  return html`<header class="view-head"><h1>${l.title}</h1><p class="choices">
      <span class="connection connection-${connection}" role="status"><span aria-hidden="true"></span>${l.state[connection]}</span>
      <button type="button" class="quiet" aria-pressed=${paused} onClick=${() => setPaused(!paused)}>${paused ? l.resume : l.pause}</button></p></header>
    ${all.length === 0 ? html`<${Empty} />` : html`<p><small>${l.recent}. ${l.waiting}</small></p>`}
    <ol class="feed" aria-live="polite" aria-relevant="additions">${all.map(one => html`<li key=${one.position} class=${one.fresh ? 'fresh' : ''}>
      <span class="feed-position">${one.position}</span><div><strong>${kindOf(one.type)}</strong>${' '}
        <${Stream} stream=${one.stream} places=${places} />
        ${one.recordId ? html` · <a href=${href(`record/${one.recordId}`)}>${one.text?.title ?? one.recordId}</a>` : ''}
        <small>${dateOf(one) ? `${dateOf(one)} · ` : ''}${text.record.recordedBy(one.recorder, one.recordedAt.slice(0, 19).replace('T', ' '))}</small></div></li>`)}</ol>
    <${Twins} data="/v1/events" given=${{ after: all.length ? Math.max(0, last - SHOWN) : undefined }} name="events" view="live" />`;
}

const Stream = ({ stream, places }) => {
  const country = stream.startsWith(OF_COUNTRY) ? stream.slice(OF_COUNTRY.length) : null;
  return country ? html`<a href=${href(`country/${country}`)}>${placeName(places, country)}</a>` : html`<code>${stream}</code>`;
};

// A CloudEvent in the members of the API's own events.
const eventOf = ({ data, ...event }) => ({
  type: event.type, stream: event.source.split('/').at(-1), recordId: event.subject ?? null, recorder: event.recorder,
  recordedAt: event.time, knownAt: event.knownat, facts: data.facts, text: data.text, textErased: data.textErased,
});
