// Entering a key. It is kept in this tab and nowhere else.
import { html, useRef, useState } from './ui.js';
import { getJson, key, keyNeeded } from './api.js';
import { forget } from './catalogue.js';
import { text } from './text.js';

const again = () => { forget(); window.dispatchEvent(new Event('policyledger:key')); };

export function KeyForm({ problem }) {
  const entered = useRef();
  const [wrong, setWrong] = useState(null);
  const use = async event => {
    event.preventDefault();
    key.set(entered.current.value.trim());
    try {
      await getJson('/v1/areas');
      keyNeeded.set(null);
      again();
    } catch (error) {
      setWrong(error.message);
      key.set(null);
    }
  };
  return html`<form class="key-form" onSubmit=${use}>
    <p>${text.access.why}</p>
    ${problem?.detail && html`<p><small>${problem.detail}</small></p>`}
    <label>${text.access.enter}
      <input type="password" ref=${entered} autocomplete="off" required aria-invalid=${wrong ? 'true' : undefined} aria-describedby="key-wrong" />
    </label>
    <small id="key-wrong" role="alert" class="field-error">${wrong ? `${text.access.wrong} ${wrong}` : ''}</small>
    <button type="submit">${text.access.use}</button>
  </form>`;
}

export function KeyButton() {
  const dialog = useRef();
  const [has, setHas] = useState(Boolean(key.get()));
  const show = () => { setHas(Boolean(key.get())); dialog.current.showModal(); };
  return html`<button type="button" class="quiet key" aria-haspopup="dialog" onClick=${show}>${text.access.label}</button>
    <dialog ref=${dialog} aria-label=${text.access.label}><article>
      <p>${has ? text.access.has : text.access.open}</p>
      ${has ? html`<button type="button" onClick=${() => { key.set(null); setHas(false); again(); }}>${text.access.forget}</button>` : html`<${KeyForm} />`}
      <button type="button" class="secondary" onClick=${() => dialog.current.close()}>${text.access.close}</button>
    </article></dialog>`;
}
