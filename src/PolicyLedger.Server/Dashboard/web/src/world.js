// The world on a day, as known at a time: a map, two clocks, and the same as a table.
import { html, useEffect, useMemo, useRef, useState } from './ui.js';
import { AreaChoice, BasisChoice, TargetChoice } from './choices.js';
import { catalogue, placeName } from './catalogue.js';
import { endOf, isDay, today } from './days.js';
import { Empty, Failed, Loading, One } from './faces.js';
import { Legend } from './legend.js';
import { head } from './live.js';
import { buildMap } from './map.js';
import { Readout } from './readout.js';
import { lookOf } from './scale.js';
import { Stage } from './stage.js';
import { Twins } from './twins.js';
import { go, href, note } from './route.js';
import { text } from './text.js';
import { TODAY, whenToOpen, whereToOpen } from './opening.js';
import { Clocks } from './worldclocks.js';
import { Table } from './worldtable.js';

const w = text.world;

/** A day as the address has it: `today` is whichever day it is. */
const dayOf = written => written === TODAY ? today() : isDay(written) ? written : null;
const written = day => day === today() ? TODAY : day;
const knownOf = query => isDay(query.known) ? query.known : null;

export function World({ route }) {
  const { area, basis, target } = route.query, on = dayOf(route.query.on);
  const [problem, setProblem] = useState(null), [known, setKnown] = useState(null);
  const [empty, setEmpty] = useState(false), [opened, setOpened] = useState(null), left = useRef(false);
  const open = async () => {
    setProblem(null);
    try {
      setKnown(await catalogue());
      if (area && basis && on)
        return;
      const where = area && basis ? { area, basis } : await whereToOpen({ area, basis });
      const day = on ? route.query.on : where && await whenToOpen({ ...where, target, knownAt: endOf(knownOf(route.query)) });
      // Who went on to another view meanwhile is not called back.
      if (left.current)
        return;
      setEmpty(!where);
      setOpened(on ? null : { ...where, on: day });
      if (where)
        go(href('world', { ...route.query, ...where, on: day }), { replace: true });
    } catch (error) {
      setProblem(error);
    }
  };
  useEffect(() => { open(); }, [area, basis, on]);
  useEffect(() => () => { left.current = true; }, []);
  // The first recording ends the emptiness.
  useEffect(() => empty ? head.watch(() => { setEmpty(false); open(); }) : undefined, [empty]);
  if (problem)
    return html`<h1>${w.title}</h1><${Failed} error=${problem} retry=${open} />`;
  if (empty)
    return html`<h1 class="sr">${w.title}</h1><${Empty} />`;
  if (!known || !area || !basis || !on)
    return html`<h1 class="sr">${w.title}</h1><${Loading} />`;
  const here = opened?.area === area && opened.basis === basis ? opened.on : null;
  return html`<${Staged} route=${route} known=${known} on=${on} opened=${here} key=${`${area}|${basis}|${target ?? ''}`} />`;
}

/** @param opened the day at which the page chose to open; null where the address said one */
function Staged({ route, known, on, opened }) {
  const { area: id, basis, target } = route.query, area = known.areas.get(id), at = knownOf(route.query);
  const box = useRef(), map = useRef(), picked = useRef(null), moment = useRef({ on, at });
  const [, tell] = useState(0), [failed, setFailed] = useState(null), [fresh, setFresh] = useState(false);
  const redraw = () => tell(count => count + 1);
  const paint = stage => map.current?.paint(code => lookOf(stage.stance(code), area));
  const stage = useMemo(() => new Stage({ paint, changed: redraw }), []);
  const step = next => {
    moment.current = { ...moment.current, ...next };
    stage.move(moment.current.on, moment.current.at);
  };
  useEffect(() => {
    let gone = false;
    buildMap(box.current, {
      label: w.map, nameOf: code => known.places.get(code)?.name,
      onPick: code => { picked.current = code; redraw(); },
      onOpen: code => go(href(`country/${code}`, { basis, known: moment.current.at })),
    }).then(built => { if (!gone) { map.current = built; stage.show(); } }, error => !gone && setFailed(error));
    stage.ask({ area: id, basis, target }, on, at);
    const stop = head.watch(position => { stage.grow(position); setFresh(true); });
    return () => { gone = true; stop(); };
  }, []);
  // The back button moves the clocks too.
  useEffect(() => {
    if (on !== moment.current.on || at !== moment.current.at)
      step({ on, at });
  }, [on, at]);

  const query = () => ({ ...route.query, on: written(moment.current.on), known: moment.current.at });
  const here = change => href('world', { ...query(), ...change });
  const rest = () => note(here());
  const ask = change => go(here(change));
  // The only one is read out unasked: the map would show next to nothing else.
  const only = stage.codes.length === 1 ? stage.codes[0] : null, code = picked.current ?? only;
  const { on: day, at: knownDay } = moment.current, name = `world-${id.replace(':', '-')}-${day}`;
  const said = stage.codes.filter(code => stage.stance(code)?.status === 'known').length;
  const lastSaid = opened === day && day !== today();
  return html`<section class="world" aria-busy=${stage.busy}>
    <header class="view-head"><h1>${w.title}</h1>
      <div class="choices">
        <${AreaChoice} known=${known} value=${id} onChange=${area => ask({ area, basis: null, target: null })} />
        <${BasisChoice} value=${basis} onChange=${basis => ask({ basis })} />
        <${TargetChoice} known=${known} targets=${stage.targets} value=${target} onChange=${target => ask({ target })} />
      </div>
    </header>
    <${Clocks} stage=${stage} cell=${{ area: id, basis, target }} on=${day} at=${knownDay} lastSaid=${lastSaid} step=${step} rest=${rest} />
    ${(failed ?? stage.error) && html`<${Failed} error=${failed ?? stage.error} retry=${() => stage.retry()} />`}
    ${only && html`<${One} code=${only} words=${text.faces.oneHere(placeName(known, only))} />`}
    <div class="world-body">
      <figure class="map-box"><div ref=${box}></div>
        <figcaption>
          <span class="count">${w.count(day, said, stage.codes.length)}${lastSaid ? ` ${w.lastSaid}` : ''}</span>
          <span class="keys">${w.keys}</span>
        </figcaption>
      </figure>
      <div class="world-side">
        <${Readout} known=${known} area=${area} code=${code} stance=${code ? stage.stance(code) : null} target=${target} />
        <${Legend} area=${area} counts=${countsOf(stage, known, area)} />
      </div>
    </div>
    <p class="sr" role="status">${fresh ? w.updated : ''}</p>
    <${Twins} data="/v1/stances" given=${{ area: id, target, basis, on: day, knownAt: endOf(knownDay), at: stage.at }}
      name=${name} view="world" query=${query()} picture=${() => map.current.svg} />
    <${Table} known=${known} area=${area} stage=${stage} drawn=${map.current?.codes} />
  </section>`;
}

/** How many jurisdictions have each look. */
function countsOf(stage, known, area) {
  const there = [...known.places.values()].filter(place => place.exists).length;
  const counts = new Map([['unheard', there - stage.codes.length]]);
  for (const code of stage.codes) {
    const look = lookOf(stage.stance(code), area).split(' ')[0];
    counts.set(look, (counts.get(look) ?? 0) + 1);
  }
  return counts;
}
