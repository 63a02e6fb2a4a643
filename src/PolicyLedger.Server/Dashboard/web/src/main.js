// The page around the views.
import { html, render, useEffect, useObservable, useState } from './ui.js';
import { KeyButton } from './access.js';
import { Failed, Loading } from './faces.js';
import { connection, startLive } from './live.js';
import { href, start, useRoute } from './route.js';
import { text } from './text.js';
import { definePatterns } from './patterns.js';
import { World } from './world.js';

// The first view comes with the page, the others when they are opened.
const VIEWS = {
  world: async () => World,
  country: async () => (await import('./country.js')).Country,
  record: async () => (await import('./record.js')).Record,
  diff: async () => (await import('./diff.js')).Diff,
  compare: async () => (await import('./compare.js')).Compare,
  cables: async () => (await import('./cables.js')).Cables,
  live: async () => (await import('./feed.js')).Feed,
  write: async () => (await import('./write.js')).Write,
};

const NAMED = ['world', 'country', 'compare', 'diff', 'cables', 'live', 'write'];

const titleOf = view => text.nav[view] ?? text.nav.record;

function App() {
  const route = useRoute(), [views, setViews] = useState({ world: World }), [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const again = () => { setAttempt(count => count + 1); startLive(); };
    window.addEventListener('policyledger:key', again);
    return () => window.removeEventListener('policyledger:key', again);
  }, []);
  useEffect(() => {
    const load = VIEWS[route.view];
    document.title = `${titleOf(route.view)} · ${text.product}`;
    const have = view => setViews(known => ({ ...known, [route.view]: view }));
    // Its files come from the server too.
    const Unreached = () => html`<h1 class="sr">${titleOf(route.view)}</h1>
      <${Failed} error=${{ kind: 'network' }} retry=${() => setAttempt(count => count + 1)} />`;
    load?.().then(have, () => have(Unreached));
  }, [route.view, attempt]);
  const View = VIEWS[route.view] ? views[route.view] : () => html`<${Failed} error=${{ kind: 'notFound', message: text.faces.notFound.body }} />`;
  // What was loaded for one country or record is no answer for the next: another one is another view.
  const main = html`<main id="main" tabindex="-1" class="view view-${route.view}">
    ${View ? html`<${View} route=${route} key=${`${route.view}/${route.rest} ${attempt}`} />` : html`<${Loading} />`}</main>`;
  if (route.embedded)
    return html`<div class="embedded">${main}</div>`;
  return html`<a class="skip" href="#main">${text.skip}</a>
    <header class="top"><a class="brand" href=${href('world')}><${Mark} />${text.product}</a>
      <nav aria-label=${text.product}><ul>${NAMED.map(view => html`<li>
        <a href=${href(view)} aria-current=${route.view === view ? 'page' : undefined}>${text.nav[view]}</a></li>`)}</ul></nav>
      <div class="top-end"><${Connection} /><${KeyButton} /></div>
    </header>
    ${main}
    <footer class="foot"><p>${text.neutral}</p><p><a href="/docs/">${text.nav.docs}</a> · <a href="/assets/licenses.txt">${text.licences}</a></p></footer>`;
}

const Mark = () => html`<svg viewBox="0 0 16 16" aria-hidden="true">
  <rect x="1" y="3" width="14" height="3" rx="1" class="mark-valid" />
  <rect x="1" y="9" width="9" height="3" rx="1" class="mark-known" />
</svg>`;

function Connection() {
  const state = useObservable(connection);
  return html`<span role="status"><a class="connection connection-${state}" href=${href('live')}>
    <span aria-hidden="true"></span>${text.live.state[state]}</a></span>`;
}

start();
startLive();
const box = document.getElementById('app');
definePatterns();
box.replaceChildren();
render(html`<${App} />`, box);
