// Levels as step lines, a small picture for each country, by Observable Plot.
import { html, useEffect, useRef } from './ui.js';
import * as Plot from '@observablehq/plot';
import { toDate } from './days.js';
import { text } from './text.js';

const month = date => date.toISOString().slice(0, 7);

// Where each stretch of a lane begins and ends; what has no end in sight ends with the axis.
const pointsOf = ({ title: country, bases }, first, last) =>
  bases.inForce.filter(one => one.stance.status === 'known').flatMap(({ from, until, stance: { level } }) => [
    { country, day: from ? toDate(from) : first, level },
    { country, day: until ? toDate(until) : last, level },
  ]);

export function StepLines({ lanes, area, days }) {
  const box = useRef();
  useEffect(() => {
    const draw = () => {
      const [first, last] = days.map(toDate), points = lanes.flatMap(lane => pointsOf(lane, first, last));
      const width = box.current.clientWidth, plot = Plot.plot({
        width, height: Math.max(160, lanes.length * 80), marginLeft: 30, marginRight: Math.min(140, width / 4),
        className: 'step-lines', ariaLabel: text.compare.levels,
        x: { type: 'utc', domain: [first, last], label: null, ticks: Math.max(3, Math.floor(width / 110)), tickFormat: month },
        y: { domain: [0, area.values.length - 1], ticks: area.values.length, tickFormat: 'd', label: null, grid: true },
        fy: { label: null, domain: lanes.map(lane => lane.title), padding: 0.35 },
        marks: [Plot.lineY(points, { x: 'day', y: 'level', fy: 'country', curve: 'step-after', strokeWidth: 1.8, className: 'step-line' })],
      });
      // The page's policy allows no style written into it; ours has the same rules.
      plot.querySelectorAll('style').forEach(style => style.remove());
      plot.removeAttribute('style');
      box.current.replaceChildren(plot);
    };
    draw();
    const watch = new ResizeObserver(draw);
    watch.observe(box.current.parentNode);
    return () => watch.disconnect();
  }, [lanes, area]);
  return html`<section><h2>${text.compare.levels}</h2><div ref=${box}></div></section>`;
}
