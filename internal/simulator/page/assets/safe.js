// Message HTML is rebuilt node by node: only the listed tags survive, everything else becomes its text.

import { el } from './dom.js';

const tags = new Map([
  ['B', 'b'], ['STRONG', 'b'], ['I', 'i'], ['EM', 'i'], ['U', 'u'], ['INS', 'u'],
  ['S', 's'], ['STRIKE', 's'], ['DEL', 's'], ['CODE', 'code'], ['PRE', 'pre'], ['BLOCKQUOTE', 'blockquote'],
]);

// What a messenger makes clickable in plain words: addresses, phones, commands.
const words = new RegExp([
  /(https?:\/\/[^\s<>«»"]+[^\s<>«»".,;:!?)])/,
  /(\+7[\s\u00a0]?\(?\d{3}\)?(?:[\s\u00a0-]?\d){7})/,
  /((?<![\p{L}\d/])\/[a-z][a-z0-9_]{0,31}(?![\p{L}\d/_]))/u,
].map(({ source }) => source).join('|'), 'giu');

/**
 * Returns a fragment with the allowed part of html. `open(url)` is asked on a click of a link and returns
 * true when it has dealt with it; `command(text)` is called for a clicked command.
 */
export function safe(html, { open, command }) {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  const out = document.createDocumentFragment();
  copy(parsed.body, out, { open, command, plain: false });
  return out;
}

/** Returns a link that may be followed, or null. */
export function safeLink(href) {
  if (typeof href !== 'string' || !/^(https?|tel):/i.test(href.trim())) return null;
  try {
    return new URL(href.trim()).href;
  } catch {
    return null;
  }
}

/** Returns an address of a file of this site or of a blob, or null. */
export function safeFile(href) {
  try {
    const url = new URL(href, location.href);
    return url.origin === location.origin && /^https?:$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Makes an anchor that opens a new tab unless `open` takes the click. */
export function link(url, open, props, ...children) {
  const onclick = (event) => {
    if (open(url)) event.preventDefault();
  };
  return el('a', { ...props, href: url, target: '_blank', rel: 'noopener noreferrer', onclick }, ...children);
}

function copy(from, to, how) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) to.append(...text(node.data, how));
    else if (node.nodeType === Node.ELEMENT_NODE) to.append(element(node, how));
  }
}

function element(node, how) {
  const tag = tags.get(node.tagName);
  if (tag) {
    const made = el(tag);
    copy(node, made, tag === 'code' || tag === 'pre' ? { ...how, plain: true } : how);
    return made;
  }
  if (node.tagName === 'BR') return el('br');
  if (node.tagName === 'A') return anchor(node, how);
  if (node.matches('tg-spoiler, span.spoiler, span.tg-spoiler')) return spoiler(node, how);
  return document.createTextNode(node.textContent);
}

function anchor(node, how) {
  const url = safeLink(node.getAttribute('href'));
  const made = url ? link(url, how.open, {}) : document.createDocumentFragment();
  copy(node, made, { ...how, plain: true });
  return made;
}

function spoiler(node, how) {
  const made = el('span', {
    class: 'spoiler', role: 'button', tabindex: '0', 'aria-label': 'Показать скрытый текст',
  });
  copy(node, made, how);
  const reveal = () => {
    made.classList.add('open');
    for (const name of ['role', 'tabindex', 'aria-label']) made.removeAttribute(name);
  };
  made.addEventListener('click', reveal);
  made.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === ' ') reveal();
  });
  return made;
}

function text(data, how) {
  if (how.plain) return [data];
  const out = [];
  let last = 0;
  for (const match of data.matchAll(words)) {
    out.push(data.slice(last, match.index), word(match, how));
    last = match.index + match[0].length;
  }
  out.push(data.slice(last));
  return out.filter((piece) => piece !== '');
}

function word([whole, url, phone], how) {
  if (url) return link(url, how.open, {}, whole);
  if (phone) return el('a', { href: `tel:${phone.replace(/[^\d+]/g, '')}` }, whole);
  return el('button', { type: 'button', class: 'command', onclick: () => how.command(whole) }, whole);
}
