import { byId, element, say } from './elements.js';
import { bytes, count, rows, sinceThen, when } from './words.js';

/** A daily backup that is late by more than this is worth a look. */
const FRESH_HOURS = 26;

const time = (instant) => element('time', { datetime: instant, title: when(instant) }, sinceThen(instant));
const fresh = (instant) => Date.now() - new Date(instant) < FRESH_HOURS * 3_600_000;

const fact = (title, state, value, more) => element('div', {},
  element('h3', {}, title),
  element('p', { class: 'fact', 'data-state': state }, value),
  element('p', { class: 'muted' }, more));

/** How it stands with the proof: the latest drill of any backup that went well, or the newest that did not. */
function proof(backups) {
  const failed = backups.find(({ verification }) => verification && !verification.succeeded);
  const proven = backups.filter(({ lastVerified }) => lastVerified)
    .sort((one, other) => other.lastVerified.localeCompare(one.lastVerified))[0];
  if (failed && !(proven?.lastVerified > failed.verification.at)) {
    return fact('Last proven', 'bad', 'A drill failed', [time(failed.verification.at), `, of ${failed.id}`]);
  }
  return proven
    ? fact('Last proven', 'good', time(proven.lastVerified), proven.id)
    : fact('Last proven', 'wait', 'Never', element('code', {}, './tablekeeper verify'));
}

/** Shows the newest backup, and how good all of them are. */
export function showBackups(backups) {
  byId('backups-section').hidden = false;
  const [newest] = backups.filter(({ instant }) => instant);
  const damaged = backups.filter(({ fault }) => fault);
  const parts = newest
    ? [
      fact('Newest', fresh(newest.instant) ? 'good' : 'wait', time(newest.instant), newest.id),
      fact('Holds', null, rows(newest.rows),
        `${count(newest.tables.length)} ${newest.tables.length === 1 ? 'table' : 'tables'}, ${bytes(newest.bytes)}`),
      proof(backups),
      fact('Kept', null, `${count(backups.length)}${backups.length === 50 ? ' or more' : ''}`,
        backups.length === 1 ? 'backup' : 'backups'),
    ]
    : [element('p', { class: 'none muted' }, 'No backup yet: ', element('code', {}, './tablekeeper backup'), ' makes one.')];
  byId('backups').replaceChildren(...parts, ...damaged.map(({ id, fault }) => element('p', { class: 'error wrong' }, `${id}: ${fault}`)));
}

setInterval(() => {
  for (const one of byId('backups').querySelectorAll('time')) say(one, sinceThen(one.dateTime));
}, 20_000);
