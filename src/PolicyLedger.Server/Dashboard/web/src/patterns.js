// Not knowing is told by pattern, not by colour alone: hatched where nothing is said, dotted where nothing was known yet.
import { element } from './svg.js';

/** Once for the page: every picture in it refers to them. */
export function definePatterns() {
  const svg = element('svg', { id: 'patterns', width: 0, height: 0, 'aria-hidden': 'true' }, document.body);
  const defs = element('defs', {}, svg);
  const hatch = element('pattern', { id: 'hatch', width: 5, height: 5, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' }, defs);
  element('rect', { width: 5, height: 5, class: 'hatch-ground' }, hatch);
  element('rect', { width: 1.6, height: 5, class: 'hatch-line' }, hatch);
  const dots = element('pattern', { id: 'dots', width: 6, height: 6, patternUnits: 'userSpaceOnUse' }, defs);
  element('rect', { width: 6, height: 6, class: 'dots-ground' }, dots);
  element('circle', { cx: 2, cy: 2, r: 0.75, class: 'dots-dot' }, dots);
  for (const [id, from, to] of [['fade-in', 0.15, 1], ['fade-out', 1, 0.15]]) {
    const gradient = element('linearGradient', { id: `${id}-shade` }, defs);
    element('stop', { offset: 0, 'stop-color': '#fff', 'stop-opacity': from }, gradient);
    element('stop', { offset: 1, 'stop-color': '#fff', 'stop-opacity': to }, gradient);
    const mask = element('mask', { id, maskContentUnits: 'objectBoundingBox' }, defs);
    element('rect', { width: 1, height: 1, fill: `url(#${id}-shade)` }, mask);
  }
}
