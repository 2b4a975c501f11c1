/**
 * An element with attributes and children. Whatever comes from the server goes through here as text, never as markup.
 * An attribute that is null, undefined or false is left out; one that begins with "on" is a listener.
 */
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (attribute.startsWith('on')) node.addEventListener(attribute.slice(2), value);
    else node.setAttribute(attribute, value === true ? '' : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const byId = (id) => document.getElementById(id);

/** Sets a text only where it is another, so that a screen reader does not say it again. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** A link to where a browser may go, or null: a job's links come from the server's settings. */
export function webLink(href, label, attributes = {}) {
  try {
    const url = new URL(href, location.href);
    return ['http:', 'https:'].includes(url.protocol) ? element('a', { href: url.href, ...attributes }, label) : null;
  } catch {
    return null;
  }
}

/** A table of these rows; a column is [label, field] and numbers stand right. */
export function table(caption, columns, rows) {
  const numeric = (field) => rows.some((row) => typeof row[field] === 'number');
  const side = (field) => (numeric(field) ? 'number' : null);
  return element('table', {},
    element('caption', { class: 'unseen' }, caption),
    element('thead', {}, element('tr', {},
      columns.map(([label, field]) => element('th', { scope: 'col', class: side(field) }, label)))),
    element('tbody', {}, rows.map((row) => element('tr', {},
      columns.map(([, field]) => element('td', { class: side(field) }, String(row[field] ?? '')))))));
}
