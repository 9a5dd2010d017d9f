import mongoose from 'mongoose'

/** How the database answers one command of a request. */
export interface Explained {
  readonly command: string
  readonly filter: unknown
  /** Stages that read or order more than they show: COLLSCAN, SORT, and `$sort` of a pipeline. */
  readonly costly: readonly string[]
  readonly docsExamined: number
  readonly keysExamined: number
  readonly returned: number
}

const READS = new Set(['find', 'aggregate', 'count', 'distinct'])

/** What the driver adds to a command, and `explain` refuses. */
const OF_THE_DRIVER = new Set(['lsid', '$db', '$clusterTime', '$readPreference', 'txnNumber', 'readConcern'])

type Document = Record<string, unknown>

/** Runs `work`, and then explains every read that it sent to the database. */
export async function explained(work: () => Promise<unknown>): Promise<Explained[]> {
  const client = mongoose.connection.getClient()
  const sent: { name: string; command: Document }[] = []
  const started = ({ commandName, command }: { commandName: string; command: Document }) => {
    if (READS.has(commandName)) sent.push({ name: commandName, command })
  }
  client.on('commandStarted', started)
  try {
    await work()
  } finally {
    client.off('commandStarted', started)
  }
  return Promise.all(sent.map(({ name, command }) => explain(name, command)))
}

async function explain(name: string, command: Document): Promise<Explained> {
  const plain = Object.fromEntries(Object.entries(command).filter(([key]) => !OF_THE_DRIVER.has(key)))
  const plan = await mongoose.connection.db?.command({ explain: plain, verbosity: 'executionStats' })
  const seen: Seen = { costly: new Set(), docsExamined: 0, keysExamined: 0, returned: 0 }
  visit(plan, seen)
  const { costly, ...counts } = seen
  const filter = plain.filter ?? plain.query ?? plain.pipeline
  return { command: `${name} ${String(plain[name])}`, filter, costly: [...costly], ...counts }
}

interface Seen {
  readonly costly: Set<string>
  docsExamined: number
  keysExamined: number
  returned: number
}

/**
 * Plans that were not taken have the same stages. The command, and the pipeline of a $lookup, are shown as they were
 * sent, with their own `$sort`, whether or not an index has that order.
 */
const NOT_TAKEN = new Set(['rejectedPlans', 'allPlansExecution', 'command', 'parsedQuery', 'pipeline'])

function visit(value: unknown, seen: Seen): void {
  if (Array.isArray(value)) for (const item of value) visit(item, seen)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return
  const document = value as Document
  const { stage } = document
  if (typeof stage === 'string' && COSTLY.test(stage)) seen.costly.add(stage)
  if ('$sort' in document) seen.costly.add('$sort')
  if (Number(document.collectionScans ?? 0) > 0) seen.costly.add('COLLSCAN of $lookup')
  if (typeof document.totalDocsExamined === 'number' || typeof document.totalDocsExamined === 'bigint') {
    seen.docsExamined += Number(document.totalDocsExamined)
    seen.keysExamined += Number(document.totalKeysExamined)
    if ('nReturned' in document) seen.returned = Math.max(seen.returned, Number(document.nReturned))
  }
  for (const [key, inner] of Object.entries(document)) if (!NOT_TAKEN.has(key)) visit(inner, seen)
}

const COSTLY = /^(?:COLLSCAN|SORT|SORT_DEFAULT|SORT_SIMPLE|sort|scan)$/
