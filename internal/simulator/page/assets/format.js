// Dates, sizes and names as a Russian reader expects them.

const nbsp = '\u00a0';
let zone = '';

/** Sets the time zone of the simulated clock; an unknown name leaves the moments as they are written. */
export function setZone(name) {
  try {
    new Intl.DateTimeFormat('ru-RU', { timeZone: name });
    zone = name;
  } catch {
    zone = '';
  }
}

// parts splits a moment into its local pieces. Without a zone the digits of the text are taken as local.
function parts(moment) {
  const date = zone ? new Date(moment) : new Date(`${moment.slice(0, 19)}Z`);
  const format = new Intl.DateTimeFormat('ru-RU', {
    timeZone: zone || 'UTC', weekday: 'long', year: 'numeric', month: 'long', day: 'numeric',
    hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  });
  return Object.fromEntries(format.formatToParts(date).map((part) => [part.type, part.value]));
}

/** 10:05 */
export function time(moment) {
  const p = parts(moment);
  return `${p.hour}:${p.minute}`;
}

/** 24 ноября, with the year where it differs from that of now. */
export function day(moment, now) {
  const p = parts(moment);
  const year = now && parts(now).year !== p.year ? ` ${p.year}` : '';
  return `${p.day} ${p.month}${year}`;
}

/** вторник, 24 ноября 2026, 10:00 */
export function full(moment) {
  const p = parts(moment);
  return `${p.weekday}, ${p.day}${nbsp}${p.month} ${p.year}, ${p.hour}:${p.minute}`;
}

/** 2026-11-24, as a date field wants it. */
export function isoDay(moment) {
  const date = zone ? new Date(moment) : new Date(`${moment.slice(0, 19)}Z`);
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone || 'UTC' }).format(date);
}

/** 12 КБ */
export function size(bytes) {
  if (!Number.isFinite(bytes) || bytes < 0) return '';
  const units = ['Б', 'КБ', 'МБ', 'ГБ'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = value < 10 && unit > 0 ? 1 : 0;
  return `${value.toLocaleString('ru-RU', { maximumFractionDigits: digits })}${nbsp}${units[unit]}`;
}

/** МП for Мария Петровна */
export function initials(name) {
  const words = name.split(/\s+/).filter((word) => /\p{L}/u.test(word));
  return words.slice(0, 2).map((word) => word.match(/\p{L}/u)[0].toUpperCase()).join('');
}
