import { html } from './ui.js';
import { Loading } from './faces.js';

export const Record = () => html`<${Loading} />`;
