import { showBackups } from './backups.js';
import { Charts } from './charts.js';
import { key, listen, read, Trouble } from './client.js';
import { byId, say } from './elements.js';
import { isOpen, JobList } from './jobs.js';
import { showTables } from './tables.js';
import { counts, status, title } from './words.js';

const PAGE = 30;
const LONGEST_PAUSE = 30;
const SETTLING = 1_000;

const jobs = new JobList(complain);
const charts = new Charts();
let session = new AbortController();
let again = () => {};
let pending = false;
let nextPage = '';
let rowsThere = false;

/** Says kindly what is wrong, and what the reader can do. */
function complain(error) {
  const told = error instanceof Trouble ? error : new Trouble(-1, 'This page has a fault.', String(error));
  byId('notice').hidden = false;
  const locked = told.status === 401 || told.status === 403;
  const title = { 401: 'This server asks for a key.', 403: 'The key may not read this.', 429: 'The server asks for a pause.' }[told.status];
  say(byId('notice-title'), title ?? told.title);
  say(byId('notice-detail'), told.status === 401 && !key.get() ? '' : told.detail);
  byId('notice-key').hidden = !locked;
  byId('notice-again').hidden = locked;
}

/** What was wrong is over, unless there is no connection. */
function calm() {
  if (byId('live').dataset.state === 'live') byId('notice').hidden = true;
}

function live(state, text) {
  byId('live').dataset.state = state;
  say(byId('live'), text);
}

async function loadViews(signal) {
  const rows = async (view) => {
    try {
      return (await read(`v1/views/${view}`, signal)).rows;
    } catch (error) {
      if ([403, 404].includes(error.status)) return []; // Not every installation has these metrics, nor every key.
      throw error;
    }
  };
  charts.show(await rows('employees_hired_per_quarter'), await rows('departments_above_average_hires'));
}

async function loadBackups(signal) {
  try {
    showBackups((await read('v1/backups?limit=50', signal)).backups);
  } catch (error) {
    if (error.status !== 403) throw error;
  }
}

async function loadData(signal) {
  const { tables } = await read('v1/tables', signal);
  showTables(tables);
  rowsThere = tables.some((table) => table.rows > 0);
  await Promise.all([loadViews(signal), loadBackups(signal)]);
  welcome();
}

async function loadJobs(signal) {
  const page = await read(`v1/jobs?limit=${PAGE}`, signal);
  jobs.showPage(page.jobs);
  nextPage = page.nextPageToken ?? '';
  byId('older').hidden = nextPage === '';
  welcome();
}

function welcome() {
  byId('welcome').hidden = rowsThere || !jobs.empty;
}

/** Data is read anew a moment after a job has ended, once for all that end in that moment, while someone looks. */
function dataChanged() {
  if (pending) return;
  pending = true;
  setTimeout(async () => {
    if (document.hidden) await new Promise((shown) => document.addEventListener('visibilitychange', shown, { once: true }));
    pending = false;
    const { signal } = session;
    await loadData(signal).then(calm, (error) => signal.aborted || complain(error));
  }, SETTLING);
}

function heard(job) {
  jobs.show(job);
  byId('welcome').hidden = true;
  if (!isOpen(job)) {
    say(byId('news'), `${title(job)}: ${status(job.status)}. ${counts(job)}`);
    dataChanged();
  }
}

const pause = (seconds) => new Promise((over) => {
  const timer = setTimeout(over, seconds * 1000);
  again = () => {
    clearTimeout(timer);
    over();
  };
});

/** Connected for as long as the page is open: what was missed while it was not is read when it is again. */
async function run() {
  let seconds = 1;
  for (;;) {
    const { signal } = session;
    try {
      await listen('v1/jobs/events', signal, async () => {
        seconds = 1;
        live('live', 'Live');
        byId('notice').hidden = true;
        await Promise.all([loadData(signal), loadJobs(signal)]).catch((error) => signal.aborted || complain(error));
      }, heard);
      live('waiting', 'Reconnecting…');
    } catch (error) {
      if (signal.aborted) continue;
      complain(error);
      live('away', error.status === 401 ? 'Locked' : 'Not connected');
      if (error.status === 401 || error.status === 403) seconds = 86_400;
      else seconds = Math.max(seconds, error.retryAfter ?? 0);
    }
    await pause(seconds);
    seconds = Math.min(seconds * 2, LONGEST_PAUSE);
  }
}

function restart() {
  const old = session;
  session = new AbortController();
  old.abort();
  jobs.clear();
  again();
}

function askForKey() {
  byId('key').value = key.get();
  byId('key-dialog').showModal();
}

function useKey(text) {
  key.set(text.trim());
  byId('key-dialog').close();
  restart();
}

byId('open-key').addEventListener('click', askForKey);
byId('notice-key').addEventListener('click', askForKey);
byId('notice-again').addEventListener('click', () => again());
byId('key-cancel').addEventListener('click', () => byId('key-dialog').close());
byId('key-forget').addEventListener('click', () => useKey(''));
byId('key-form').addEventListener('submit', (event) => {
  event.preventDefault();
  useKey(byId('key').value);
});
byId('older').addEventListener('click', async () => {
  try {
    const page = await read(`v1/jobs?limit=${PAGE}&pageToken=${encodeURIComponent(nextPage)}`, session.signal);
    jobs.showPage(page.jobs);
    nextPage = page.nextPageToken ?? '';
    byId('older').hidden = nextPage === '';
  } catch (error) {
    complain(error);
  }
});

run();
