// The two clocks of the world view: the day in the world, and the time of knowledge.
import { html, useEffect, useMemo, useState } from './ui.js';
import { Clock } from './clock.js';
import { addMonths, today } from './days.js';
import { knowledgeDays } from './knowledge.js';
import { text } from './text.js';

const w = text.world;

/**
 * @param cell whose moments are marked: `{ area, basis, target }`
 * @param lastSaid whether the day shown is the one that the page chose to open at
 * @param step moves the clocks; `rest` when a hand is off them
 */
export function Clocks({ stage, cell, on, at, lastSaid, step, rest }) {
  const turns = useMemo(() => stage.turns, [stage.timelines]), learned = useLearned(stage, cell), now = today();
  return html`<div class="clocks">
    <${Clock} name="valid" label=${w.valid} hint=${lastSaid ? w.lastSaidHint : w.validHint} value=${on} marks=${turns}
      earliest=${addMonths(turns[0] ?? on, -1)} latest=${[turns.at(-1) ?? now, now].sort()[1]}
      nowLabel=${w.toToday} now=${on === now} onNow=${() => { step({ on: now }); rest(); }} onMove=${on => step({ on })} onRest=${rest} />
    <${Clock} name="known" label=${w.known} hint=${w.knownHint} value=${at} marks=${learned}
      earliest=${addMonths(learned[0] ?? addMonths(now, -1), -1)} latest=${now}
      nowLabel=${w.toNow} now=${at === null} onNow=${() => { step({ at: null }); rest(); }} onMove=${at => step({ at })} onRest=${rest} />
  </div>`;
}

// The days on which something became known: those of all countries whose course is there.
function useLearned(stage, cell) {
  const [days, setDays] = useState([]), codes = stage.timelines ? stage.codes.join() : '';
  useEffect(() => {
    const stop = new AbortController();
    if (codes)
      knowledgeDays(cell, codes.split(','), stop.signal).then(found => stop.signal.aborted || setDays(found), () => {});
    return () => stop.abort();
  }, [codes]);
  return days;
}
