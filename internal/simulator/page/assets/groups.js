// The list of groups below the people, and the dialog that founds one.

import * as api from './api.js';
import { byId, el, icon } from './dom.js';
import { attempt } from './notice.js';

/** Makes the list; `everybody()` gives the people to choose from, `changed(groups)` is told every reload. */
export function groups(everybody, changed) {
  const list = byId('groups');
  let found = [];
  let open = { person: 0, group: 0 };
  let drawn = '';

  function draw() {
    const now = JSON.stringify([found, open]);
    if (now === drawn) return;
    drawn = now;
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    byId('groups-title').hidden = found.length === 0;
    list.replaceChildren(...found.map((group) => row(group, open)));
    if (focused) list.querySelector(`[data-key="${focused}"]`)?.focus();
  }

  async function load() {
    found = await api.groups();
    draw();
    changed(found);
  }

  addDialog(everybody, load);
  return {
    load,
    mark(place) {
      open = place;
      draw();
    },
    /** Whether somebody sees a group. */
    sees: ({ person, group }) => found.some(({ id, members }) =>
      id === group && members.some((member) => member.id === person)),
  };
}

/** The address of a place. */
export function hashOf({ person, group }) {
  return group ? `#group=${group}&person=${person}` : `#person=${person}`;
}

function row(group, open) {
  const here = group.id === open.group;
  const reader = group.members.find(({ id }) => id === open.person) ?? group.members[0];
  const unread = here || !reader ? 0 : reader.unread;
  const badge = el('span', { class: 'badge', hidden: unread === 0 },
    el('span', { 'aria-hidden': 'true' }, unread > 99 ? '99+' : String(unread)),
    el('span', { class: 'sr' }, `непрочитанных: ${unread}`));
  const words = el('span', { class: 'person-words' },
    el('span', { class: 'person-name' }, el('b', {}, group.title)),
    el('span', { class: 'person-last' }, el('span', { class: 'cut' }, group.last || 'пока тихо'), badge));
  return el('li', {}, el('a', {
    class: 'person', href: reader ? hashOf({ person: reader.id, group: group.id }) : null,
    'aria-current': here ? 'page' : null, 'data-group': group.id, 'data-key': `group-${group.id}`,
  }, el('span', { class: 'avatar shade-2', 'aria-hidden': 'true' }, icon('group')), words));
}

function addDialog(everybody, load) {
  const dialog = byId('group-dialog');
  const name = byId('group-name');
  byId('add-group').addEventListener('click', () => {
    name.value = '';
    byId('group-people').replaceChildren(...everybody().map((person) => el('label', { class: 'check' },
      el('input', { type: 'checkbox', value: person.id, checked: true }), ` ${person.name}`)));
    dialog.showModal();
    name.focus();
  });
  byId('group-cancel').addEventListener('click', () => dialog.close());
  byId('group-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const members = [...dialog.querySelectorAll('input:checked')].map((box) => Number(box.value));
    attempt(async () => {
      const made = await api.addGroup(name.value.trim(), members);
      dialog.close();
      await load();
      location.hash = hashOf({ person: made.members[0].id, group: made.id });
    });
  });
}
