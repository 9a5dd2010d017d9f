import type { Counts } from '#infra/cost/counts.ts'
import { type Estimate, estimate, leverFor, MONTHLY_JOBS, unitsPerJob } from '#infra/cost/estimate.ts'
import { type PricedUnit, PRICES } from '#infra/cost/prices.ts'

/** How many of the dearest lines a table shows; the others are one line. */
const SHOWN = 6

/** The tables of docs/cost.md, as Markdown: what a job takes, what it costs at each size, and the prices. */
export function costTables(counts: Counts): string {
  const estimates = MONTHLY_JOBS.map((jobs) => estimate(counts, jobs))
  return [countsTable(counts), totalsTable(estimates), ...estimates.map(linesTable), pricesTable()].join(
    '\n\n',
  )
}

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const table = (head: readonly string[], rows: readonly string[]): string =>
  [row(...head), row(...head.map(() => '---')), ...rows].join('\n')

const count = (value: number): string =>
  value >= 10 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(2)))
const usd = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : 0 })

function countsTable(counts: Counts): string {
  const each = (value: number): string => count(value / counts.jobs)
  const { gbSeconds, calls } = counts
  return table(
    ['what one job takes', 'counted'],
    [
      row('requests', each(counts.requests)),
      row('calls of functions', each(calls.http + calls.queue + calls.socket)),
      row('GB-seconds', each(gbSeconds.http + gbSeconds.queue + gbSeconds.socket)),
      row(
        'reads, writes, transactions',
        [counts.reads, counts.writes, counts.transactions].map(each).join(', '),
      ),
      row('messages on queues, events on the bus', [counts.messages, counts.events].map(each).join(', ')),
      row('e-mails, pushes', [counts.emails, counts.pushes].map(each).join(', ')),
      row('stored, logged', `${each(counts.storedBytes / 1_000)} KB, ${each(counts.logBytes / 1_000)} KB`),
    ],
  )
}

const totalsTable = (estimates: readonly Estimate[]): string =>
  table(
    ['jobs a month', 'USD a month', 'USD a job', 'database', 'dearest', 'next lever'],
    estimates.map(({ jobs, usd: sum, usdPerJob, cluster, lines: [dearest] }) =>
      row(
        jobs.toLocaleString('en-US'),
        usd(sum),
        usdPerJob < 0.01 ? usdPerJob.toFixed(4) : usdPerJob.toFixed(2),
        cluster.name,
        `${dearest?.what} (${Math.round((100 * (dearest?.usd ?? 0)) / sum)} %)`,
        leverFor(dearest?.what ?? ''),
      ),
    ),
  )

function linesTable({ jobs, lines }: Estimate): string {
  const rest = lines.slice(SHOWN).reduce((sum, line) => sum + line.usd, 0)
  return table(
    [`${jobs.toLocaleString('en-US')} jobs a month`, 'amount', 'USD', 'lever'],
    [
      ...lines
        .slice(0, SHOWN)
        .map((line) => row(line.what, count(line.amount), usd(line.usd), leverFor(line.what))),
      row('all others', '', usd(rest), ''),
    ],
  )
}

const pricesTable = (): string =>
  table(
    ['price', 'USD', 'for', 'source', 'seen'],
    Object.entries(PRICES).map(([name, { usd: price, per, unit, source, seen }]) =>
      row(name, String(price), `${per.toLocaleString('en-US')} ${unit}`, `<${source}>`, seen),
    ),
  )

/** Every unit that is counted has a price, and the other way round. */
export const isPriced = (counts: Counts): boolean =>
  Object.keys(unitsPerJob(counts)).toSorted().join() ===
  (Object.keys(PRICES) as PricedUnit[]).toSorted().join()
