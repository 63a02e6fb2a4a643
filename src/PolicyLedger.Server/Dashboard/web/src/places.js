// The map's shapes, each with the jurisdiction that the ledger knows it by. Loaded once.
import { geoEqualEarth, geoPath } from 'd3';
import { feature } from 'topojson-client';
import countries from 'i18n-iso-countries';
import { text } from './text.js';
import atlas from 'world-atlas/countries-50m.json';

export const WIDTH = 960, HEIGHT = 470;

// The map gives these no number; of those that it names, the ledger knows one.
const NAMED = { Kosovo: 'XKX' };

// Nobody governs it, and it would take a fifth of the picture.
const LEFT_OUT = 'Antarctica';

const SMALL = 14;

let loaded;

export function places() {
  loaded ??= load();
  loaded.catch(() => { loaded = null; });
  return loaded;
}

async function load() {
  const response = await fetch(atlas);
  if (!response.ok)
    throw new Error(text.failure.map(response.status));
  const map = await response.json();
  const shapes = feature(map, map.objects.countries).features.filter(one => one.properties.name !== LEFT_OUT);
  const projection = geoEqualEarth().fitExtent([[2, 2], [WIDTH - 2, HEIGHT - 2]], { type: 'FeatureCollection', features: shapes });
  const path = geoPath(projection).digits(1);
  return {
    outline: path({ type: 'Sphere' }),
    places: shapes.map(shape => {
      const [x, y] = path.centroid(shape);
      return { code: codeOf(shape), name: shape.properties.name, d: path(shape), x, y, small: path.area(shape) < SMALL };
    }).filter(place => place.d),
  };
}

const codeOf = shape => (shape.id ? countries.numericToAlpha3(shape.id) : undefined) ?? NAMED[shape.properties.name] ?? null;
