// What the map shows as a table: also those jurisdictions that it does not draw.
import { html, useState } from './ui.js';
import { boundWords, placeName, valueWords } from './catalogue.js';
import { Swatch } from './legend.js';
import { href } from './route.js';
import { lookOf } from './scale.js';
import { text } from './text.js';

const w = text.world;

/** Drawn when it is open; while the clocks move, only its words change. */
export function Table({ known, area, stage, drawn }) {
  const [open, setOpen] = useState(false);
  const rows = open ? stage.codes.map(code => ({ code, name: placeName(known, code), stance: stage.stance(code) })) : [];
  rows.sort((a, b) => a.name.localeCompare(b.name));
  return html`<details class="twin-table" onToggle=${event => setOpen(event.target.open)}>
    <summary>${w.table}</summary>
    <p><small>${w.boundaries}</small></p>
    <div class="scroll" tabindex="0" role="region" aria-label=${w.table}><table>
      <thead><tr>${w.columns.map(one => html`<th scope="col">${one}</th>`)}</tr></thead>
      <tbody>${rows.map(row => html`<${Row} key=${row.code} ...${row} area=${area} undrawn=${drawn && !drawn.has(row.code)} />`)}</tbody>
    </table></div>
  </details>`;
}

const Row = ({ code, name, stance, area, undrawn }) => html`<tr>
  <th scope="row"><a href=${href(`country/${code}`)}>${name}</a>${undrawn ? html` <small>(${w.notOnMap})</small>` : ''}</th>
  <td><${Swatch} look=${lookOf(stance, area)} /> ${valueWords(stance)}</td>
  <td>${stance?.certainty ? text.certainty[stance.certainty] : ''}</td>
  <td>${stance?.status === 'known' ? boundWords(stance.since) : ''}</td>
  <td>${stance?.recordId ? html`<a href=${href(`record/${stance.recordId}`)}>${stance.recordId}</a>` : ''}</td>
</tr>`;
