// The button that checks a record's events against the last checkpoint, and the checkpoint's signature with the reader's own key.
import { html, useEffect, useState } from './ui.js';
import { canVerify, verify } from './proof.js';
import { judge, keepKey, keptKey, parseKey } from './signature.js';
import { text } from './text.js';

const r = text.record, k = text.verifier;

async function check(position) {
  try {
    return { position, ...(await verify(position)) };
  } catch (error) {
    return { position, error };
  }
}

export function ProofPanel({ positions }) {
  const [found, setFound] = useState(null), [busy, setBusy] = useState(false), [key, setKey] = useState(null);
  useEffect(() => { canVerify() && parseKey(keptKey()).then(setKey); }, []);
  const run = async () => {
    setBusy(true);
    const results = [];
    for (const position of positions)
      results.push(await check(position));
    setFound(results);
    setBusy(false);
  };
  const notes = [...new Set((found ?? []).filter(one => one.included).map(one => one.note))];
  return html`<section class="proof"><h2>${r.proof}</h2>
    ${canVerify() ? html`<button type="button" class="quiet" onClick=${run} aria-busy=${busy}>${r.verify}</button>` : html`<p>${r.insecure}</p>`}
    <div role="status">${found?.map(one => html`<${Outcome} one=${one} />`)}${notes.map(note => html`<${Signature} note=${note} verifier=${key} />`)}</div>
    ${notes.map(note => html`<details><summary>${r.checkpoint}</summary><pre tabindex="0"><code>${note}</code></pre></details>`)}
    ${canVerify() && html`<${KeyEntry} verifier=${key} onChange=${setKey} />`}
  </section>`;
}

const notSigned = error => error.kind === 'notFound' || error.status === 409;

function Outcome({ one }) {
  if (one.error)
    return html`<p class="unproven">${r.verifyAll} ${one.position}: ${notSigned(one.error) ? r.notSigned : one.error.message}</p>`;
  const good = one.included && one.facts.same && (one.text?.same ?? true);
  const values = [one.leafHash, one.facts.computed, one.text?.computed ?? '—', one.computedRoot, one.root];
  return html`<div class=${good ? 'proven' : 'broken'}>
    <p><strong aria-hidden="true">${good ? '✓' : '✗'}</strong> ${good ? r.verified(one.position, one.size) : one.included ? r.factsDiffer : r.broken}</p>
    <dl class="steps">${values.map((value, index) => html`<dt>${r.steps[index]}</dt><dd><code>${value}</code></dd>`)}</dl></div>`;
}

const LOOKS = { good: ['proven', '✓'], bad: ['broken', '✗'], foreign: ['broken', '✗'], unable: ['unproven', '–'], none: ['unproven', '–'] };

function Signature({ note, verifier }) {
  const [said, setSaid] = useState(null);
  useEffect(() => { verifier ? judge(note, verifier).then(setSaid) : setSaid('none'); }, [note, verifier]);
  if (!said)
    return null;
  const [look, sign] = LOOKS[said];
  return html`<p class="signature signature-${said} ${look}"><strong aria-hidden="true">${sign}</strong> ${k.said[said](nameOf(verifier))}</p>`;
}

const nameOf = verifier => verifier && `${verifier.name}+${verifier.id}`;

function KeyEntry({ verifier, onChange }) {
  const [written, setWritten] = useState(keptKey()), [wrong, setWrong] = useState(false);
  const use = async event => {
    event.preventDefault();
    const key = written.trim() ? await parseKey(written) : null;
    setWrong(Boolean(written.trim()) && !key);
    if (key || !written.trim()) {
      keepKey(written.trim());
      onChange(key);
    }
  };
  return html`<form class="verifier" onSubmit=${use}><label for="verifier-key">${k.label}</label>
    <div class="verifier-row">
      <input id="verifier-key" value=${written} autocomplete="off" spellcheck="false" placeholder=${k.form} aria-describedby="verifier-hint"
        aria-invalid=${wrong ? 'true' : undefined} onInput=${event => setWritten(event.target.value)} />
      <button type="submit" class="quiet">${verifier && !written.trim() ? k.forget : k.use}</button></div>
    <small id="verifier-hint" class=${wrong ? 'field-error' : ''} role=${wrong ? 'alert' : undefined}>
      ${wrong ? k.wrong : verifier ? k.has(nameOf(verifier)) : k.why}</small>
    <small>${k.elsewhere}</small></form>`;
}
