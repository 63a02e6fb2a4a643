// The world on a day, as known at a time: a map, two clocks, and the same as a table.
import { html, useEffect, useMemo, useRef, useState } from './ui.js';
import { Clock } from './clock.js';
import { AreaChoice, BasisChoice, TargetChoice } from './choices.js';
import { catalogue, placeName, valueWords, boundWords } from './catalogue.js';
import { endOf, isDay, today, addMonths } from './days.js';
import { Failed, Loading, Empty, One } from './faces.js';
import { knowledgeDays } from './knowledge.js';
import { Legend, Swatch } from './legend.js';
import { head } from './live.js';
import { buildMap } from './map.js';
import { Readout } from './readout.js';
import { lookOf } from './scale.js';
import { Stage } from './stage.js';
import { Twins } from './twins.js';
import { go, href, note } from './route.js';
import { text } from './text.js';
import { whereToOpen } from './opening.js';

const w = text.world;

export function World({ route }) {
  const { area, basis } = route.query;
  const [problem, setProblem] = useState(null), [known, setKnown] = useState(null), [empty, setEmpty] = useState(false);
  const open = async () => {
    setProblem(null);
    try {
      setKnown(await catalogue());
      if (!area || !basis) {
        const where = await whereToOpen({ area, basis });
        where ? go(href('world', { ...route.query, ...where }), { replace: true }) : setEmpty(true);
      }
    } catch (error) {
      setProblem(error);
    }
  };
  useEffect(() => { open(); }, [area, basis]);
  // The first recording ends the emptiness.
  useEffect(() => empty ? head.watch(() => { setEmpty(false); open(); }) : undefined, [empty]);
  if (problem)
    return html`<h1>${w.title}</h1><${Failed} error=${problem} retry=${open} />`;
  if (empty)
    return html`<h1 class="sr">${w.title}</h1><${Empty} />`;
  if (!known || !area || !basis)
    return html`<h1 class="sr">${w.title}</h1><${Loading} />`;
  return html`<${Staged} route=${route} known=${known} key=${`${area}|${basis}|${route.query.target ?? ''}`} />`;
}

function Staged({ route, known }) {
  const { area: id, basis, target } = route.query, area = known.areas.get(id);
  const on = isDay(route.query.on) ? route.query.on : today(), at = isDay(route.query.known) ? route.query.known : null;
  const box = useRef(), map = useRef(), picked = useRef(null), moment = useRef({ on, at });
  const [, tell] = useState(0), [failed, setFailed] = useState(null), [marks, setMarks] = useState([]), [fresh, setFresh] = useState(false);
  const redraw = () => tell(count => count + 1);
  const stage = useMemo(() => {
    const made = new Stage({
      paint: () => map.current?.paint(code => lookOf(made.stance(code), area)),
      changed: redraw,
    });
    return made;
  }, []);

  useEffect(() => {
    let gone = false;
    buildMap(box.current, {
      label: w.map, nameOf: code => known.places.get(code)?.name,
      onPick: code => { picked.current = code; redraw(); },
      onOpen: code => go(href(`country/${code}`, { basis, known: moment.current.at })),
    }).then(built => { if (!gone) { map.current = built; stage.paint(); redraw(); } }, error => !gone && setFailed(error));
    stage.ask({ area: id, basis, target }, on, at);
    const stop = head.watch(position => { stage.grow(position); setFresh(true); });
    return () => { gone = true; stop(); };
  }, []);
  // The back button moves the clocks too.
  useEffect(() => {
    if (on !== moment.current.on || at !== moment.current.at)
      step({ on, at });
  }, [on, at]);
  const codes = stage.timelines ? stage.codes.join() : '';
  useEffect(() => {
    const stop = new AbortController();
    if (codes)
      knowledgeDays({ area: id, basis, target }, codes.split(','), stop.signal).then(setMarks, () => {});
    return () => stop.abort();
  }, [codes]);

  const step = next => {
    moment.current = { ...moment.current, ...next };
    stage.move(moment.current.on, moment.current.at);
  };
  const address = () => href('world', { ...route.query, on: moment.current.on === today() ? null : moment.current.on, known: moment.current.at });
  const rest = () => note(address());
  const ask = change => go(href('world', { ...route.query, on: moment.current.on, known: moment.current.at, ...change }));

  const turns = stage.turns, first = [turns[0], marks[0], moment.current.on].filter(Boolean).sort()[0], last = [turns.at(-1), today()].filter(Boolean).sort().at(-1);
  const counts = useMemo(() => new Map(), []);
  counts.clear();
  counts.set('unheard', [...known.places.values()].filter(place => place.exists).length - stage.codes.length);
  for (const code of stage.codes) {
    const look = lookOf(stage.stance(code), area).split(' ')[0];
    counts.set(look, (counts.get(look) ?? 0) + 1);
  }
  // The only one is read out unasked: the map would show next to nothing else.
  const only = stage.codes.length === 1 ? stage.codes[0] : null, code = picked.current ?? only;
  const given = { area: id, target, basis, on: moment.current.on, knownAt: endOf(moment.current.at), at: stage.at };
  return html`<section class="world" aria-busy=${stage.busy}>
    <header class="view-head"><h1>${w.title}</h1>
      <div class="choices">
        <${AreaChoice} known=${known} value=${id} onChange=${area => ask({ area, basis: null, target: null })} />
        <${BasisChoice} value=${basis} onChange=${basis => ask({ basis })} />
        <${TargetChoice} known=${known} targets=${stage.targets} value=${target} onChange=${target => ask({ target })} />
      </div>
    </header>
    <div class="clocks">
      <${Clock} name="valid" label=${w.valid} hint=${w.validHint} value=${moment.current.on} earliest=${addMonths(first, -1)} latest=${last} marks=${turns}
        nowLabel=${w.toToday} onNow=${() => { step({ on: today() }); rest(); }} onMove=${on => step({ on })} onRest=${rest} />
      <${Clock} name="known" label=${w.known} hint=${w.knownHint} value=${moment.current.at} earliest=${addMonths(marks[0] ?? addMonths(today(), -1), -1)} latest=${today()} marks=${marks}
        nowLabel=${w.toNow} onNow=${() => { step({ at: null }); rest(); }} onMove=${at => step({ at })} onRest=${rest} />
    </div>
    ${(failed ?? stage.error) && html`<${Failed} error=${failed ?? stage.error} retry=${() => stage.retry()} />`}
    ${only && html`<${One} code=${only} words=${text.faces.oneHere(placeName(known, only))} />`}
    <div class="world-body">
      <figure class="map-box"><div ref=${box}></div>
        <figcaption><span class="count">${w.count(stage.codes.filter(code => stage.stance(code)?.status === 'known').length, stage.codes.length)}</span> <span class="keys">${w.keys}</span></figcaption>
      </figure>
      <div class="world-side">
        <${Readout} known=${known} area=${area} code=${code} stance=${code ? stage.stance(code) : null} target=${target} />
        <${Legend} area=${area} counts=${counts} />
      </div>
    </div>
    <p class="sr" role="status">${fresh ? w.updated : ''}</p>
    <${Twins} data="/v1/stances" given=${given} name=${`world-${id.replace(':', '-')}-${moment.current.on}`} view="world" picture=${() => map.current.svg} />
    <${Table} known=${known} area=${area} stage=${stage} drawn=${map.current?.codes} />
  </section>`;
}

// Drawn when it is open; while the clocks move, only its words change.
function Table({ known, area, stage, drawn }) {
  const [open, setOpen] = useState(false);
  const rows = open ? stage.codes.map(code => [code, placeName(known, code), stage.stance(code)]).sort((a, b) => a[1].localeCompare(b[1])) : [];
  return html`<details class="twin-table" onToggle=${event => setOpen(event.target.open)}>
    <summary>${w.table}</summary>
    <p><small>${w.boundaries}</small></p>
    <div class="scroll" tabindex="0" role="region" aria-label=${w.table}><table>
      <thead><tr>${w.columns.map(one => html`<th scope="col">${one}</th>`)}</tr></thead>
      <tbody>${rows.map(([code, name, stance]) => html`<tr key=${code}>
        <th scope="row"><a href=${href(`country/${code}`)}>${name}</a>${drawn && !drawn.has(code) ? html` <small>(${w.notOnMap})</small>` : ''}</th>
        <td><${Swatch} look=${lookOf(stance, area)} /> ${valueWords(stance)}</td><td>${stance?.certainty ? text.certainty[stance.certainty] : ''}</td>
        <td>${stance?.status === 'known' ? boundWords(stance.since) : ''}</td><td>${stance?.recordId ? html`<a href=${href(`record/${stance.recordId}`)}>${stance.recordId}</a>` : ''}</td>
      </tr>`)}</tbody></table></div>
  </details>`;
}
