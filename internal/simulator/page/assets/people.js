// The list of people at the left.

import * as api from './api.js';
import { byId, el, icon } from './dom.js';
import * as format from './format.js';
import { attempt } from './notice.js';

const shades = 6; // classes shade-0 … shade-5 of style.css

/** Makes the list; `changed(people)` is told every reload. */
export function people(changed) {
  const list = byId('people');
  let found = [];
  let open = 0;
  let timer = 0;
  let drawn = ''; // what is drawn, so that nothing is replaced under a finger

  function draw() {
    const now = JSON.stringify([found, open]);
    if (now === drawn) return;
    drawn = now;
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    list.replaceChildren(...found.map((person) => row(person, person.id === open)));
    if (focused) list.querySelector(`[data-key="${focused}"]`)?.focus();
  }

  async function load() {
    found = await api.people();
    draw();
    changed(found);
  }

  addDialog(load);
  return {
    load,
    /** Reloads shortly: a burst of events costs one request. */
    soon() {
      clearTimeout(timer);
      timer = setTimeout(() => load().catch(() => {}), 150);
    },
    mark(id) {
      open = id;
      draw();
    },
    /** The id of the neighbour `step` places away, round the end. */
    neighbour(step) {
      if (found.length === 0) return 0;
      const at = found.findIndex(({ id }) => id === open);
      return found[(Math.max(at, 0) + step + found.length) % found.length].id;
    },
    get all() { return found; },
  };
}

function row(person, open) {
  const unread = open ? 0 : person.unread;
  const badge = el('span', { class: 'badge', hidden: unread === 0 },
    el('span', { 'aria-hidden': 'true' }, unread > 99 ? '99+' : String(unread)),
    el('span', { class: 'sr' }, `непрочитанных: ${unread}`));
  const last = person.blocked ? 'бот остановлен' : person.last || 'ещё не писали боту';
  const shade = `avatar shade-${person.id % shades}`;
  const name = [el('b', {}, person.name), el('span', { class: 'role' }, person.role)];
  const words = el('span', { class: 'person-words' },
    el('span', { class: 'person-name' }, ...name),
    el('span', { class: 'person-last' }, el('span', { class: 'cut' }, last), badge));
  const link = el('a', {
    class: 'person', href: `#person=${person.id}`, 'aria-current': open ? 'page' : null,
    'data-person': person.id, 'data-key': `open-${person.id}`,
  }, el('span', { class: shade, 'aria-hidden': 'true' }, format.initials(person.name)), words);
  const tab = el('a', {
    class: 'round new-tab', href: `#person=${person.id}`, target: '_blank', rel: 'noopener',
    title: 'Открыть в новой вкладке', 'aria-label': `Открыть в новой вкладке: ${person.name}`,
    'data-key': `tab-${person.id}`,
  }, icon('out'));
  return el('li', {}, link, tab);
}

function addDialog(load) {
  const dialog = byId('add-dialog');
  const name = byId('add-name');
  byId('add').addEventListener('click', () => {
    name.value = '';
    dialog.showModal();
    name.focus();
  });
  byId('add-cancel').addEventListener('click', () => dialog.close());
  byId('add-form').addEventListener('submit', (event) => {
    event.preventDefault();
    dialog.close();
    attempt(async () => {
      const added = await api.addPerson(name.value.trim());
      await load();
      if (added?.id) location.hash = `person=${added.id}`;
    });
  });
}
