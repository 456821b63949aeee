// Wiring: whose chat is open, what its events change, what its person does.

import * as api from './api.js';
import { clock } from './clock.js';
import { Composer } from './composer.js';
import { byId } from './dom.js';
import { listen } from './events.js';
import { Log } from './log.js';
import { close, menu } from './menu.js';
import { alert, attempt, hideToast, toast } from './notice.js';
import { people } from './people.js';
import { replies } from './replies.js';

const phone = matchMedia('(max-width: 640px)');
const spinFor = 5000; // ms a pressed button waits for its answer
const typingFor = 5000;

let person = 0; // whose chat is open; 0 is nobody
let chat = null; // the last answer about that chat
let stop = () => {}; // closes the stream of events
let typing = 0;

const act = {
  say: (text) => attempt(() => api.say(person, text)),
  file: (file, as, caption) => attempt(() => api.sendFile(person, file, as, caption)),
  contact: () => attempt(() => api.contact(person)),
};
const bar = clock();
const list = people(() => showHead());
const line = new Composer(act);
const keyboard = replies(act);
const messages = new Log({
  tap, open: openLink, command: act.say, me: () => person,
  vote: (message, answers) => attempt(() => api.vote(person, message, answers)),
});

// openLink takes links to this very bot: they start it here instead of leaving the page.
function openLink(url) {
  const { hostname, pathname, searchParams } = new URL(url);
  const own = chat?.bot.username?.toLowerCase();
  if (!own || hostname !== 't.me' || pathname.slice(1).toLowerCase() !== own) return false;
  act.say(`/start ${searchParams.get('start') ?? ''}`.trim());
  return true;
}

async function tap(button, message, row, col) {
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  setTimeout(() => button.removeAttribute('aria-busy'), spinFor);
  if (!await attempt(() => api.tap(person, message, row, col))) stopSpinning();
}

function stopSpinning() {
  for (const button of document.querySelectorAll('#log .key[aria-busy]')) button.removeAttribute('aria-busy');
}

function isTyping(on) {
  clearTimeout(typing);
  byId('bot-state').textContent = on ? 'бот печатает…' : 'бот';
  byId('bot-state').classList.toggle('typing', on);
  if (on) typing = setTimeout(() => isTyping(false), typingFor);
}

function answered({ text, alert: mustConfirm }) {
  stopSpinning();
  if (!text) return;
  if (mustConfirm) alert(text);
  else toast(text);
}

const on = {
  message(event) {
    if (event.message.from === 'bot') isTyping(false);
    messages.put(event.message);
    list.soon();
  },
  edit(event) {
    isTyping(false);
    messages.put(event.message);
  },
  delete: (event) => messages.drop(event.message?.id),
  toast: (event) => answered(event.toast ?? {}),
  keyboard: (event) => keyboard.show(event.keyboard),
  clock: (event) => bar.show(event.now),
  typing: () => isTyping(true),
  people: () => list.soon(),
};

function showHead() {
  const me = list.all.find(({ id }) => id === person) ?? chat?.person;
  if (!me || !person) return;
  byId('me').textContent = me.name;
  document.title = `${me.name} · ${chat?.bot.name ?? 'ДомБот'}: показ`;
  byId('blocked').hidden = !me.blocked;
  byId('composer').hidden = me.blocked;
}

function showStart() {
  byId('start').hidden = !messages.empty;
}

function show(found) {
  chat = found;
  byId('bot-name').textContent = found.bot.name;
  byId('start-name').textContent = found.bot.name;
  byId('start-about').textContent = found.bot.description;
  line.setCommands(found.commands);
  keyboard.show(found.keyboard);
  messages.sync(found.messages ?? [], bar.now);
  showStart();
  showHead();
}

function connect(id, seq) {
  stop();
  stop = listen(id, seq, {
    event(event) {
      on[event.type]?.(event);
      showStart();
    },
    lost: () => { byId('lost').hidden = false; },
    back: () => { byId('lost').hidden = true; },
    async resume() {
      const found = await api.chat(id);
      await Promise.all([bar.load(), list.load()]);
      if (id === person) show(found);
      return found.seq;
    },
  });
}

// leave forgets the chat that was open.
function leave() {
  stop();
  stop = () => {};
  chat = null;
  isTyping(false);
  hideToast();
  close();
  byId('lost').hidden = true;
}

async function open(id) {
  if (id === person) return;
  leave();
  line.swap(person, id);
  person = id;
  document.body.dataset.view = id ? 'chat' : 'list';
  list.mark(id);
  messages.clear();
  keyboard.show(null);
  byId('start').hidden = true;
  byId('chat').classList.toggle('nobody', !id);
  if (id) await refresh(id);
  if (id === person && id && !phone.matches) line.focus();
}

async function refresh(id) {
  try {
    const found = await api.chat(id);
    if (id !== person) return;
    show(found);
    connect(id, found.seq);
    list.soon();
  } catch (error) {
    toast(error.message, 'bad');
    if (id === person) connect(id, 0);
  }
}

// route opens whom the address names; a wide page without a known name opens the first person.
function route() {
  const named = Number(location.hash.match(/^#person=(\d+)$/)?.[1] ?? 0);
  const first = list.all[0]?.id;
  const id = !first || list.all.some((other) => other.id === named) ? named : 0;
  if (id || phone.matches || !first) return open(id);
  history.replaceState(null, '', `#person=${first}`);
  return open(first);
}

function onKey(event) {
  if (event.key === 'Escape' && !close(true)) hideToast();
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!event.altKey || !step || document.querySelector('dialog[open]')) return;
  event.preventDefault();
  location.hash = `person=${list.neighbour(step)}`;
}

function setBlocked(blocked) {
  return attempt(async () => {
    await api.block(person, blocked);
    await list.load();
  });
}

function listenToPage() {
  window.addEventListener('hashchange', route);
  phone.addEventListener('change', route);
  document.addEventListener('keydown', onKey);
  byId('back').addEventListener('click', () => { location.hash = ''; });
  byId('skip').addEventListener('click', () => line.focus());
  byId('start-go').addEventListener('click', () => act.say('/start'));
  byId('unblock').addEventListener('click', () => setBlocked(false));
  // A hidden tab gives its connection back: a browser allows only six to one server.
  document.addEventListener('visibilitychange', () => {
    stop();
    if (!document.hidden && person) refresh(person);
  });
  menu(byId('more'), byId('more-menu'), () => {
    const blocked = byId('composer').hidden;
    return [
      { label: 'Открыть в новой вкладке', icon: 'out', href: `#person=${person}` },
      {
        label: blocked ? 'Разблокировать бота' : 'Остановить бота', icon: 'stop',
        run: () => setBlocked(!blocked),
      },
    ];
  });
}

async function main() {
  listenToPage();
  await attempt(() => Promise.all([bar.load(), list.load()]));
  route();
}

main();
