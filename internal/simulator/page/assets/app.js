// Wiring: whose chat is open, what its events change, what its person does.

import { answer } from './answer.js';
import * as api from './api.js';
import { showCalls } from './calls.js';
import { choose } from './choose.js';
import { clock } from './clock.js';
import { Composer } from './composer.js';
import { byId } from './dom.js';
import { listen } from './events.js';
import { groups, hashOf } from './groups.js';
import { Log } from './log.js';
import { close, menu } from './menu.js';
import { alert, attempt, hideToast, toast } from './notice.js';
import { people } from './people.js';
import { replies } from './replies.js';
import { trouble } from './trouble.js';

const phone = matchMedia('(max-width: 640px)');
const spinFor = 5000; // ms a pressed button waits for its answer
const typingFor = 5000;

let place = { person: 0, group: 0 }; // whose chat is open; 0 is nobody, and no group
let chat = null; // the last answer about that chat
let stop = () => {}; // closes the stream of events
let typing = 0;
let later = 0;

const act = {
  say(text) {
    const reply = answering.take();
    return attempt(() => api.say(place, text, reply));
  },
  file: (file, as, caption) => attempt(() => api.sendFile(place, file, as, caption)),
  contact: () => attempt(() => api.contact(place)),
  choose: (what) => choose(place.person, what),
};
const answering = answer();
const bar = clock();
const list = people(() => showHead());
const houses = groups(() => list.all, (found) => {
  showPinned(found);
  showHead();
});
const line = new Composer(act);
const keyboard = replies(act);
const messages = new Log({
  tap,
  open: openLink,
  command: act.say,
  calls: (message) => showCalls(place, message),
  answers: () => place.group !== 0,
  answer: (message) => answering.to(message),
  mine: (message) => message.from === 'person' && (!place.group || message.by === place.person),
  me: () => place.person,
  vote: (message, answers) => attempt(() => api.vote(place, message, answers)),
});

// openLink takes links to this very bot and to invoices: they start it and are paid here instead of leaving
// the page.
function openLink(url) {
  const { hostname, pathname, searchParams } = new URL(url);
  if (hostname === 't.me' && pathname.startsWith('/$')) {
    attempt(() => api.pay(place, url));
    return true;
  }
  const own = chat?.bot.username?.toLowerCase();
  if (!own || hostname !== 't.me' || pathname.slice(1).toLowerCase() !== own) return false;
  const { person } = place;
  if (searchParams.has('startgroup')) {
    act.choose({ link: url });
    return true;
  }
  if (place.group) location.hash = hashOf({ person, group: 0 });
  attempt(() => api.say({ person, group: 0 }, `/start ${searchParams.get('start') ?? ''}`.trim()));
  return true;
}

async function tap(button, message, row, col, copied) {
  if (copied) return copy(copied, message, row, col);
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  setTimeout(() => button.removeAttribute('aria-busy'), spinFor);
  if (!await attempt(() => api.tap(place, message, row, col))) stopSpinning();
}

// The bot hears nothing of a button that copies; the server keeps what the person copied.
async function copy(text, message, row, col) {
  if (!await attempt(() => api.tap(place, message, row, col))) return;
  try {
    await navigator.clipboard.writeText(text);
    toast(`Скопировано: ${text}`);
  } catch {
    toast(`Браузер не дал скопировать. Текст: ${text}`, 'bad');
  }
}

function stopSpinning() {
  for (const button of document.querySelectorAll('#log .key[aria-busy]')) button.removeAttribute('aria-busy');
}

function isTyping(on) {
  clearTimeout(typing);
  byId('bot-state').textContent = on ? 'бот печатает…' : stateWords();
  byId('bot-state').classList.toggle('typing', on);
  if (on) typing = setTimeout(() => isTyping(false), typingFor);
}

function stateWords() {
  const { group } = chat ?? {};
  if (!group) return 'бот';
  return `людей: ${group.members.length}, ${group.bot ? 'бот в группе' : 'бота в группе нет'}`;
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
    soon();
  },
  edit(event) {
    isTyping(false);
    messages.put(event.message);
    if (place.group) soon();
  },
  delete: (event) => messages.drop(event.message?.id),
  toast: (event) => answered(event.toast ?? {}),
  keyboard: (event) => keyboard.show(event.keyboard),
  clock: (event) => bar.show(event.now),
  typing: () => isTyping(true),
  people: () => soon(),
};

// showPinned shows what stays above the open group.
function showPinned(found) {
  const now = found.find(({ id }) => id === place.group);
  if (now && chat?.group) chat.group = now;
  byId('pinned').hidden = !now?.pinned;
  byId('pinned-text').textContent = now?.pinned ?? '';
  byId('pinned').dataset.message = now?.above ?? 0;
}

function soon() {
  list.soon();
  clearTimeout(later);
  later = setTimeout(() => houses.load().catch(() => {}), 150);
}

function showHead() {
  const me = list.all.find(({ id }) => id === place.person) ?? chat?.person;
  if (!me || !place.person) return;
  byId('me').textContent = me.name;
  document.title = `${me.name} · ${chat?.group?.title ?? chat?.bot.name ?? 'ДомБот'}: показ`;
  byId('blocked').hidden = !me.blocked || place.group !== 0;
  byId('composer').hidden = me.blocked && place.group === 0;
  byId('me-line').hidden = place.group !== 0;
  byId('as-line').hidden = place.group === 0;
}

// showAs offers to look at a group as another of its members.
function showAs({ members }) {
  byId('as').replaceChildren(...members.map(({ id, name }) => {
    const option = new Option(name, id);
    option.selected = id === place.person;
    return option;
  }));
}

function showStart() {
  byId('start').hidden = !messages.empty || place.group !== 0;
}

function show(found) {
  chat = found;
  byId('bot-name').textContent = found.group?.title ?? found.bot.name;
  if (found.group) showAs(found.group);
  showPinned(found.group ? [found.group] : []);
  isTyping(false);
  byId('start-name').textContent = found.bot.name;
  byId('start-about').textContent = found.bot.description;
  line.setCommands(found.commands);
  keyboard.show(found.keyboard);
  messages.sync(found.messages ?? [], bar.now);
  showStart();
  showHead();
}

function connect(where, seq) {
  stop();
  stop = listen(where, seq, {
    event(event) {
      on[event.type]?.(event);
      showStart();
    },
    lost: () => { byId('lost').hidden = false; },
    back: () => { byId('lost').hidden = true; },
    async resume() {
      const found = await api.chat(where);
      await Promise.all([bar.load(), list.load(), houses.load()]);
      if (same(where, place)) show(found);
      return found.seq;
    },
  });
}

function same(a, b) {
  return a.person === b.person && a.group === b.group;
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

async function open(next) {
  if (same(next, place)) return;
  leave();
  line.swap(hashOf(place), hashOf(next));
  place = next;
  answering.take();
  document.body.dataset.view = next.person ? 'chat' : 'list';
  list.mark(next.group ? 0 : next.person);
  houses.mark(next);
  messages.clear();
  showPinned([]);
  keyboard.show(null);
  byId('start').hidden = true;
  byId('chat').classList.toggle('nobody', !next.person);
  if (next.person) await refresh(next);
  if (same(next, place) && next.person && !phone.matches) line.focus();
}

async function refresh(where) {
  try {
    const found = await api.chat(where);
    if (!same(where, place)) return;
    show(found);
    connect(where, found.seq);
    soon();
  } catch (error) {
    toast(error.message, 'bad');
    if (same(where, place)) connect(where, 0);
  }
}

// route opens the chat that the address names; a wide page without a known one opens the first person's.
function route() {
  const [, group, person] = location.hash.match(/^#(?:group=(-\d+)&)?person=(\d+)$/) ?? [];
  const named = { person: Number(person ?? 0), group: Number(group ?? 0) };
  const first = list.all[0]?.id;
  const known = named.group ? houses.sees(named) : list.all.some(({ id }) => id === named.person);
  if (!first || known) return open(named);
  if (phone.matches) return open({ person: 0, group: 0 });
  const fallback = { person: first, group: 0 };
  history.replaceState(null, '', hashOf(fallback));
  return open(fallback);
}

function onKey(event) {
  if (event.key === 'Escape' && !close(true)) hideToast();
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!event.altKey || !step || document.querySelector('dialog[open]')) return;
  event.preventDefault();
  location.hash = hashOf({ person: list.neighbour(step), group: 0 });
}

function setBlocked(blocked) {
  return attempt(async () => {
    await api.block({ person: place.person, group: 0 }, blocked);
    await list.load();
  });
}

function setPinning(may) {
  return attempt(async () => {
    await api.setPinning(place.group, may);
    await houses.load();
  });
}

function setBot(inside) {
  return attempt(async () => {
    await api.setBot(place.group, inside);
    if (chat?.group) chat.group.bot = inside;
    isTyping(false);
  });
}

function listenToPage() {
  window.addEventListener('hashchange', route);
  phone.addEventListener('change', route);
  document.addEventListener('keydown', onKey);
  byId('back').addEventListener('click', () => { location.hash = ''; });
  byId('skip').addEventListener('click', () => line.focus());
  byId('as').addEventListener('change', ({ currentTarget }) => {
    location.hash = hashOf({ person: Number(currentTarget.value), group: place.group });
  });
  byId('pinned').addEventListener('click', ({ currentTarget }) => {
    document.querySelector(`#log article[data-id="${currentTarget.dataset.message}"]`)
      ?.scrollIntoView({ block: 'center' });
  });
  byId('start-go').addEventListener('click', () => act.say('/start'));
  byId('unblock').addEventListener('click', () => setBlocked(false));
  // A hidden tab gives its connection back: a browser allows only six to one server.
  document.addEventListener('visibilitychange', () => {
    stop();
    if (!document.hidden && place.person) refresh(place);
  });
  menu(byId('more'), byId('more-menu'), () => {
    const blocked = byId('composer').hidden;
    const tab = { label: 'Открыть в новой вкладке', icon: 'out', href: hashOf(place) };
    const inside = chat?.group?.bot;
    if (place.group) {
      return [tab, {
        label: inside ? 'Удалить бота из группы' : 'Добавить бота в группу', icon: inside ? 'stop' : 'plus',
        run: () => setBot(!inside),
      }, ...inside ? [{
        label: chat.group.pins ? 'Запретить боту закреплять' : 'Разрешить боту закреплять', icon: 'clip',
        run: () => setPinning(!chat.group.pins),
      }] : []];
    }
    return [
      tab,
      {
        label: blocked ? 'Разблокировать бота' : 'Остановить бота', icon: 'stop',
        run: () => setBlocked(!blocked),
      },
    ];
  });
}

async function main() {
  listenToPage();
  trouble();
  await attempt(() => Promise.all([bar.load(), list.load(), houses.load()]));
  route();
}

main();
