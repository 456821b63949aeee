// One message as nodes. `hooks`: tap(button), open(url), command(text), vote(message, answers), me() → person,
// calls(message), mine(message), answers() → messages
// can be answered, answer(message).

import { el, icon } from './dom.js';
import * as format from './format.js';
import { answered, kinds, origin } from './kinds.js';
import { link, safe, safeFile, safeLink } from './safe.js';

/** Makes the node of a message; its content is filled by `fill`. */
export function shell(message, hooks) {
  const side = sideOf(message, hooks);
  return el('article', { class: `msg ${side}`, 'data-id': message.id, tabindex: '-1' });
}

// sideOf tells whose a message is: of the bot, of the reader, of a neighbour in a group, of nobody.
function sideOf(message, hooks) {
  if (message.notice) return 'notice';
  if (message.from === 'bot') return 'bot';
  return hooks.mine(message) ? 'own' : 'other';
}

/** Puts the content of the message into its node, in place: the node, its place and the focus stay. */
export function fill(node, message, hooks) {
  const focused = focusedKey(node);
  node.dataset.date = message.date;
  node.classList.toggle('media', Boolean(message.photo));
  node.classList.toggle('with-keys', Boolean(message.inline?.length));
  node.classList.toggle('in-album', Boolean(message.album));
  node.replaceChildren(bubble(message, hooks, node), ...keys(message, hooks));
  if (focused) (node.querySelector(focused) ?? node).focus({ preventScroll: true });
}

// focusedKey tells how to find the focused button again after the content was replaced.
function focusedKey(node) {
  const active = document.activeElement;
  if (!active || active === node || !node.contains(active)) return '';
  const { row, col } = active.dataset;
  return row === undefined ? 'button, a' : `[data-row="${row}"][data-col="${col}"]`;
}

function bubble(message, hooks, before) {
  const side = sideOf(message, hooks);
  if (side === 'notice') return el('p', { class: 'happened' }, message.notice);
  const who = { bot: 'Бот: ', own: 'Вы: ' }[side];
  return el('div', { class: 'bubble' },
    who ? el('span', { class: 'sr' }, who) : el('b', { class: 'author' }, message.author),
    origin(message), answered(message), photo(message), file(message.document), contact(message.contact),
    ...kinds(message, hooks, before), body(message, hooks));
}

function body(message, hooks) {
  const words = el('span', { class: 'text' });
  if (message.html) words.append(safe(message.html, hooks));
  else if (message.text) words.append(message.text);
  const meta = el('span', { class: 'meta' },
    // Messengers do not mark what bots edit: their screens change with every tap.
    message.edited && message.from === 'person' ? el('span', { class: 'edited' }, 'изменено ') : null,
    hooks.answers() ? answer(message, hooks) : null, when(message, hooks));
  return el('div', { class: words.hasChildNodes() ? 'body' : 'body wordless' }, words, meta);
}

// answer is the button that answers a message of a group.
function answer(message, hooks) {
  return el('button', {
    class: 'raw answer', type: 'button', 'aria-label': `Ответить: ${message.text || message.author}`,
    onclick: () => hooks.answer(message),
  }, 'Ответить');
}

// when is the time of a message; the bot's opens the calls that made it.
function when(message, hooks) {
  const time = el('time', { datetime: message.date }, format.time(message.date));
  if (message.from !== 'bot') return time;
  return el('button', {
    class: 'raw', type: 'button', title: 'Вызовы Bot API',
    'aria-label': `${format.time(message.date)}, вызовы Bot API этого сообщения`,
    onclick: () => hooks.calls(message),
  }, time);
}

function photo(message) {
  const url = message.photo && safeFile(message.photo);
  if (!url) return null;
  const image = el('img', { src: url, alt: message.text ? `Фото: ${message.text}` : 'Фото' });
  const frame = el('a', { class: 'photo', href: url, target: '_blank', rel: 'noopener' }, image);
  image.addEventListener('error', () => {
    frame.replaceChildren(el('span', { class: 'broken' }, 'Фото не открылось'));
  });
  return frame;
}

function file(document) {
  if (!document) return null;
  const words = [
    el('span', { class: 'disc', 'aria-hidden': 'true' }, icon('file')),
    el('span', { class: 'card-words' },
      el('span', { class: 'card-title', title: document.name }, document.name),
      el('span', { class: 'card-hint' }, format.size(document.size))),
  ];
  const url = document.url && safeFile(document.url);
  if (!url) return el('div', { class: 'card' }, ...words);
  return el('a', { class: 'card', href: url, target: '_blank', rel: 'noopener' }, ...words);
}

function contact(card) {
  if (!card) return null;
  const digits = card.phone.replace(/[^\d+]/g, '');
  return el('a', { class: 'card', href: `tel:${digits}` },
    el('span', { class: 'disc', 'aria-hidden': 'true' }, icon('phone')),
    el('span', { class: 'card-words' },
      el('span', { class: 'card-title' }, card.name || 'Номер телефона'),
      el('span', { class: 'card-hint' }, card.phone)));
}

function keys(message, hooks) {
  if (!message.inline?.length) return [];
  const rows = message.inline.map((row, r) => el('div', { class: 'row' },
    ...row.map((button, c) => key(button, button.index ?? [r, c], message, hooks))));
  return [el('div', { class: 'keys', role: 'group', 'aria-label': 'Кнопки сообщения' }, ...rows)];
}

function key(button, [row, col], message, hooks) {
  const label = el('span', { class: 'label' }, button.text);
  const props = {
    class: 'key', title: button.copy ? `Копирует: ${button.copy}` : button.text, 'aria-label': button.text, 'data-row': row, 'data-col': col,
  };
  if (button.url) {
    const url = safeLink(button.url);
    if (url) return link(url, hooks.open, { ...props, class: 'key url' }, label, icon('out'));
  }
  const spin = el('span', { class: 'spin', 'aria-hidden': 'true' });
  const made = el('button', { ...props, type: 'button' }, label, spin);
  made.addEventListener('click', () => hooks.tap(made, message.id, row, col, button.copy));
  return made;
}
