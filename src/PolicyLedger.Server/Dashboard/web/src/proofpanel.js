// The button that checks a record's events against the last checkpoint, and what came of it.
import { html, useState } from './ui.js';
import { canVerify, verify } from './proof.js';
import { text } from './text.js';

const r = text.record;

export function ProofPanel({ positions }) {
  const [found, setFound] = useState(null), [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    const results = [];
    for (const position of positions) {
      try {
        results.push({ position, ...(await verify(position)) });
      } catch (error) {
        results.push({ position, error });
      }
    }
    setFound(results);
    setBusy(false);
  };
  return html`<section class="proof"><h2>${r.proof}</h2>
    ${canVerify() ? html`<button type="button" class="quiet" onClick=${run} aria-busy=${busy}>${r.verify}</button>` : html`<p>${r.insecure}</p>`}
    <div role="status">${found?.map(one => html`<${Outcome} one=${one} />`)}</div>
    ${found?.some(one => one.included) && html`<p><small>${r.signature}</small></p><details><summary>${r.checkpoint}</summary><pre tabindex="0"><code>${found.find(one => one.included).note}</code></pre></details>`}
  </section>`;
}

function Outcome({ one }) {
  if (one.error)
    return html`<p class="unproven">${r.verifyAll} ${one.position}: ${one.error.kind === 'notFound' || one.error.status === 409 ? r.notSigned : one.error.message}</p>`;
  const good = one.included && one.facts.same && (one.text?.same ?? true);
  return html`<div class=${good ? 'proven' : 'broken'}><p><strong aria-hidden="true">${good ? '✓' : '✗'}</strong> ${good ? r.verified(one.position, one.size) : one.included ? r.factsDiffer : r.broken}</p>
    <dl class="steps">${[one.leafHash, one.facts.computed, one.text?.computed ?? '—', one.computedRoot, one.root].map((value, index) => html`<dt>${r.steps[index]}</dt><dd><code>${value}</code></dd>`)}</dl></div>`;
}
