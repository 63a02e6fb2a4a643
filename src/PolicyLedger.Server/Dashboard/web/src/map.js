// The map. It is built once; from then on only the classes of its shapes change.
import { element } from './svg.js';
import { WIDTH, HEIGHT, places } from './places.js';

export async function buildMap(box, { label, nameOf, onPick, onOpen }) {
  const { places: shapes, outline } = await places();
  const svg = element('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'graphics-document', 'aria-label': label, class: 'map' });
  element('path', { d: outline, class: 'sea' }, svg);
  const land = element('g', { class: 'lands' }, svg);
  const ring = element('path', { class: 'ring', d: '' });
  const drawn = [];
  const add = (place, name, attributes) => {
    const shape = element(name, { ...attributes, class: 'land unheard' }, land);
    if (place.code) {
      shape.dataset.code = place.code;
      drawn.push({ code: place.code, shape, look: 'unheard' });
    } else {
      shape.setAttribute('class', 'land unclaimed');
    }
    return shape;
  };
  const targets = new Map();
  for (const place of shapes) {
    const shape = add(place, 'path', { d: place.d });
    // A shape of two pixels can be neither seen nor hit.
    const dot = place.small && place.code ? add(place, 'circle', { cx: place.x.toFixed(1), cy: place.y.toFixed(1), r: 2.6 }) : null;
    if (place.code && !targets.has(place.code))
      targets.set(place.code, { ...place, name: nameOf(place.code) ?? place.name, shape: dot ?? shape, path: place.d });
  }
  for (const target of targets.values()) {
    target.shape.setAttribute('role', 'graphics-symbol');
    target.shape.setAttribute('aria-label', target.name);
    target.shape.setAttribute('tabindex', '-1');
  }
  svg.append(ring);
  const first = targets.get('USA') ?? targets.values().next().value;
  first?.shape.setAttribute('tabindex', '0');
  listen(svg, targets, ring, first, onPick, onOpen);
  box.replaceChildren(svg);
  return {
    codes: new Set(targets.keys()),
    /** Gives each country its look; what looks the same already is left alone. */
    paint(lookOf) {
      for (const one of drawn) {
        const look = lookOf(one.code);
        if (look !== one.look) {
          one.look = look;
          one.shape.setAttribute('class', `land ${look}`);
        }
      }
    },
    svg,
  };
}

function listen(svg, targets, ring, first, onPick, onOpen) {
  let roving = first;
  const pick = target => {
    ring.setAttribute('d', target ? target.path : '');
    onPick(target?.code ?? null);
  };
  const targetOf = event => targets.get(event.target.dataset?.code);
  svg.addEventListener('pointerover', event => targetOf(event) && pick(targetOf(event)));
  svg.addEventListener('click', event => targetOf(event) && onOpen(targetOf(event).code));
  svg.addEventListener('focusin', event => {
    const target = targetOf(event);
    if (!target)
      return;
    roving.shape.setAttribute('tabindex', '-1');
    roving = target;
    target.shape.setAttribute('tabindex', '0');
    pick(target);
  });
  svg.addEventListener('keydown', event => {
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (direction) {
      event.preventDefault();
      nearest(targets, roving, direction)?.shape.focus();
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onOpen(roving.code);
    }
  });
}

// The nearest one in a direction; what lies aside counts double.
function nearest(targets, from, [dx, dy]) {
  let best = null, least = Infinity;
  for (const target of targets.values()) {
    const along = (target.x - from.x) * dx + (target.y - from.y) * dy, aside = Math.abs((target.x - from.x) * dy) + Math.abs((target.y - from.y) * dx);
    const far = along + 2 * aside;
    if (along > 0.5 && far < least)
      [best, least] = [target, far];
  }
  return best;
}
