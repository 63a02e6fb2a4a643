// A slider over days, with its exact date, step keys and, where asked for, play.
import { html, useEffect, useLayoutEffect, useRef, useState } from './ui.js';
import { addMonths, isDay, toIso, toNumber } from './days.js';
import { text } from './text.js';

const PLAYED_STEPS = 360, BETWEEN_STEPS = 60;

/**
 * @param value a day, or null for now (then `latest` is shown)
 * @param now whether the button for now, or today, is where it leads to already
 * @param onMove called with each step; `onRest` when the hand is off, for the address
 * @param marks days to be marked under the slider
 */
export function Clock({ name, label, hint, value, earliest, latest, marks = [], nowLabel, now, onNow, onMove, onRest }) {
  const [playing, setPlaying] = useState(false);
  const range = useRef(), date = useRef(), typing = useRef(false);
  const shown = value ?? latest, [least, most] = useReach(earliest, latest, shown);
  // Not bound: while it is dragged the hand leads, and the page follows. At once, or a step would begin at a day of before.
  useLayoutEffect(() => {
    range.current.value = toNumber(shown);
    if (!typing.current)
      date.current.value = shown;
  }, [shown, least, most]);

  const move = (day, rest) => {
    range.current.value = toNumber(day);
    date.current.value = day;
    range.current.setAttribute('aria-valuetext', day);
    onMove(day);
    if (rest)
      onRest(day);
  };
  const current = () => toIso(Number(range.current.value));
  const step = (day, rest) => move(toIso(Math.min(most, Math.max(least, toNumber(day)))), rest);
  const stepBy = days => step(toIso(Number(range.current.value) + days), true);
  // What is asked for exactly is kept, however far it is from what is known of yet: the slider grows to hold it.
  const enter = event => {
    const day = event.target.value.trim();
    typing.current = false;
    if (!isDay(day)) {
      event.target.value = shown;
      return;
    }
    range.current.min = Math.min(least, toNumber(day));
    range.current.max = Math.max(most, toNumber(day));
    move(day, true);
  };
  const onKey = event => {
    const sign = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (sign && event.shiftKey) {
      event.preventDefault();
      step(addMonths(current(), sign), true);
    }
  };
  useEffect(() => {
    if (!playing)
      return undefined;
    const stride = Math.max(1, Math.ceil((most - least) / PLAYED_STEPS));
    if (Number(range.current.value) >= most)
      step(toIso(least), false);
    const timer = setInterval(() => {
      const next = Number(range.current.value) + stride;
      step(toIso(next), next >= most);
      if (next >= most)
        setPlaying(false);
    }, BETWEEN_STEPS);
    return () => { clearInterval(timer); onRest(current()); };
  }, [playing]);

  const id = `clock-${name}`, named = word => `${label}: ${word}`;
  return html`<div class="clock clock-${name}">
    <div class="clock-head">
      <label for=${id}><strong>${label}</strong><small>${hint}</small></label>
      <input class="day" type="text" inputmode="numeric" maxlength="10" pattern="\\d{4}-\\d{2}-\\d{2}" placeholder=${text.dayForm} ref=${date}
        aria-label=${named(text.world.exact)} onInput=${() => { typing.current = true; }} onChange=${enter}
        onBlur=${() => { typing.current = false; date.current.value = current(); }} />
    </div>
    <div class="clock-row">
      <div class="clock-steps" role="group" aria-label=${label}>
        <button type="button" class="quiet" aria-label=${named(text.world.earlier)} onClick=${() => stepBy(-1)}>‹</button>
        <button type="button" class="quiet" aria-label=${named(playing ? text.world.pause : text.world.play)} aria-pressed=${playing}
          onClick=${() => setPlaying(!playing)}>${playing ? '❚❚' : '▶'}</button>
        <button type="button" class="quiet" aria-label=${named(text.world.later)} onClick=${() => stepBy(1)}>›</button>
      </div>
      <div class="clock-track">
        <input id=${id} type="range" ref=${range} min=${least} max=${most} step="1" onKeyDown=${onKey}
          onInput=${() => step(current(), false)} onChange=${() => onRest(current())} />
        <${Rug} marks=${marks} least=${least} most=${most} />
      </div>
      <button type="button" class="quiet now" aria-pressed=${now} onClick=${onNow}>${nowLabel}</button>
    </div>
  </div>`;
}

// The first and last day of the slider. It only grows: what shrank while it is dragged would move under the hand.
function useReach(earliest, latest, shown) {
  const reach = useRef([Infinity, -Infinity]), days = [earliest, latest, shown].map(toNumber);
  reach.current = [Math.min(reach.current[0], ...days), Math.max(reach.current[1], ...days)];
  return [reach.current[0], Math.max(reach.current[1], reach.current[0] + 1)];
}

function Rug({ marks, least, most }) {
  const width = 1000, at = day => ((day - least) / (most - least) * width).toFixed(1);
  const line = marks.map(toNumber).filter(day => day >= least && day <= most).map(day => `M${at(day)} 0v6`).join('');
  return html`<svg class="rug" viewBox="0 0 ${width} 6" preserveAspectRatio="none" aria-hidden="true"><path d=${line} /></svg>`;
}
