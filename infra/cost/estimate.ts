import type { Counts } from '#infra/cost/counts.ts'
import { type Cluster, CLUSTERS, type PricedUnit, PRICES } from '#infra/cost/prices.ts'

export const MONTHLY_JOBS = [1_000, 100_000, 10_000_000] as const

/** A stage costs this much while nobody uses it: idle-cost.ts sums it up, and a test holds this to it. */
export const IDLE_USD = 35

/** Of the day's work, an hour at noon and in the evening has this many times the mean. */
const PEAK = 4
/** What a vCPU of the database does in a second, writes counted three times, at half its load. A guess to be measured. */
const OPERATIONS_PER_VCPU = 1_000
const WRITE_WEIGHT = 3
/** How many months of data the database holds before they are archived. */
const MONTHS_KEPT = 12
/** A replica set of Atlas holds so much; more has to be spread over shards. */
const GB_PER_SHARD = 4_096
const SECONDS_A_MONTH = 30 * 24 * 3_600
const HOURS_A_MONTH = 730
const TRACED = 1 / 20
const GB = 1e9

export interface Line {
  readonly what: string
  readonly amount: number
  readonly usd: number
}

export interface Estimate {
  readonly jobs: number
  readonly cluster: Cluster
  readonly lines: readonly Line[]
  readonly usd: number
  readonly usdPerJob: number
}

/** How many priced units a job takes, from what was counted of the demo scenario. */
export function unitsPerJob(counts: Counts): Readonly<Record<PricedUnit, number>> {
  const { jobs, calls, gbSeconds } = counts
  const allCalls = calls.http + calls.queue + calls.socket
  const units = {
    httpRequests: calls.http,
    socketMessages: calls.socket + counts.frames,
    lambdaCalls: allCalls,
    gbSeconds: gbSeconds.http + gbSeconds.queue + gbSeconds.socket,
    queueRequests: 3 * counts.messages,
    busEvents: counts.events,
    logGigabytes: counts.logBytes / GB,
    traces: allCalls * TRACED,
    emails: counts.emails,
    storedGigabytes: (counts.storedBytes / GB) * MONTHS_KEPT,
  }
  return Object.fromEntries(Object.entries(units).map(([name, count]) => [name, count / jobs])) as Readonly<
    Record<PricedUnit, number>
  >
}

/** The smallest cluster that does the operations of the busiest hours and holds the data. Throws where none does. */
export function clusterFor(counts: Counts, jobs: number): Cluster {
  const perJob = (counts.reads + WRITE_WEIGHT * counts.writes) / counts.jobs
  const perSecond = ((perJob * jobs) / SECONDS_A_MONTH) * PEAK
  const stored = unitsPerJob(counts).storedGigabytes * jobs
  const found = CLUSTERS.find(
    ({ vcpus, shards }) => vcpus * OPERATIONS_PER_VCPU >= perSecond && shards * GB_PER_SHARD >= stored,
  )
  if (!found) throw new Error(`No cluster in the table does ${Math.round(perSecond)} operations a second`)
  return found
}

/** What so many jobs a month cost, without free tiers, gateways' fees and the people who run it; dearest first. */
export function estimate(counts: Counts, jobs: number): Estimate {
  const cluster = clusterFor(counts, jobs)
  const priced = Object.entries(unitsPerJob(counts)).map(([name, each]) => {
    const { usd, per } = PRICES[name as PricedUnit]
    const amount = each * jobs
    return { what: name, amount, usd: (amount * usd) / per }
  })
  const fixed = [
    { what: `cluster ${cluster.name}`, amount: HOURS_A_MONTH, usd: cluster.usdPerHour * HOURS_A_MONTH },
    { what: 'idle stage', amount: 1, usd: IDLE_USD },
  ]
  const lines = [...priced, ...fixed].toSorted((a, b) => b.usd - a.usd)
  const usd = lines.reduce((sum, line) => sum + line.usd, 0)
  return { jobs, cluster, lines, usd, usdPerJob: usd / jobs }
}

/** What to do next about the dearest line. */
export function leverFor(what: string): string {
  if (what.startsWith('cluster')) return LEVERS.cluster
  return LEVERS[what as keyof typeof LEVERS] ?? 'none worth the work yet'
}

const LEVERS = {
  cluster:
    'reserve the cluster for a year (a quarter to a third less), and move what is a year old to an archive',
  'idle stage': 'one alarm for each kind of queue and schedule instead of one each: 0.10 for each metric',
  emails: 'send by SES (0.10 for a thousand), or a digest instead of single mails where nothing is urgent',
  logGigabytes: 'sample the lines of requests that succeeded, one in ten, and keep errors whole',
  gbSeconds:
    'give functions with a database 384 MB after measuring p95, and buy a Compute Savings Plan (17 %)',
  httpRequests: 'let apps keep lists for as long as their socket is open: frames say what changed',
  lambdaCalls: 'larger batches and a window on the queues that nobody waits for',
  queueRequests: 'send messages in batches of ten, and take more at a time',
  storedGigabytes:
    'move closed jobs and sent events that are a year old to an archive (Atlas Online Archive)',
  traces: 'lower the sampling rule of X-Ray to one in a hundred',
  busEvents: 'put only the events on the bus that somebody subscribes to',
  socketMessages: 'join frames of one user that go out within a second',
} as const
