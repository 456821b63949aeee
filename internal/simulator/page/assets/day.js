// A day as people write it.

const months = ['янв', 'фев', 'мар', 'апр', 'ма', 'июн', 'июл', 'авг', 'сен', 'окт', 'ноя', 'дек'];

/** Reads «20.12», «20.12.2026», «20 декабря», 2026-12-20 as ISO; without a year it is the next such day. */
export function parseDay(text, today) {
  const words = text.trim().toLowerCase();
  const iso = words.match(/^(\d{4})-(\d{2})-(\d{2})$/);
  if (iso) return valid(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const found = words.match(/^(\d{1,2})[. /](\d{1,2}|[а-я]+)(?:[. /](\d{4}|\d{2}))?(?: ?г\.?)?$/);
  if (!found) return '';
  const month = Number(found[2]) || months.findIndex((start) => found[2].startsWith(start)) + 1;
  const day = Number(found[1]);
  if (found[3]) return valid(Number(found[3].padStart(4, '20')), month, day);
  const year = Number(today.slice(0, 4));
  const near = valid(year, month, day);
  return near && near < today ? valid(year + 1, month, day) : near;
}

/** 20.12.2026 for 2026-12-20 */
export function dotted(iso) {
  return iso.split('-').reverse().join('.');
}

function valid(year, month, day) {
  const date = new Date(Date.UTC(year, month - 1, day));
  const same = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return same ? date.toISOString().slice(0, 10) : '';
}
