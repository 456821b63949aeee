// What only some messages hold: places and receipts, invoices, polls.

import { el } from './dom.js';

/** Says whose words a forwarded message has; null for one's own. */
export function origin(message) {
  if (!message.forwarded) return null;
  return el('p', { class: 'origin' }, `Переслано: ${message.forwarded}`);
}

/** The message that it answers. */
export function answered({ answers }) {
  if (!answers) return null;
  return el('blockquote', { class: 'answers' },
    el('b', {}, answers.author), el('span', {}, answers.text || 'Сообщение удалено'));
}

/** The nodes of a message; `before` is what showed it until now: what is chosen there stays chosen. */
export function kinds(message, hooks, before) {
  return [card(message.card), invoice(message.invoice, hooks), poll(message, hooks, before)].filter(Boolean);
}

function card(about) {
  if (!about) return null;
  return el('div', { class: 'card' },
    el('span', { class: 'card-words' },
      el('span', { class: 'card-title' }, about.title),
      el('span', { class: 'card-hint' }, about.hint)));
}

function invoice(bill, hooks) {
  if (!bill) return null;
  const paid = bill.paid_by.includes(hooks.me());
  return el('div', { class: 'invoice' },
    el('h3', {}, bill.title),
    el('p', {}, bill.description),
    el('p', { class: 'total' }, paid ? `Оплачено: ${bill.total}` : `К оплате: ${bill.total}`));
}

function poll(message, hooks, before) {
  const asked = message.poll;
  if (!asked) return null;
  const mine = asked.answers.map(({ voters }) => voters.includes(hooks.me()));
  const voted = mine.includes(true);
  const open = !asked.closed && !voted;
  const chosen = new Set([...before.querySelectorAll('.poll :checked')].map(({ value }) => Number(value)));
  const show = asked.closed || (voted && !asked.hidden);
  const form = el('form', { class: 'poll' },
    el('fieldset', {},
      el('legend', {}, asked.question, el('small', {}, asked.traits)),
      asked.description ? el('p', {}, asked.description) : null,
      ...asked.answers.map((answer, i) => choice(asked, answer, {
        name: `poll-${message.id}`, value: i, open, mark: mine[i], checked: open ? chosen.has(i) : mine[i],
        result: show ? result(answer, asked) : '',
      }))),
    show && asked.explanation ? el('p', {}, asked.explanation) : null,
    ...foot(asked, open, () => hooks.vote(message.id, [])));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const answers = [...form.querySelectorAll(':checked')].map(({ value }) => Number(value));
    if (answers.length) hooks.vote(message.id, answers);
  });
  return form;
}

function choice(asked, answer, look) {
  const { name, value, open, mark, checked, result: words } = look;
  const right = words && answer.right ? ' · верно' : '';
  const input = el('input', {
    type: asked.multiple ? 'checkbox' : 'radio', name, value, checked, disabled: !open,
  });
  return el('label', { class: mark ? 'answer mine' : 'answer' }, input,
    el('span', { class: 'answer-text' }, answer.text),
    words ? el('span', { class: 'votes' }, `${words}${right}`) : null);
}

function result({ voters }, { voters: all }) {
  return all ? `${voters.length} · ${Math.round((100 * voters.length) / all)} %` : '0';
}

// foot says how many have voted and lets the person vote or take the vote back.
function foot(asked, open, retract) {
  const count = el('p', { class: 'card-hint' },
    asked.closed ? `Опрос закрыт, проголосовало: ${asked.voters}` : `Проголосовало: ${asked.voters}`);
  if (open) return [count, el('button', { class: 'plain', type: 'submit' }, 'Голосовать')];
  if (asked.closed || !asked.revoting) return [count];
  return [count, el('button', { class: 'plain', type: 'button', onclick: retract }, 'Отозвать голос')];
}
