/** A price as it was seen. AWS's are those of us-east-1; the near regions of Egypt are up to a quarter dearer. */
export interface Price {
  readonly usd: number
  readonly per: number
  readonly unit: string
  readonly source: string
  /** When the source was read, or said to be right. */
  readonly seen: string
}

const AWS = 'https://aws.amazon.com'

export const PRICES = {
  httpRequests: {
    usd: 1,
    per: 1_000_000,
    unit: 'requests of the HTTP API (0.90 beyond 300 million)',
    source: `${AWS}/api-gateway/pricing/`,
    seen: '2026-06',
  },
  socketMessages: {
    usd: 1,
    per: 1_000_000,
    unit: 'messages of the WebSocket API, 32 KB each',
    source: `${AWS}/api-gateway/pricing/`,
    seen: '2026-06',
  },
  lambdaCalls: {
    usd: 0.2,
    per: 1_000_000,
    unit: 'calls of functions',
    source: `${AWS}/lambda/pricing/`,
    seen: '2026-05',
  },
  gbSeconds: {
    usd: 0.0000133334,
    per: 1,
    unit: 'GB-seconds on arm64',
    source: `${AWS}/lambda/pricing/`,
    seen: '2026-05',
  },
  queueRequests: {
    usd: 0.4,
    per: 1_000_000,
    unit: 'requests to SQS: a message is sent, received and deleted',
    source: `${AWS}/sqs/pricing/`,
    seen: '2025-05',
  },
  busEvents: {
    usd: 1,
    per: 1_000_000,
    unit: 'events on the bus',
    source: `${AWS}/eventbridge/pricing/`,
    seen: '2025-05',
  },
  logGigabytes: {
    usd: 0.62,
    per: 1,
    unit: 'GB of logs, 0.50 to take and 0.12 to mask',
    source: `${AWS}/cloudwatch/pricing/`,
    seen: '2026-05',
  },
  traces: {
    usd: 5,
    per: 1_000_000,
    unit: 'traces; one call in twenty is traced',
    source: `${AWS}/xray/pricing/`,
    seen: '2026-05',
  },
  emails: {
    usd: 0.65,
    per: 1_000,
    unit: 'e-mails at a million a month (0.90 at a hundred thousand)',
    source: 'https://resend.com/pricing',
    seen: '2026-03',
  },
  storedGigabytes: {
    usd: 0.25,
    per: 1,
    unit: 'GB of the database, a month, without backups',
    source: 'https://www.mongodb.com/pricing',
    seen: '2025-01, not confirmed since',
  },
} as const satisfies Readonly<Record<string, Price>>

export type PricedUnit = keyof typeof PRICES

/** A size of the database: a replica set of three at Atlas on AWS. */
export interface Cluster {
  readonly name: string
  readonly usdPerHour: number
  readonly vcpus: number
  /** How many of them stand side by side, each with a part of the data. */
  readonly shards: number
}

/** M30 is as Atlas's own page has it (read in 2026); the others are from 2025 and not confirmed since. */
export const CLUSTERS: readonly Cluster[] = [
  { name: 'M10', usdPerHour: 0.08, vcpus: 2, shards: 1 },
  { name: 'M30', usdPerHour: 0.54, vcpus: 2, shards: 1 },
  { name: 'M40', usdPerHour: 1.04, vcpus: 4, shards: 1 },
  { name: 'M50', usdPerHour: 2, vcpus: 8, shards: 1 },
  { name: 'M60', usdPerHour: 3.95, vcpus: 16, shards: 1 },
  { name: 'M80', usdPerHour: 7.3, vcpus: 32, shards: 1 },
  { name: '2 x M80', usdPerHour: 14.6, vcpus: 64, shards: 2 },
  { name: '4 x M80', usdPerHour: 29.2, vcpus: 128, shards: 4 },
  { name: '8 x M80', usdPerHour: 58.4, vcpus: 256, shards: 8 },
]
