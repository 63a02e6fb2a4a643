import { html } from './ui.js';
import { legendOf } from './scale.js';
import { text } from './text.js';

/** What the looks mean, in words; `marks` are looks of lanes and maps beside the values. */
export function Legend({ area, counts }) {
  if (!area)
    return null;
  return html`<section class="legend" aria-label=${text.legend.title}>
    <h2>${area.title}<small>${text.legend[area.kind]}${area.kind === 'direction' ? ` · ${text.legend.magnitude}` : ''}</small></h2>
    <ul>
      ${legendOf(area).map(one => html`<li title=${one.hint ?? one.label}>
        <${Swatch} look=${one.look} />
        <span>${one.label}</span>
        ${counts ? html`<data value=${counts.get(one.look) ?? 0}>${counts.get(one.look) ?? 0}</data>` : ''}</li>`)}
      <li title=${text.certaintyHint}><${Swatch} look="${legendOf(area)[0].look} possible" /><span>${text.legend.possible}</span></li></ul>
  </section>`;
}

export const Swatch = ({ look }) => html`<svg class="swatch" viewBox="0 0 22 14" aria-hidden="true">
  <rect x="0.5" y="0.5" width="21" height="13" rx="2" class="land ${look}" /></svg>`;
