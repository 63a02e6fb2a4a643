// What the ledger answers for one country, in words: the card beside the map.
import { html, useEffect, useState } from './ui.js';
import { getJson } from './api.js';
import { boundWords, placeName, valueWords } from './catalogue.js';
import { sourceWords } from './sources.js';
import { lookOf } from './scale.js';
import { Swatch } from './legend.js';
import { href } from './route.js';
import { text } from './text.js';

const RESTED = 150;

/** Every line is always there, so that a step of the clock changes words only. */
export function Readout({ known, area, code, stance, target }) {
  const sources = useSources(stance?.recordId);
  const w = text.world, held = stance?.status === 'known';
  return html`<aside class="readout" aria-live="polite" aria-atomic="true">
    <h2>${code ? placeName(known, code) : ' '}${target && code ? html` <small>${text.towards(placeName(known, target))}</small>` : ''}</h2>
    <p class="readout-value"><${Swatch} look=${code ? lookOf(stance, area) : 'unheard'} /><span>${code ? valueWords(stance) : w.pick}</span></p>
    <dl>
      <dt>${w.columns[2]}</dt><dd>${held ? `${text.certainty[stance.certainty]}, ${text.layer[stance.layer]}` : '—'}</dd>
      <dt>${w.since}</dt><dd>${held ? boundWords(stance.since) : '—'}</dd>
      <dt>${w.ends}</dt><dd>${held ? (stance.until ? boundWords(stance.until) : stance.endUnknown ? text.bound.unknownEnd : text.bound.ongoing) : '—'}</dd>
      <dt>${w.rests}</dt><dd><a href=${held ? href(`record/${stance.recordId}`) : undefined}>${held ? stance.recordId : '—'}</a></dd>
      <dt>${w.according}</dt><dd>${sources ?? '—'}</dd>
    </dl>
    <p class="readout-note">${stance?.fromGeneral ? text.fromGeneral : stance?.alternatives?.length ? text.country.conflict : ' '}</p>
  </aside>`;
}

const found = new Map();

// After a moment: a pointer on its way over the map asks nothing.
function useSources(record) {
  const [words, set] = useState(null);
  useEffect(() => {
    set(found.get(record) ?? null);
    if (!record || found.has(record))
      return undefined;
    const timer = setTimeout(async () => {
      try {
        const answer = await getJson(`/v1/records/${encodeURIComponent(record)}`);
        found.set(record, sourceWords(answer.record.opening) || text.world.unverified);
        set(found.get(record));
      } catch {
        set(null);
      }
    }, RESTED);
    return () => clearTimeout(timer);
  }, [record]);
  return words;
}
