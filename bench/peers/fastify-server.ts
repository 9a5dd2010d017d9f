import fastify from 'fastify'
import jwt from 'jsonwebtoken'
import { mongo } from 'mongoose'
import { OPEN_STATUSES } from '#lib/model/job-status.ts'
import {
  jobAnswer,
  MOST_COUNTED,
  notificationAnswer,
  paginationAnswer,
  PERSON_FIELDS,
  type StoredJob,
  type StoredNotification,
} from './job-answer.ts'
import { serveBenchmark } from './server-process.ts'

/** The same reads by Fastify and MongoDB's driver, as one would write them for speed. */
const { MONGODB_URI = '', JWT_SECRET = '' } = process.env
const client = await new mongo.MongoClient(MONGODB_URI).connect()
const db = client.db()
const users = db.collection('users')
const sessions = db.collection('sessions')
const jobs = db.collection('jobs')
const notifications = db.collection('notifications')
const app = fastify()

const query = {
  type: 'object',
  additionalProperties: false,
  properties: {
    page: { type: 'integer', minimum: 1, default: 1 },
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
    category: { type: 'string', maxLength: 60 },
  },
} as const

interface Search {
  readonly page: number
  readonly limit: number
  readonly category?: string
}

/** The caller, if their token, session and account are good. */
async function callerOf(authorization: string | undefined): Promise<mongo.ObjectId | null> {
  const { sub, sid } = jwt.verify(authorization?.slice(7) ?? '', JWT_SECRET) as { sub: string; sid: string }
  const id = new mongo.ObjectId(sub)
  const [user, session] = await Promise.all([
    users.findOne({ _id: id }, { projection: { role: 1, locale: 1, isBanned: 1, deletedAt: 1 } }),
    sessions.findOne(
      { _id: new mongo.ObjectId(sid), user: id, endedAt: null, expiresAt: { $gt: new Date() } },
      { projection: { _id: 1 } },
    ),
  ])
  return user && session && !user.isBanned && !user.deletedAt ? id : null
}

app.decorateRequest('callerId')
app.addHook('preHandler', async (request, reply) => {
  const id = await callerOf(request.headers.authorization)
  if (!id) return reply.code(401).send({ error: { code: 'UNAUTHENTICATED' } })
  request.setDecorator('callerId', id)
  return undefined
})

const withClient = [
  {
    $lookup: {
      from: 'users',
      localField: 'client',
      foreignField: '_id',
      as: 'client',
      pipeline: [{ $project: PERSON_FIELDS }],
    },
  },
  { $set: { client: { $first: '$client' } } },
]

app.get<{ Querystring: Search }>('/api/jobs', { schema: { querystring: query } }, async (request) => {
  const { page, limit, category } = request.query
  const filter = { status: { $in: [...OPEN_STATUSES] }, ...(category && { category }) }
  const [found, counted] = await Promise.all([
    jobs
      .aggregate<StoredJob>([
        { $match: filter },
        { $sort: { createdAt: -1, _id: -1 } },
        { $skip: (page - 1) * limit },
        { $limit: limit },
        { $unset: 'words' },
        ...withClient,
      ])
      .toArray(),
    jobs.countDocuments(filter, { limit: MOST_COUNTED + 1 }),
  ])
  return { data: found.map(jobAnswer), pagination: paginationAnswer(page, limit, counted) }
})

app.get<{ Params: { jobId: string } }>('/api/jobs/:jobId', async (request, reply) => {
  const match = { _id: new mongo.ObjectId(request.params.jobId), status: { $in: [...OPEN_STATUSES] } }
  const [job] = await jobs
    .aggregate<StoredJob>([{ $match: match }, { $unset: 'words' }, ...withClient])
    .toArray()
  return job ? jobAnswer(job) : reply.code(404).send({ error: { code: 'JOB_NOT_FOUND' } })
})

app.get<{ Querystring: Search }>(
  '/api/notifications',
  { schema: { querystring: query } },
  async (request) => {
    const { page, limit } = request.query
    const user = request.getDecorator<mongo.ObjectId>('callerId')
    const [found, counted, unreadCount] = await Promise.all([
      notifications
        .find<StoredNotification>({ user })
        .sort({ number: -1 })
        .skip((page - 1) * limit)
        .limit(limit)
        .toArray(),
      notifications.countDocuments({ user }),
      notifications.countDocuments({ user, read: false }),
    ])
    const pagination = paginationAnswer(page, limit, counted)
    return { data: found.map(notificationAnswer), pagination, unreadCount }
  },
)

await app.listen({ port: 0, host: '127.0.0.1' })
const [address] = app.addresses()
serveBenchmark(address && typeof address === 'object' ? address.port : 0)
