// The bar with the simulated time.

import * as api from './api.js';
import { dotted, parseDay } from './day.js';
import { byId } from './dom.js';
import * as format from './format.js';
import { attempt, toast } from './notice.js';

const every = 30_000; // ms between questions for the time, which may run by itself

/** Makes the bar; returns {load, show, now}. */
export function clock() {
  const field = byId('clock-date');
  const picker = byId('clock-picker');
  let now = '';
  let today = '';
  let shown = 0; // how often a time was shown

  function show(moment) {
    shown += 1;
    const before = dotted(today);
    now = moment;
    today = format.isoDay(moment);
    byId('clock-now').textContent = format.full(moment);
    byId('clock-now').dateTime = moment;
    picker.min = today;
    const passed = field.value === '' || field.value === before || parseDay(field.value, today) < today;
    if (passed) field.value = dotted(today);
  }

  async function load() {
    const before = shown;
    const answer = await api.clock();
    format.setZone(answer.zone);
    if (shown === before) show(answer.now); // else an event has told a later time since
  }

  const move = (step) => attempt(async () => {
    const answer = await step();
    if (answer?.now) show(answer.now);
    else await load();
  });
  byId('clock-hour').addEventListener('click', () => move(() => api.advance('1h')));
  byId('clock-day').addEventListener('click', () => move(() => api.advance('24h')));
  byId('clock-controls').addEventListener('submit', (event) => {
    event.preventDefault();
    const day = parseDay(field.value, today);
    if (day) field.value = dotted(day);
    if (day) move(() => api.goTo(day));
    else toast('Такого дня нет. Напишите, например, 20.12.2026', 'bad');
  });
  byId('clock-pick').addEventListener('click', () => {
    picker.value = parseDay(field.value, today) || today;
    picker.showPicker();
  });
  picker.addEventListener('change', () => {
    if (picker.value) field.value = dotted(picker.value);
    field.focus();
  });
  byId('clock-toggle').addEventListener('click', ({ currentTarget }) => {
    const open = document.body.classList.toggle('clock-open');
    currentTarget.setAttribute('aria-expanded', String(open));
  });
  setInterval(() => {
    if (!document.hidden) load().catch(() => {});
  }, every);

  return { load, show, get now() { return now; } };
}
