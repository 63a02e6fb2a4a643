// The public API, and nothing else. A key is kept for this tab alone.
import { observable } from './ui.js';
import { text } from './text.js';

const KEY = 'policyledger.key';

export const key = {
  get: () => sessionStorage.getItem(KEY),
  set: value => value ? sessionStorage.setItem(KEY, value) : sessionStorage.removeItem(KEY),
};

/** Raised when the server wants a key, or another. */
export const keyNeeded = observable(null);

/** What the server answered when it could not do what was asked, or why it could not be asked. */
class Failure extends Error {
  constructor(kind, problem) {
    super(problem.detail ?? problem.title ?? kind);
    Object.assign(this, { kind, problem, errors: problem.errors ?? [], status: problem.status });
  }
}

const KINDS = { 401: 'key', 403: 'key', 404: 'notFound', 429: 'tooMany' };

const headers = more => ({ ...(key.get() ? { Authorization: `Bearer ${key.get()}` } : {}), ...more });

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { ...options, headers: headers(options.headers) });
  } catch (error) {
    if (error.name === 'AbortError')
      throw error;
    throw new Failure('network', { detail: text.failure.network });
  }
  if (response.ok)
    return response;
  const problem = await response.json().catch(() => ({ status: response.status, detail: response.statusText }));
  const kind = KINDS[response.status] ?? 'problem';
  if (response.status === 401)
    keyNeeded.set(problem);
  throw new Failure(kind, problem);
}

/** A query string of what is given. */
export const query = given => {
  const pairs = Object.entries(given).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return pairs.length ? `?${new URLSearchParams(pairs)}` : '';
};

export const getJson = async (path, given = {}, signal) => (await ask(path + query(given), { signal })).json();
export const getText = async (path, given = {}, signal) => (await ask(path + query(given), { signal })).text();

/** All pages of a list, up to a number of items; `more` says whether there were others. */
export async function getAll(path, given, member, { most = 20000, signal } = {}) {
  let answer = await getJson(path, { limit: 1000, ...given }, signal);
  const items = [...answer[member]];
  while (answer.next && items.length < most) {
    answer = await (await ask(answer.next, { signal })).json();
    items.push(...answer[member]);
  }
  return { items, asked: answer.asked, more: Boolean(answer.next) };
}

export const post = async (path, body, more = {}) =>
  (await ask(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...more },
    body: body === undefined ? undefined : JSON.stringify(body),
  })).json();

/** Asks for many things, a few at a time: browsers open six connections. */
export async function each(items, work, signal, width = 6) {
  const queue = [...items.entries()];
  const results = new Array(items.length);
  await Promise.all(Array.from({ length: width }, async () => {
    for (let next = queue.shift(); next && !signal?.aborted; next = queue.shift())
      results[next[0]] = await work(next[1]);
  }));
  return results;
}
