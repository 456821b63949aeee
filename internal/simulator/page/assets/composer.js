// What the person does: words, files, commands.

import { attachment } from './attachment.js';
import { byId } from './dom.js';
import { close, menu } from './menu.js';

const tallest = 160; // px that the input may grow to

/** The input line and what hangs on it. */
export class Composer {
  #text = byId('text');
  #files = attachment(() => this.#refresh());
  #drafts = new Map(); // words not sent yet, by person
  #commands = [];
  #list;
  #act;

  /** `act`: say(text), file(file, as, caption), contact(); they resolve to success. */
  constructor(act) {
    this.#act = act;
    this.#list = menu(byId('commands'), byId('commands-menu'), () => this.#commandItems('/'));
    menu(byId('attach'), byId('attach-menu'), () => [
      { label: 'Фото', icon: 'image', run: () => byId('photo-file').click() },
      { label: 'Файл', icon: 'file', run: () => byId('any-file').click() },
      { label: 'Мой номер телефона', icon: 'phone', run: act.contact },
    ]);
    this.#text.addEventListener('input', () => this.#typed());
    this.#text.addEventListener('keydown', (event) => this.#key(event));
    this.#text.addEventListener('paste', (event) => this.#paste(event));
    byId('composer').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#refresh();
  }

  setCommands(found) {
    this.#commands = found ?? [];
    byId('commands').parentElement.hidden = this.#commands.length === 0;
  }

  /** Puts away what one person began to write and takes out what the next one had begun. */
  swap(left, next) {
    this.#drafts.set(left, this.#text.value);
    this.#text.value = this.#drafts.get(next) ?? '';
    this.#files.clear();
  }

  focus() {
    this.#text.focus({ preventScroll: true });
  }

  #commandItems(start) {
    return this.#commands
      .filter(({ command }) => `/${command}`.startsWith(start))
      .map(({ command, description }) => ({
        label: `/${command}`, hint: description, run: () => this.#choose(`/${command}`),
      }));
  }

  #choose(command) {
    this.#act.say(command);
    if (!this.#text.value.startsWith('/')) return;
    this.#text.value = '';
    this.#refresh();
    this.focus();
  }

  #refresh() {
    this.#text.style.height = 'auto';
    this.#text.style.height = `${Math.min(this.#text.scrollHeight, tallest)}px`;
    byId('send').disabled = this.#text.value.trim() === '' && !this.#files.chosen;
  }

  #typed() {
    if (/^\n+$/.test(this.#text.value)) this.#text.value = ''; // the Enter that sent the words before
    this.#refresh();
    const start = this.#text.value;
    if (/^\/[a-z0-9_]*$/i.test(start)) this.#list.show(this.#commandItems(start), false);
    else close();
  }

  #key(event) {
    if (event.key === 'ArrowDown' && this.#list.open && !event.altKey) {
      event.preventDefault();
      this.#list.focus();
    }
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit();
  }

  #paste(event) {
    const [file] = event.clipboardData.files;
    if (!file) return;
    event.preventDefault();
    this.#files.choose(file, file.type.startsWith('image/') ? 'photo' : 'document');
  }

  async #submit() {
    const words = this.#text.value.trim();
    const { chosen } = this.#files;
    if (!words && !chosen) return;
    close();
    this.#text.value = '';
    this.#files.clear();
    this.focus();
    const sent = await (chosen ? this.#act.file(chosen.file, chosen.as, words) : this.#act.say(words));
    if (sent) return;
    if (this.#text.value === '') this.#text.value = words;
    if (chosen && !this.#files.chosen) this.#files.choose(chosen.file, chosen.as);
    this.#refresh();
  }
}
