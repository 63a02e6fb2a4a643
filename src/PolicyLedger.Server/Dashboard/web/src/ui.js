export { html, render } from 'htm/preact';
export { useState, useEffect, useMemo, useRef, useCallback, useLayoutEffect } from 'preact/hooks';
import { useEffect, useState } from 'preact/hooks';

/** What a promise gives: `{ value }`, `{ error }` or, while it is under way, the last value with `busy`. */
export function useLoad(load, dependencies) {
  const [state, set] = useState({ busy: true });
  useEffect(() => {
    let current = true;
    const stop = new AbortController();
    set(last => ({ value: last.value, busy: true }));
    Promise.resolve().then(() => load(stop.signal)).then(
      value => current && set({ value, busy: false }),
      error => current && error.name !== 'AbortError' && set({ error, busy: false }));
    return () => { current = false; stop.abort(); };
  }, dependencies);
  return state;
}

/** A value that others can watch. */
export function observable(value) {
  const watchers = new Set();
  return {
    get: () => value,
    set: next => { value = next; watchers.forEach(watch => watch(value)); },
    watch: watch => { watchers.add(watch); return () => watchers.delete(watch); },
  };
}

export function useObservable(source) {
  const [value, set] = useState(source.get());
  useEffect(() => { set(source.get()); return source.watch(set); }, [source]);
  return value;
}
