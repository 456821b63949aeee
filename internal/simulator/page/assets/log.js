// The list of messages: order, days between them, and a scroll that neither jumps nor loses the end.

import { byId, el } from './dom.js';
import * as format from './format.js';
import { fill, shell } from './message.js';

const near = 48; // px from the end that still count as "at the end"

/** The log of the open chat. */
export class Log {
  #view = byId('scroll');
  #list = byId('log');
  #down = byId('down');
  #shown = new Map(); // id → {node, as: what is shown, as JSON}
  #pinned = true; // the reader is at the end and stays there
  #now = '';
  #hooks;

  /** `hooks` are those of message.js. */
  constructor(hooks) {
    this.#hooks = hooks;
    this.#view.addEventListener('scroll', () => {
      this.#pinned = this.#view.scrollHeight - this.#view.scrollTop - this.#view.clientHeight < near;
      this.#offer();
    }, { passive: true });
    this.#down.addEventListener('click', () => {
      this.#pinned = true;
      this.#view.focus({ preventScroll: true });
      this.#settle();
    });
    this.#down.addEventListener('blur', () => this.#offer());
    const resized = new ResizeObserver(() => this.#settle());
    resized.observe(this.#view);
    resized.observe(this.#list);
  }

  get empty() {
    return this.#shown.size === 0;
  }

  /** Shows or changes one message; a message of one's own scrolls to the end. */
  put(message) {
    if (this.#hooks.mine(message) && !this.#shown.has(message.id)) this.#pinned = true;
    this.#hold(() => this.#put(message));
  }

  drop(id) {
    this.#hold(() => this.#drop(id));
  }

  /** Shows exactly these messages; nodes that stay are kept. */
  sync(messages, now) {
    this.#now = now;
    const ids = new Set(messages.map((message) => message.id));
    this.#list.setAttribute('aria-busy', 'true');
    this.#hold(() => {
      for (const id of [...this.#shown.keys()]) if (!ids.has(id)) this.#drop(id);
      messages.forEach((message) => this.#put(message));
    });
    this.#list.setAttribute('aria-busy', 'false');
  }

  clear() {
    this.#shown.clear();
    this.#list.replaceChildren();
    this.#pinned = true;
  }

  // #hold runs a change and keeps what the reader looks at where it was.
  #hold(change) {
    const visible = ({ node }) => bottom(node) > this.#view.scrollTop;
    const anchor = this.#pinned ? null : [...this.#shown.values()].find(visible)?.node;
    const before = anchor ? anchor.offsetTop - this.#view.scrollTop : 0;
    change();
    separateDays(this.#list, this.#now);
    if (anchor?.isConnected) this.#view.scrollTop = anchor.offsetTop - before;
    this.#settle();
  }

  #settle() {
    if (this.#pinned) this.#view.scrollTop = this.#view.scrollHeight;
    this.#offer();
  }

  // #offer shows the way to the end to who is not there. Where the focus is on it, it stays: whoever walks by
  // keys would be thrown out of the page.
  #offer() {
    this.#down.hidden = this.#pinned && document.activeElement !== this.#down;
  }

  #put(message) {
    if (message.deleted) {
      this.#drop(message.id);
      return;
    }
    const as = JSON.stringify(message);
    const known = this.#shown.get(message.id);
    if (known?.as === as) return;
    const node = known?.node ?? this.#place(shell(message, this.#hooks), message.id);
    fill(node, message, this.#hooks);
    this.#shown.set(message.id, { node, as });
  }

  #place(node, id) {
    const later = [...this.#list.querySelectorAll('article')].find((other) => Number(other.dataset.id) > id);
    this.#list.insertBefore(node, later ?? null);
    return node;
  }

  #drop(id) {
    this.#shown.get(id)?.node.remove();
    this.#shown.delete(id);
  }
}

function bottom(node) {
  return node.offsetTop + node.offsetHeight;
}

// separateDays leaves one date line before the first message of each day.
function separateDays(list, now) {
  let last = '';
  for (const node of list.querySelectorAll('article')) {
    const day = format.day(node.dataset.date, now);
    const line = node.previousElementSibling?.matches('.day') ? node.previousElementSibling : null;
    if (day === last) line?.remove();
    else if (!line) node.before(el('p', { class: 'day' }, el('span', {}, day)));
    else if (line.textContent !== day) line.firstChild.textContent = day;
    last = day;
  }
  for (const line of list.querySelectorAll('.day')) {
    if (!line.nextElementSibling?.matches('article')) line.remove();
  }
}
