/** Talks to the API that this page came from. The key, if one is needed, lives as long as the tab. */
const KEY = 'tablekeeper-api-key';
const SILENCE = 45_000; // The server says something every 15 s.

export const key = {
  get: () => sessionStorage.getItem(KEY) ?? '',
  set: (text) => (text ? sessionStorage.setItem(KEY, text) : sessionStorage.removeItem(KEY)),
};

/** Why there is no answer, or not the one that was wanted; status 0 when there is none at all. */
export class Trouble extends Error {
  constructor(status, title, detail, retryAfter = 0) {
    super(detail);
    Object.assign(this, { status, title, detail, retryAfter });
  }
}

async function ask(path, signal, headers = {}) {
  if (key.get()) headers['X-API-Key'] = key.get();
  let answer;
  try {
    answer = await fetch(path, { headers, signal, cache: 'no-store', credentials: 'same-origin' });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Trouble(0, 'The server does not answer.', 'It may be starting, or be stopped.');
  }
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  const seconds = Number(answer.headers.get('Retry-After')) || 0;
  throw new Trouble(answer.status, problem.title ?? `Status ${answer.status}`, problem.detail ?? '', seconds);
}

export async function read(path, signal) {
  return (await ask(path, signal)).json();
}

export async function readBlob(path) {
  return (await ask(path)).blob();
}

/**
 * Server-sent events until the stream ends. Not an EventSource, since that cannot send a key.
 *
 * @param opened called when the stream is there
 * @param heard called with each event's data
 */
export async function listen(path, signal, opened, heard) {
  const silence = new AbortController();
  const either = AbortSignal.any([signal, silence.signal]);
  let timer = setTimeout(() => silence.abort(), SILENCE);
  try {
    const answer = await ask(path, either, { Accept: 'text/event-stream' });
    opened();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE);
      const blocks = (rest + value).replaceAll('\r', '').split('\n\n');
      rest = blocks.pop();
      for (const block of blocks) {
        const data = block.split('\n').filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trimStart());
        if (data.length > 0) heard(JSON.parse(data.join('\n')));
      }
    }
  } catch (error) {
    if (signal.aborted || error instanceof Trouble) throw error;
    throw new Trouble(0, 'The server does not answer.', 'It may be starting, or be stopped.');
  } finally {
    clearTimeout(timer);
  }
}
