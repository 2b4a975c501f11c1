import { byId, element, table } from './elements.js';
import { count } from './words.js';

const QUARTERS = ['q1', 'q2', 'q3', 'q4'];
const ALL = '';
const BAR = 30;
const MOST_BARS = 15;

/** Writes each bar's sum at its end. */
const sums = {
  id: 'sums',
  afterDatasetsDraw(chart) {
    const { ctx, data } = chart;
    ctx.save();
    ctx.font = `600 12px ${getComputedStyle(document.body).fontFamily}`;
    ctx.fillStyle = color('--text');
    ctx.textBaseline = 'middle';
    const last = chart.getDatasetMeta(data.datasets.length - 1).data;
    last.forEach((bar, i) => {
      const sum = data.datasets.reduce((all, dataset) => all + dataset.data[i], 0);
      ctx.fillText(count(sum), bar.x + 6, bar.y);
    });
    ctx.restore();
  },
};

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const sum = (row) => QUARTERS.reduce((all, quarter) => all + row[quarter], 0);

/** The two metrics, one year at a time. */
export class Charts {
  #charts = new Map();
  #quarters = [];
  #above = [];

  constructor() {
    byId('year').addEventListener('change', () => this.#draw());
    byId('department').addEventListener('change', () => this.#draw());
    byId('year-before').addEventListener('click', () => this.#step(-1));
    byId('year-after').addEventListener('click', () => this.#step(1));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw());
  }

  /** @param quarters rows of all years; above likewise */
  show(quarters, above) {
    this.#quarters = quarters;
    this.#above = above;
    const years = [...new Set([...quarters, ...above].map((row) => row.year))].filter((year) => year !== null).sort((a, b) => a - b);
    byId('metrics').hidden = years.length === 0;
    if (years.length === 0) return;
    choose(byId('year'), years.map((year) => [year, year]), years.at(-1));
    this.#draw();
  }

  #step(by) {
    const year = byId('year');
    year.selectedIndex = Math.min(Math.max(year.selectedIndex + by, 0), year.length - 1);
    this.#draw();
  }

  #draw() {
    const select = byId('year');
    const year = Number(select.value);
    byId('year-before').disabled = select.selectedIndex <= 0;
    byId('year-after').disabled = select.selectedIndex >= select.length - 1;

    const rows = this.#quarters.filter((row) => row.year === year);
    const departments = [...new Set(rows.map((row) => row.department))];
    choose(byId('department'), [[ALL, 'All departments'], ...departments.map((name) => [name, name])], ALL);
    const department = byId('department').value;
    const bars = department === ALL
      ? departments.map((name) => added(name, rows.filter((row) => row.department === name)))
      : rows.filter((row) => row.department === department).map((row) => ({ ...row, name: row.job }));
    bars.sort((a, b) => sum(b) - sum(a));
    const what = department === ALL ? 'Department' : 'Job';
    this.#chart('quarters', `Hired per quarter of ${year}, by ${what.toLowerCase()}`, bars,
      QUARTERS.map((quarter, i) => ({ label: quarter.toUpperCase(), field: quarter, color: `--q${i + 1}` })),
      [[what, 'name'], ...QUARTERS.map((quarter) => [quarter.toUpperCase(), quarter])]);

    const above = this.#above.filter((row) => row.year === year).map((row) => ({ ...row, name: row.department }));
    this.#chart('above', `Departments that hired more than the average in ${year}`, above,
      [{ label: 'Hired', field: 'hired', color: '--bar' }], [['Id', 'id'], ['Department', 'name'], ['Hired', 'hired']]);
  }

  #chart(id, label, rows, series, columns) {
    const place = byId(id);
    const open = place.querySelector('details')?.open ?? false;
    this.#charts.get(id)?.destroy();
    if (rows.length === 0) {
      place.replaceChildren(element('p', { class: 'muted none' }, 'None in this year.'));
      return;
    }
    const bars = rows.slice(0, MOST_BARS);
    const canvas = element('canvas', { role: 'img', 'aria-label': `${label}. The table below has the numbers.` });
    const box = element('div', { class: 'chart' }, canvas);
    box.style.height = `${bars.length * BAR + (series.length > 1 ? 70 : 36)}px`;
    const rest = rows.length > bars.length ? `The first ${bars.length} of ${rows.length}; the table has all.` : '';
    place.replaceChildren(box,
      element('p', { class: 'muted' }, rest),
      element('details', { open }, element('summary', {}, 'As a table'), element('div', { class: 'scroll' }, table(label, columns, rows))));
    this.#charts.set(id, new window.Chart(canvas, settings(bars, series)));
  }
}

function settings(rows, series) {
  window.Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  window.Chart.defaults.color = color('--muted');
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  return {
    type: 'bar',
    plugins: [sums],
    data: {
      labels: rows.map((row) => wrapped(row.name)),
      datasets: series.map((one) => ({
        label: one.label,
        data: rows.map((row) => row[one.field]),
        backgroundColor: color(one.color),
        maxBarThickness: 18,
        borderRadius: 2,
      })),
    },
    options: {
      indexAxis: 'y',
      maintainAspectRatio: false,
      animation: still ? false : { duration: 300 },
      layout: { padding: { right: 40 } },
      interaction: { mode: 'index', axis: 'y', intersect: false },
      scales: {
        x: { stacked: true, beginAtZero: true, grid: { color: color('--line') }, border: { display: false }, ticks: { precision: 0, maxTicksLimit: 6 } },
        y: { stacked: true, grid: { display: false }, border: { display: false }, ticks: { color: color('--text'), autoSkip: false, crossAlign: 'far' } },
      },
      plugins: {
        legend: { display: series.length > 1, position: 'top', align: 'start', labels: { boxWidth: 12, boxHeight: 12 } },
      },
    },
  };
}

/** A long name in two lines, broken at the blank nearest to its middle. */
function wrapped(name) {
  const middle = name.length / 2;
  const blanks = [...name.matchAll(/ /g)].map((blank) => blank.index).sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  return name.length < 18 || blanks.length === 0 ? name : [name.slice(0, blanks[0]), name.slice(blanks[0] + 1)];
}

const added = (name, rows) =>
  Object.fromEntries([['name', name], ...QUARTERS.map((quarter) => [quarter, rows.reduce((all, row) => all + row[quarter], 0)])]);

/** Fills a picker, and keeps what is picked if it is still there. */
function choose(select, options, otherwise) {
  const picked = select.value;
  select.replaceChildren(...options.map(([value, label]) => element('option', { value }, String(label))));
  const there = options.some(([value]) => String(value) === picked);
  select.value = there && picked !== '' ? picked : String(otherwise);
}
