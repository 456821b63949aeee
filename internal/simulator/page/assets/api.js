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
export const chat = (person) => call(`chats/${person}`);
export const say = (person, text) => post(`chats/${person}/messages`, { text });
export const tap = (person, message, row, col) => post(`chats/${person}/tap`, { message, row, col });
export const vote = (person, message, answers) => post(`chats/${person}/vote`, { message, answers });
export const contact = (person) => post(`chats/${person}/contact`, {});
export const block = (person, blocked) => post(`chats/${person}/block`, { blocked });
export const clock = () => call('clock');
export const advance = (step) => post('clock', { advance: step });
export const goTo = (day) => post('clock', { to: day });

/** Sends a file as "photo" or "document" with a caption. */
export function sendFile(person, file, as, caption) {
  const form = new FormData();
  form.set('as', as);
  form.set('caption', caption);
  form.set('file', file);
  return call(`chats/${person}/messages`, { method: 'POST', body: form });
}
