// The JSON API of the simulator. A refusal is an Error whose message may be shown.

const offline = 'Сервер показа не отвечает. Попробуйте ещё раз.';

async function call(path, options) {
  let answer;
  try {
    answer = await fetch(`/api/${path}`, options);
  } catch {
    throw new Error(offline);
  }
  const body = await answer.json().catch(() => null);
  if (!answer.ok) throw new Error(body?.error || `Не получилось: ответ сервера ${answer.status}.`);
  return body;
}

function post(path, body) {
  return call(path, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  });
}

export const people = () => call('people');
export const addPerson = (name) => post('people', { name });
// A place is {person, group}: somebody in a group, or in the private chat with the bot where group is 0.
const at = ({ person, group }, rest = '') => `chats/${person}${rest}${group ? `?in=${group}` : ''}`;

export const chat = (place) => call(at(place));
export const say = (place, text, reply) => post(at(place, '/messages'), { text, reply });
export const tap = (place, message, row, col) => post(at(place, '/tap'), { message, row, col });
export const pay = (place, link) => post(at(place, '/pay'), { link });
export const vote = (place, message, answers) => post(at(place, '/vote'), { message, answers });
export const contact = (place) => post(at(place, '/contact'), {});
export const block = (place, blocked) => post(at(place, '/block'), { blocked });
export const calls = (place, message) => call(at(place, `/messages/${message}/calls`));
export const groups = () => call('groups');
export const addGroup = (title, members) => post('groups', { title, members });
export const setBot = (group, inside) => post(`groups/${group}/bot`, { in: inside });
export const setPinning = (group, may) => post(`groups/${group}/pinning`, { may });
/** Chooses a group for a key that asks for one (`label`), or for a link that adds the bot (`link`). */
export const choose = (group, person, what) => post(`groups/${group}/chosen`, { person, ...what });
export const faults = () => call('faults');
export const inject = (id) => post('faults', { id });
export const clearFaults = () => post('faults/clear', {});
export const setLimits = (on) => post('limits', { on });
export const clock = () => call('clock');
export const advance = (step) => post('clock', { advance: step });
export const goTo = (day) => post('clock', { to: day });

/** Sends a file as "photo" or "document" with a caption. */
export function sendFile(place, file, as, caption) {
  const form = new FormData();
  form.set('as', as);
  form.set('caption', caption);
  form.set('file', file);
  return call(at(place, '/messages'), { method: 'POST', body: form });
}
