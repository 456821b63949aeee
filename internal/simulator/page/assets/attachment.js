// The file that waits to be sent with the next message.

import { byId, el, icon } from './dom.js';
import * as format from './format.js';

/** Makes the bar of the chosen file; `changed()` is told when there is one or none. */
export function attachment(changed) {
  const bar = byId('draft');
  let preview = '';
  const own = {
    chosen: null,
    choose(file, as) {
      own.clear();
      own.chosen = { file, as };
      preview = as === 'photo' ? URL.createObjectURL(file) : '';
      bar.replaceChildren(...look(file, preview, own.clear));
      bar.hidden = false;
      changed();
    },
    clear() {
      if (preview) URL.revokeObjectURL(preview);
      preview = '';
      own.chosen = null;
      bar.hidden = true;
      bar.replaceChildren();
      changed();
    },
  };
  for (const [id, as] of [['photo-file', 'photo'], ['any-file', 'document']]) {
    byId(id).addEventListener('change', ({ target }) => {
      if (target.files.length) own.choose(target.files[0], as);
      target.value = '';
      byId('text').focus();
    });
  }
  return own;
}

function look(file, preview, clear) {
  const onclick = () => {
    clear();
    byId('text').focus();
  };
  return [
    preview ? el('img', { src: preview, alt: '' }) : el('span', { class: 'disc' }, icon('file')),
    el('span', { class: 'card-words' },
      el('span', { class: 'card-title' }, file.name),
      el('span', { class: 'card-hint' }, `${format.size(file.size)} · можно добавить подпись`)),
    el('button', { type: 'button', class: 'round', 'aria-label': 'Убрать файл', onclick }, icon('close')),
  ];
}
