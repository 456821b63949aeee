// The dialog with the calls of the Bot API that made a message what it is.

import * as api from './api.js';
import { byId, el } from './dom.js';
import * as format from './format.js';
import { attempt } from './notice.js';

/** Shows the calls behind a message of a place. */
export function showCalls(place, message) {
  return attempt(async () => {
    const found = await api.calls(place, message.id);
    byId('calls').replaceChildren(...found.length ? found.map(entry) : [el('p', {}, 'Вызовы уже забыты.')]);
    byId('calls-dialog').showModal();
  });
}

function entry(call) {
  const parts = Object.entries(call.params).map(([name, value]) => `${name} = ${pretty(value)}`);
  for (const file of call.files ?? []) parts.push(`${file}: файл`);
  return el('section', {},
    el('h3', {}, `${call.n}. ${call.method}`, el('time', { datetime: call.at }, ` ${format.time(call.at)}`)),
    call.error ? el('p', { class: 'refused' }, call.error) : null,
    el('pre', {}, parts.join('\n')));
}

// pretty indents what is JSON and leaves everything else as it is.
function pretty(value) {
  if (!/^[[{]/.test(value)) return value;
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}
