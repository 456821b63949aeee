// The reply keyboard under the input. It can be folded; a new keyboard unfolds it.

import { byId, el } from './dom.js';

/** Makes the keyboard; `act`: say(text), contact(), choose({label}). */
export function replies(act) {
  const box = byId('replies');
  const toggle = byId('keys');
  let shown = 'null';

  const fold = (folded) => {
    box.hidden = folded;
    toggle.setAttribute('aria-expanded', String(!folded));
  };
  toggle.addEventListener('click', () => fold(!box.hidden));

  function press({ text, contact, chat }) {
    if (chat) act.choose({ label: text });
    else if (contact) act.contact();
    else act.say(text);
  }

  const key = (button) => el('button', {
    type: 'button', title: button.text, 'aria-label': button.text, onclick: () => press(button),
  }, el('span', { class: 'label' }, button.text));

  return {
    /** Shows a keyboard; null takes it away. */
    show(keyboard) {
      const as = JSON.stringify(keyboard ?? null);
      if (as === shown) return;
      shown = as;
      byId('text').placeholder = keyboard?.placeholder || 'Сообщение';
      const rows = keyboard?.rows ?? [];
      box.replaceChildren(...rows.map((row) => el('div', { class: 'row' }, ...row.map(key))));
      toggle.hidden = rows.length === 0;
      fold(rows.length === 0);
    },
  };
}
