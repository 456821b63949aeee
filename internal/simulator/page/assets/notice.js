// Short answers over the chat and answers that must be confirmed.

import { byId, el } from './dom.js';

let timer = 0;

/** Shows words over the chat for a few seconds; kind "bad" marks a refusal. */
export function toast(text, kind = 'good') {
  hideToast();
  byId('toast').replaceChildren(el('p', { class: kind }, text));
  timer = setTimeout(hideToast, Math.min(9000, 3500 + text.length * 45));
}

export function hideToast() {
  clearTimeout(timer);
  byId('toast').replaceChildren();
}

/** Shows words that stay until they are confirmed. */
export function alert(text) {
  const dialog = byId('alert');
  byId('alert-text').textContent = text;
  if (!dialog.open) dialog.showModal();
}

/** Runs an action and shows its refusal; returns whether it went through. */
export async function attempt(action) {
  try {
    await action();
    return true;
  } catch (error) {
    toast(error.message, 'bad');
    return false;
  }
}
