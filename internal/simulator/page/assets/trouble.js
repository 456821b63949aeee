// The dialog with the faults of the network and the limits of Telegram.

import * as api from './api.js';
import { byId, el } from './dom.js';
import { attempt } from './notice.js';

/** Makes the dialog. */
export function trouble() {
  const dialog = byId('faults-dialog');
  const limits = byId('limits');

  function show({ limits: on, offered, active }) {
    limits.checked = on;
    if (!byId('faults-offered').firstChild) byId('faults-offered').replaceChildren(...offered.map(offer));
    byId('faults-active').textContent = active.length ? `Действуют:\n${active.map(line).join('\n')}` : 'Помех нет.';
    byId('faults').classList.toggle('on', active.length > 0 || on);
  }

  const ask = (question) => attempt(async () => show(await question()));
  const offer = ({ id, label }) => el('button', {
    class: 'plain', type: 'button', onclick: () => ask(() => api.inject(id)),
  }, label);

  byId('faults').addEventListener('click', () => {
    ask(api.faults);
    dialog.showModal();
  });
  byId('faults-clear').addEventListener('click', () => ask(api.clearFaults));
  limits.addEventListener('change', () => ask(() => api.setLimits(limits.checked)));
}

function line({ label, hits, once }) {
  return `${label}: ${once ? 'ждёт вызова' : `затронуто вызовов: ${hits}`}`;
}
