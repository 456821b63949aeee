// The message that the next words answer.

import { byId, el, icon } from './dom.js';

/** Makes the bar of that message. */
export function answer() {
  const bar = byId('answering');
  let id; // nothing is answered: undefined, which is not sent
  const own = {
    to(message) {
      id = message.id;
      bar.replaceChildren(...look(message, own.take));
      bar.hidden = false;
      byId('text').focus();
    },
    /** Ends it, and returns the number of the message. */
    take() {
      const taken = id;
      id = undefined;
      bar.hidden = true;
      bar.replaceChildren();
      return taken;
    },
  };
  return own;
}

function look(message, clear) {
  const onclick = () => {
    clear();
    byId('text').focus();
  };
  return [
    el('span', { class: 'card-words' },
      el('span', { class: 'card-title' }, 'Ответ на сообщение'),
      el('span', { class: 'card-hint' }, message.text || message.author)),
    el('button', { type: 'button', class: 'round', 'aria-label': 'Не отвечать', onclick }, icon('close')),
  ];
}
