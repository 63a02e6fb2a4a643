// Sources, and how good they are by the Admiralty code, in words. Grades stand in the facts, names in the text.
import { html } from './ui.js';
import { text } from './text.js';

function sourcesOf(part) {
  const facts = part.facts.sources ?? (part.facts.source ? [part.facts.source] : []);
  const texts = part.text?.sources ?? (part.text?.source ? [part.text.source] : []);
  return facts.map((fact, index) => ({ ...fact, ...texts[index] }));
}

export const sourceWords = part => sourcesOf(part).map(one =>
  `${one.publisher ?? text.record.gone}, ${text.admiralty.kind[one.kind] ?? one.kind} (${one.reliability}${one.credibility})`).join('; ');

const gradeWords = one =>
  `${one.reliability}${one.credibility}: ${text.admiralty.reliability[one.reliability]}, ${text.admiralty.credibility[one.credibility]}`;

const titleOf = ({ title, url }) => /^https?:/.test(url ?? '')
  ? html`<a href=${url} rel="noreferrer noopener" target="_blank">${title}</a>`
  : html`<cite>${title}</cite>`;

export function Sources({ part }) {
  const sources = sourcesOf(part);
  if (!sources.length)
    return html`<p>${text.record.none}</p>`;
  return html`<ul class="sources">${sources.map(one => html`<li>
    <span class="grade" title=${gradeWords(one)}>${one.reliability}${one.credibility}</span>
    <span><strong>${one.publisher ?? text.record.gone}</strong>
      ${one.title ? html`, ${titleOf(one)}` : ''}${one.date ? html`, <time>${one.date}</time>` : ''}
      <small>${text.admiralty.kind[one.kind] ?? one.kind}; ${gradeWords(one)}</small></span>
  </li>`)}</ul>`;
}
