import { randomBytes } from 'node:crypto'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import mongoose from 'mongoose'
import {
  type Doc,
  RefusedSearchError,
  type SearchIndex,
  translateSearch,
} from '#infra/fakes/atlas-search/translate-search.ts'
import type { FakeServer } from '#infra/fakes/fake-server.ts'

const { BSON } = mongoose.mongo

/** MongoDB's wire protocol: the only kind of message that the driver sends, and the code of an error of Atlas Search. */
const OP_MSG = 2013
const HEADER_BYTES = 16
const BODY_AT = HEADER_BYTES + 5
const UNKNOWN_ERROR = 8

/** A stand-in for Atlas Search, and what a test may change about it. */
export interface AtlasSearchFake extends FakeServer {
  readonly indexes: SearchIndex[]
  /** How often an index says that it is still being built. */
  building: number
  /** Searches are refused, as while the search nodes are away. */
  isAway: boolean
  /** Fields of which the index does not know yet what they have become. */
  readonly outdated: Set<string>
  /** How many searches were answered. */
  searches: number
}

/**
 * Stands between the driver and a MongoDB without Atlas Search, and speaks the wire protocol: searches become filters
 * (translate-search.ts), commands about search indexes are answered here, everything else passes as it is.
 */
export async function startAtlasSearchFake(mongodbUri: string): Promise<AtlasSearchFake> {
  const upstream = new URL(mongodbUri)
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const database = connect(Number(upstream.port), upstream.hostname)
    for (const socket of [client, database]) {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => void sockets.delete(socket))
    }
    client.on('close', () => database.destroy())
    database.on('close', () => client.destroy()).pipe(client)
    inMessages(client, (message) => pass(message, { client, database, fake }))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = new URL(mongodbUri)
  address.port = String((server.address() as AddressInfo).port)
  address.searchParams.set('directConnection', 'true') // its replica set has another address
  address.searchParams.delete('replicaSet')
  const fake: AtlasSearchFake = {
    url: address.href,
    env: { MONGODB_URI: address.href, JOB_SEARCH: 'atlas' },
    indexes: [],
    building: 0,
    isAway: false,
    outdated: new Set(),
    searches: 0,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return fake
}

/** Cuts what comes from a socket into messages of the wire protocol. */
function inMessages(socket: Socket, onMessage: (message: Buffer) => void): void {
  let received: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
    while (received.length >= HEADER_BYTES && received.length >= received.readInt32LE(0)) {
      const length = received.readInt32LE(0)
      onMessage(received.subarray(0, length))
      received = received.subarray(length)
    }
  })
}

interface Between {
  readonly client: Socket
  readonly database: Socket
  readonly fake: AtlasSearchFake
}

function pass(message: Buffer, { client, database, fake }: Between): void {
  const command = aboutSearch(message)
  if (!command) return void database.write(message)
  const id = message.readInt32LE(4)
  try {
    const answer = answerTo(command, fake)
    if (answer) client.write(messageOf(id, id, { ...answer, ok: 1 }))
    else {
      const pipeline = translateSearch(command.pipeline as Doc[], fake)
      fake.searches += 1
      database.write(messageOf(id, 0, { ...command, pipeline }))
    }
  } catch (error) {
    if (!(error instanceof RefusedSearchError)) throw error
    const codes = { code: UNKNOWN_ERROR, codeName: 'UnknownError' }
    client.write(messageOf(id, id, { ok: 0, errmsg: error.message, ...codes }))
  }
}

/** The command in a message, if it is one of Atlas Search. */
function aboutSearch(message: Buffer): Doc | null {
  if (message.readInt32LE(12) !== OP_MSG || !message.includes('earch')) return null
  const command = BSON.deserialize(message.subarray(BODY_AT), { promoteValues: false }) as Doc
  const [first] = (command.pipeline ?? []) as Doc[]
  const isSearch = ['$search', '$searchMeta', '$listSearchIndexes'].some((stage) => first?.[stage])
  return isSearch || command.createSearchIndexes || command.updateSearchIndex ? command : null
}

/** The answer to a command about indexes; null for a search. */
function answerTo(command: Doc, fake: AtlasSearchFake): Doc | null {
  const plain = BSON.deserialize(BSON.serialize(command)) as Doc
  const { createSearchIndexes, updateSearchIndex, indexes, name, definition, pipeline } = plain
  if (createSearchIndexes) {
    fake.indexes.push(...(indexes as SearchIndex[]))
    return {
      indexesCreated: (indexes as SearchIndex[]).map((index) => ({ id: newIndexId(), name: index.name })),
    }
  }
  if (updateSearchIndex) {
    const place = fake.indexes.findIndex((index) => index.name === name)
    fake.indexes[place] = { name: String(name), definition: definition as SearchIndex['definition'] }
    return {}
  }
  const [{ $listSearchIndexes: listed } = {}] = pipeline as Doc[]
  if (!listed) {
    if (fake.isAway) throw new RefusedSearchError('Error connecting to mongot')
    return null
  }
  const isBuilding = fake.building > 0
  fake.building -= isBuilding ? 1 : 0
  const found = fake.indexes.filter((index) => index.name === (listed as Doc).name)
  const state = isBuilding ? { status: 'BUILDING', queryable: false } : { status: 'READY', queryable: true }
  const firstBatch = found.map((index) => ({
    ...{ id: newIndexId(), name: index.name, type: 'search', ...state },
    latestDefinition: { ...index.definition, storedSource: false },
  }))
  return { cursor: { id: new BSON.Long(0), ns: `${String(plain.$db)}.jobs`, firstBatch } }
}

const newIndexId = (): string => randomBytes(12).toString('hex')

function messageOf(requestId: number, responseTo: number, body: Doc): Buffer {
  const bson = BSON.serialize(body)
  const head = Buffer.alloc(BODY_AT)
  const length = head.length + bson.length
  for (const [place, value] of [length, requestId, responseTo, OP_MSG].entries())
    head.writeInt32LE(value, place * 4)
  return Buffer.concat([head, bson])
}
