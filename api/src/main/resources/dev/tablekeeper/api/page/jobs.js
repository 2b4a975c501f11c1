import { key, readBlob } from './client.js';
import { byId, element, say, webLink } from './elements.js';
import { counts, duration, progress, sinceThen, status, title, when } from './words.js';

const OPEN = ['queued', 'running', 'waiting-approval'];
const MOST = 100;

export const isOpen = (job) => OPEN.includes(job.status);

/** Where a job's rejects are, and what to call them: a file for each table that has some. */
function rejectFiles({ links, result }) {
  if (!links.rejects) return [];
  const tables = (Array.isArray(result?.tables) ? result.tables : []).filter((table) => table.rowsRejected > 0);
  return tables.length < 2
    ? [[links.rejects, 'Rejects']]
    : tables.map(({ table }) => [`${links.rejects}?table=${encodeURIComponent(table)}`, `Rejects of ${table}`]);
}

/** The list of jobs, newest first; a job's item stays the same while it goes on, so that whoever is at it stays there. */
export class JobList {
  #list = byId('jobs');
  #shown = new Map();
  #asked = 0;
  #read = false;

  /** @param trouble told when a file cannot be had */
  constructor(trouble) {
    this.trouble = trouble;
    setInterval(() => this.#tellTimes(), 20_000);
    this.#tellWhatThereIs();
  }

  get empty() {
    return this.#shown.size === 0;
  }

  clear() {
    this.#shown.clear();
    this.#list.replaceChildren();
    this.#asked = 0;
    this.#read = false;
    this.#tellWhatThereIs();
  }

  /** Shows a job, new or as it is now. What has ended does not go on: an older look at it, come late, is passed over. */
  show(job) {
    const known = this.#shown.get(job.id);
    if (known && !isOpen(known.job) && isOpen(job)) return;
    const item = known?.item ?? this.#item(job);
    this.#shown.set(job.id, { job, item });
    if (!known) this.#place(job, item);
    this.#fill(job, item);
    this.#tellWhatThereIs();
  }

  /** Shows a page of older jobs, and keeps so many more from now on. */
  showPage(jobs) {
    this.#asked += jobs.length;
    this.#read = true;
    jobs.forEach((job) => this.show(job));
    this.#tellWhatThereIs();
  }

  #item(job) {
    const part = (className) => element('div', { class: className });
    return element('li', { 'data-id': job.id }, part('what'), part('how'), part('links'));
  }

  #place(job, item) {
    const later = [...this.#list.querySelectorAll('li[data-id]')]
      .find((other) => this.#shown.get(other.dataset.id).job.createdAt < job.createdAt);
    this.#list.querySelector('.none')?.remove();
    this.#list.insertBefore(item, later ?? null);
    for (const last of [...this.#list.children].slice(Math.max(MOST, this.#asked)).reverse()) {
      if (isOpen(this.#shown.get(last.dataset.id).job)) continue;
      this.#shown.delete(last.dataset.id);
      last.remove();
    }
  }

  #fill(job, item) {
    const [what, how, links] = item.children;
    item.dataset.status = job.status;
    what.replaceChildren(
      element('h3', {}, element('span', { class: 'status' }, status(job.status)), ' ', title(job)),
      element('p', { class: 'muted' },
        element('time', { datetime: job.createdAt, title: when(job.createdAt) }, sinceThen(job.createdAt)),
        `, by ${job.startedBy}`,
        job.finishedAt && job.startedAt ? `, took ${duration(job.startedAt, job.finishedAt)}` : ''));
    how.replaceChildren(...this.#how(job));
    this.#link(links, job);
  }

  #how(job) {
    if (job.status === 'waiting-approval') {
      return [
        element('p', {}, 'Its tables are staged, and equal to the backup. Nothing is touched before somebody says so:'),
        element('p', {}, element('code', {}, `./tablekeeper approve ${job.id}`)),
      ];
    }
    if (isOpen(job)) {
      const { done = 0, total = 0 } = job.progress ?? {};
      return [
        element('progress', { 'aria-label': `Progress of ${job.id}`, max: 1, value: total > 0 ? done / total : null }),
        element('p', {}, job.progress ? progress(job.progress) : ''),
      ];
    }
    return [
      element('p', { class: 'counts' }, counts(job)),
      job.links.undo && job.result?.undoUntil && element('p', { class: 'muted' }, `Can be undone until ${when(job.result.undoUntil)}: `,
        element('code', {}, `./tablekeeper undo ${job.id}`)),
      job.error && element('p', { class: 'error' }, element('strong', {}, job.error.title), `: ${job.error.detail}`),
    ].filter(Boolean);
  }

  /** Made once for each set of links: the one that has the focus must not go while a job's progress changes. */
  #link(place, job) {
    const { temporal } = job.links;
    const rejects = rejectFiles(job);
    const now = [...rejects.map(([href]) => href), temporal].join(' ');
    if (place.dataset.now === now) return;
    place.dataset.now = now;
    const about = (word) => ({ 'aria-label': `${word} of ${job.id}` });
    place.replaceChildren(...[
      ...rejects.map(([href, label]) => webLink(href, label,
        { ...about(label), download: '', onclick: (event) => this.#download(event, href, `${job.id}-rejects.csv`) })),
      temporal && webLink(temporal, 'Temporal', { ...about('Temporal page'), target: '_blank', rel: 'noreferrer' }),
      element('span', { class: 'id' }, job.id),
    ].filter(Boolean));
  }

  /** A link cannot send a key; where there is one the file is fetched first. */
  async #download(event, href, name) {
    if (!key.get()) return;
    event.preventDefault();
    try {
      const url = URL.createObjectURL(await readBlob(href));
      element('a', { href: url, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    } catch (error) {
      this.trouble(error);
    }
  }

  #tellTimes() {
    for (const time of this.#list.querySelectorAll('time')) say(time, sinceThen(time.dateTime));
  }

  #tellWhatThereIs() {
    const open = [...this.#shown.values()].filter(({ job }) => isOpen(job)).length;
    say(byId('open-jobs'), open > 0 ? `${open} under way` : '');
    if (this.#read && this.empty && !this.#list.querySelector('.none')) {
      this.#list.append(element('li', { class: 'none muted' }, 'No jobs yet.'));
    }
  }
}
