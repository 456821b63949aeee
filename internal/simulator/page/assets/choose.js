// The dialog in which a person chooses one of their groups.

import * as api from './api.js';
import { byId, el } from './dom.js';
import { attempt } from './notice.js';

/** Asks `person` for a group; `what` is {label} of a key or {link}. */
export async function choose(person, what) {
  const dialog = byId('choose-dialog');
  let found = [];
  await attempt(async () => { found = await api.groups(); });
  const own = found.filter(({ members }) => members.some(({ id }) => id === person));
  byId('choose-none').hidden = own.length > 0;
  byId('choose-groups').replaceChildren(...own.map((group) => el('button', {
    type: 'button',
    onclick: () => {
      dialog.close();
      attempt(() => api.choose(group.id, person, what));
    },
  }, group.title)));
  dialog.showModal();
}
