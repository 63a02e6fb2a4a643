import { html } from './ui.js';
import { Loading } from './faces.js';

export const Diff = () => html`<${Loading} />`;
