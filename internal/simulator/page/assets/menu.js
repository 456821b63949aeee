// Pop-up menus: one is open at a time; arrows walk, Esc and a click outside close.

import { el, icon } from './dom.js';

let current = null;

/** Makes `button` open `list`; `items()` is asked each time and returns [{label, hint, icon, href, run}]. */
export function menu(button, list, items) {
  const own = {
    show(found, focus = true) {
      close();
      list.replaceChildren(...found.map(row));
      list.hidden = found.length === 0;
      if (list.hidden) return;
      button.setAttribute('aria-expanded', 'true');
      current = { button, list };
      if (focus) list.firstElementChild.focus({ preventScroll: true });
    },
    focus: () => list.firstElementChild?.focus(),
    get open() { return current?.list === list; },
  };
  button.addEventListener('click', () => (own.open ? close() : own.show(items())));
  list.addEventListener('keydown', (event) => walk(event, list));
  return own;
}

/** Closes the open menu, if any; with `back` the focus returns to its button. */
export function close(back = false) {
  if (!current) return false;
  const { button, list } = current;
  current = null;
  list.hidden = true;
  button.setAttribute('aria-expanded', 'false');
  if (back) button.focus();
  return true;
}

document.addEventListener('pointerdown', (event) => {
  if (current && !current.list.contains(event.target) && !current.button.contains(event.target)) close();
});
document.addEventListener('focusin', (event) => {
  const { target } = event;
  if (current && !current.list.contains(target) && target !== current.button && target.id !== 'text') close();
});

function row(item) {
  const words = [
    item.icon ? icon(item.icon) : null,
    el('span', { class: 'menu-label' }, item.label),
    item.hint ? el('span', { class: 'menu-hint' }, item.hint) : null,
  ];
  const onclick = () => {
    close(!item.keepFocus);
    item.run?.();
  };
  if (item.href) {
    const props = { role: 'menuitem', href: item.href, target: '_blank', rel: 'noopener', onclick };
    return el('a', props, ...words);
  }
  return el('button', { role: 'menuitem', type: 'button', onclick }, ...words);
}

function walk(event, list) {
  const rows = [...list.children];
  const at = rows.indexOf(document.activeElement);
  const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 };
  if (!(event.key in moves) || event.altKey) return;
  event.preventDefault();
  rows[(moves[event.key] + rows.length) % rows.length].focus();
}
