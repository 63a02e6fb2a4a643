// A slider over days, with its exact date, step keys and, where asked for, play.
import { html, useEffect, useRef, useState } from './ui.js';
import { addMonths, isDay, toIso, toNumber } from './days.js';
import { text } from './text.js';

/**
 * @param value a day, or null for now (then `latest` is shown)
 * @param onMove called with each step; `onRest` when the hand is off, for the address
 * @param marks days to be marked under the slider
 */
export function Clock({ name, label, hint, value, earliest, latest, marks = [], nowLabel, onNow, onMove, onRest, plays = true }) {
  const [playing, setPlaying] = useState(false);
  const range = useRef(), date = useRef(), timer = useRef();
  const least = toNumber(earliest), most = Math.max(toNumber(latest), least + 1);
  const shown = value ?? latest;
  // Not bound: while it is dragged the hand leads, and the page follows.
  useEffect(() => {
    range.current.value = toNumber(shown);
    date.current.value = shown;
  }, [shown, least, most]);
  const move = (day, rest) => {
    const clamped = toIso(Math.min(most, Math.max(least, toNumber(day))));
    range.current.value = toNumber(clamped);
    date.current.value = clamped;
    range.current.setAttribute('aria-valuetext', clamped);
    onMove(clamped);
    if (rest)
      onRest(clamped);
  };
  const current = () => toIso(Number(range.current.value));
  const onKey = event => {
    const sign = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (sign && event.shiftKey) {
      event.preventDefault();
      move(addMonths(current(), sign), true);
    }
  };
  useEffect(() => {
    if (!playing)
      return undefined;
    const stride = Math.max(1, Math.ceil((most - least) / 360));
    if (Number(range.current.value) >= most)
      move(toIso(least), false);
    timer.current = setInterval(() => {
      const next = Number(range.current.value) + stride;
      move(toIso(next), next >= most);
      if (next >= most)
        setPlaying(false);
    }, 60);
    return () => { clearInterval(timer.current); onRest(current()); };
  }, [playing]);
  const id = `clock-${name}`;
  return html`<div class="clock clock-${name}">
    <div class="clock-head">
      <label for=${id}><strong>${label}</strong><small>${hint}</small></label>
      <input class="day" type="text" inputmode="numeric" maxlength="10" pattern="\\d{4}-\\d{2}-\\d{2}" placeholder=${text.dayForm} ref=${date}
        aria-label=${`${label}: ${text.world.exact}`} onChange=${event => isDay(event.target.value) ? move(event.target.value, true) : (event.target.value = current())} />
    </div>
    <div class="clock-row">
      <div class="clock-steps" role="group" aria-label=${label}>
        <button type="button" class="quiet" aria-label=${`${label}: ${text.world.earlier}`} onClick=${() => move(toIso(Number(range.current.value) - 1), true)}>‹</button>
        ${plays && html`<button type="button" class="quiet" aria-label=${`${label}: ${playing ? text.world.pause : text.world.play}`} aria-pressed=${playing} onClick=${() => setPlaying(!playing)}>${playing ? '❚❚' : '▶'}</button>`}
        <button type="button" class="quiet" aria-label=${`${label}: ${text.world.later}`} onClick=${() => move(toIso(Number(range.current.value) + 1), true)}>›</button>
      </div>
      <div class="clock-track">
        <input id=${id} type="range" ref=${range} min=${least} max=${most} step="1" onKeyDown=${onKey}
          onInput=${() => move(current(), false)} onChange=${() => onRest(current())} />
        <${Rug} marks=${marks} least=${least} most=${most} />
      </div>
      <button type="button" class="quiet now" aria-pressed=${value === null} onClick=${onNow}>${nowLabel}</button>
    </div>
  </div>`;
}

function Rug({ marks, least, most }) {
  const width = 1000, line = marks.map(toNumber).filter(day => day >= least && day <= most).map(day => `M${((day - least) / (most - least) * width).toFixed(1)} 0v6`).join('');
  return html`<svg class="rug" viewBox="0 0 ${width} 6" preserveAspectRatio="none" aria-hidden="true"><path d=${line} /></svg>`;
}
