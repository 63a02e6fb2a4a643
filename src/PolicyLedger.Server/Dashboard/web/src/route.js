// The address holds the whole state of the page, so that it can be sent to somebody and the back button works.
import { observable, useObservable } from './ui.js';

const EMBED = '/embed';

function read() {
  const { pathname, search } = window.location;
  const embedded = pathname === EMBED || pathname.startsWith(`${EMBED}/`);
  const path = (embedded ? pathname.slice(EMBED.length) : pathname).split('/').filter(Boolean).map(decodeURIComponent);
  return { view: path[0] ?? 'world', rest: path.slice(1).join('/'), query: Object.fromEntries(new URLSearchParams(search)), embedded };
}

export const route = observable(read());
export const useRoute = () => useObservable(route);

/** The address of a view; parameters that are null or empty are left out. */
export function href(view, query = {}, embedded = route.get().embedded) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const path = (embedded ? EMBED : '') + (view === 'world' ? '/world' : `/${view.split('/').map(encodeURIComponent).join('/')}`);
  // Colons and commas are legal in a query, and keep it legible.
  const text = new URLSearchParams(given).toString().replaceAll('%3A', ':').replaceAll('%2C', ',');
  return path + (text ? `?${text}` : '');
}

// What was to be noted of the view that is left is no address of the next.
let pending;

export function go(address, { replace = false } = {}) {
  clearTimeout(pending);
  if (address === window.location.pathname + window.location.search)
    return;
  window.history[replace ? 'replaceState' : 'pushState'](null, '', address);
  route.set(read());
}

/** Writes the address without telling the page, which is already there: for each step of a slider. */
export function note(address) {
  clearTimeout(pending);
  pending = setTimeout(() => window.history.replaceState(null, '', address), 250);
}

export function start() {
  window.addEventListener('popstate', () => { clearTimeout(pending); route.set(read()); });
  document.addEventListener('click', event => {
    const link = event.target.closest?.('a[href]');
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || link.target || link.hasAttribute('download'))
      return;
    const url = new URL(link.href);
    if (url.origin !== window.location.origin || !VIEWS.test(url.pathname) || (url.hash && url.pathname === window.location.pathname))
      return;
    event.preventDefault();
    go(url.pathname + url.search);
    document.getElementById('main')?.focus();
    window.scrollTo(0, 0);
  });
}

const VIEWS = /^(\/embed)?\/(world|country|record|diff|compare|cables|live|write)?(\/|$)/;
