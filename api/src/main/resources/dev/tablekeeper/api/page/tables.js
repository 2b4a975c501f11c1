import { byId, element } from './elements.js';
import { count } from './words.js';

/** Shows the tables with their row counts. */
export function showTables(tables) {
  byId('tables').replaceChildren(...tables.map((table) => element('li', { class: 'card tile' },
    element('h3', {}, table.table),
    element('p', { class: 'big' }, count(table.rows), element('span', {}, table.rows === 1 ? ' row' : ' rows')),
    table.description && element('p', { class: 'muted' }, table.description))));
}
