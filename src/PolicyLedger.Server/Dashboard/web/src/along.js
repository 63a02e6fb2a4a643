// Many marks as one stop of the Tab key: arrow keys go along them, Enter opens the one that is reached. However many, it is one shape.
import { html, useState } from './ui.js';

const FAR = 10;

/**
 * @param items in the order of their days; `at` gives an item's place on the axis, `words` what is said of it
 * @param onReach told of the item that a key or the pointer is at; `onOpen` of the one that Enter opens
 * @param cursor draws what shows the item that is reached
 */
export function Along({ items, at, words, label, onReach, onOpen, onClick, cursor, children }) {
  const [index, setIndex] = useState(0), [focused, setFocused] = useState(false), now = Math.min(index, items.length - 1);
  const reach = next => {
    const clamped = Math.max(0, Math.min(items.length - 1, next));
    setIndex(clamped);
    onReach(items[clamped]);
  };
  const onKey = event => {
    const to = {
      ArrowRight: now + 1, ArrowDown: now + 1, ArrowLeft: now - 1, ArrowUp: now - 1,
      PageDown: now + FAR, PageUp: now - FAR, Home: 0, End: items.length - 1,
    }[event.key];
    if (event.key === 'Enter' || event.key === ' ')
      onOpen(items[now]);
    else if (to === undefined)
      return;
    else
      reach(to);
    event.preventDefault();
  };
  const under = event => {
    const here = event.clientX - event.currentTarget.ownerSVGElement.getBoundingClientRect().left;
    return items.reduce((best, one, place) => Math.abs(at(one) - here) < Math.abs(at(items[best]) - here) ? place : best, 0);
  };
  return html`<g class="along" tabindex="0" role="slider" aria-label=${label} aria-valuemin="1" aria-valuemax=${items.length} aria-valuenow=${now + 1}
      aria-valuetext=${words(items[now], now + 1, items.length)} onKeyDown=${onKey}
      onFocus=${() => { setFocused(true); onReach(items[now]); }} onBlur=${() => setFocused(false)}
      onPointerMove=${event => reach(under(event))} onClick=${event => onClick?.(items[under(event)])}>
    ${children}${focused && cursor(items[now])}</g>`;
}
