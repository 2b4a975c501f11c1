/** How numbers, times and jobs are said. */
const numbers = new Intl.NumberFormat();
const ago = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

export const count = (number) => numbers.format(number);
export const rows = (number) => `${count(number)} ${number === 1 ? 'row' : 'rows'}`;
export const when = (instant) => moment.format(new Date(instant));

export function sinceThen(instant) {
  const seconds = (Date.now() - new Date(instant)) / 1000;
  if (seconds < 10) return 'just now';
  if (seconds < 60) return ago.format(-Math.round(seconds), 'second');
  if (seconds < 3600) return ago.format(-Math.round(seconds / 60), 'minute');
  if (seconds < 86400) return ago.format(-Math.round(seconds / 3600), 'hour');
  return ago.format(-Math.round(seconds / 86400), 'day');
}

export function duration(from, to) {
  const seconds = Math.max(0, (new Date(to) - new Date(from)) / 1000);
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

export function bytes(number) {
  const unit = Math.min(Math.floor(Math.log10(Math.max(number, 1)) / 3), 4);
  const value = number / 1000 ** unit;
  return `${unit === 0 ? value : value.toFixed(1)} ${['B', 'kB', 'MB', 'GB', 'TB'][unit]}`;
}

export function progress({ phase, done, total, unit }) {
  if (done === 0 && total === 0) return phase;
  const amount = unit === 'bytes' ? bytes : count;
  const of = total > 0 ? ` of ${amount(total)}` : '';
  return `${phase}: ${amount(done)}${of}${unit === 'bytes' ? '' : ` ${unit}`}`;
}

const tables = (number) => `${count(number)} ${number === 1 ? 'table' : 'tables'}`;
const sum = (list, field) => list.reduce((all, one) => all + (one[field] ?? 0), 0);

/** What became of backups and the like. */
const ends = {
  backup: ({ tables: all }) => [rows(sum(all, 'rows')), tables(all.length), bytes(sum(all, 'bytes'))],
  restore: ({ tables: all, changes, rowsReplaced }) => (changes
    ? [`would change ${tables(changes.filter(({ sameContent }) => !sameContent).length)} of ${count(changes.length)}`]
    : [`${rows(sum(all, 'rows'))} restored`, rowsReplaced > 0 && `${rows(rowsReplaced)} set aside`]),
  verify: ({ tables: all }) => [`${rows(sum(all, 'rows'))} restored and found equal`],
  undo: ({ tables: all }) => [`${rows(sum(all, 'rows'))} back`],
};

/** What became of a job's rows; empty while nothing is known. */
export function counts({ kind, input, result }) {
  if (!result) return '';
  if (ends[kind]) return ends[kind](result).filter(Boolean).join(' · ');
  const parts = [];
  const say = (number, word) => {
    if (typeof number === 'number' && number > 0) parts.push(`${count(number)} ${word}`);
  };
  if (typeof result.rowsRead === 'number') parts.push(`${count(result.rowsRead)} read`);
  say(result.rowsLoaded, input?.dryRun ? 'would be loaded' : 'loaded');
  say(result.rowsInserted, 'inserted');
  say(result.rowsSuperseded, 'superseded');
  say(result.rowsRejected, 'rejected');
  return parts.join(' · ');
}

const kinds = { insert: 'Insert into', load: 'Load into', backup: 'Backup of', restore: 'Restore of', verify: 'Restore drill of', undo: 'Undo of a restore of' };

const MOST_NAMED = 6;

function named({ kind, tables, input }) {
  if (kind === 'backup' && !input?.tables?.length) return 'all tables';
  return tables.length > MOST_NAMED
    ? `${tables.slice(0, MOST_NAMED - 1).join(', ')} and ${count(tables.length - MOST_NAMED + 1)} more tables`
    : tables.join(', ');
}

export function title(job) {
  return `${job.input?.dryRun ? 'Dry run: ' : ''}${kinds[job.kind] ?? job.kind} ${named(job)}`;
}

export const status = (text) => text.replace('-', ' for ');
