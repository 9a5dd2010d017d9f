import express, { type NextFunction, type Request, type Response } from 'express'
import jwt from 'jsonwebtoken'
import mongoose, { Schema } from 'mongoose'
import * as z from 'zod'
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

/** The same reads by Express and mongoose, as a careful team would write them: `lean`, projections, reads side by side. */
const { MONGODB_URI = '', JWT_SECRET = '' } = process.env
await mongoose.connect(MONGODB_URI, { autoIndex: false })

const loose = { strict: false, autoCreate: false } as const
const User = mongoose.model('User', new Schema({ role: String, isBanned: Boolean, deletedAt: Date }, loose))
const Session = mongoose.model(
  'Session',
  new Schema({ user: Schema.Types.ObjectId, endedAt: Date, expiresAt: Date }, loose),
)
const Job = mongoose.model(
  'Job',
  new Schema(
    {
      client: { type: Schema.Types.ObjectId, ref: 'User' },
      status: String,
      category: String,
      createdAt: Date,
    },
    loose,
  ),
)
const Notification = mongoose.model(
  'Notification',
  new Schema({ user: Schema.Types.ObjectId, read: Boolean, number: Number }, loose),
)

const querySchema = z.object({
  page: z.coerce.number().int().min(1).default(1),
  limit: z.coerce.number().int().min(1).max(100).default(10),
  category: z.string().max(60).optional(),
})

const app = express()
app.use(express.json())
app.use(async (request: Request, response: Response, next: NextFunction) => {
  const token = request.headers.authorization?.slice(7) ?? ''
  const { sub, sid } = jwt.verify(token, JWT_SECRET) as { sub: string; sid: string }
  const [user, session] = await Promise.all([
    User.findById(sub, { role: 1, locale: 1, isBanned: 1, deletedAt: 1 }).lean(),
    Session.findOne(
      { _id: sid, user: sub, endedAt: null, expiresAt: { $gt: new Date() } },
      { _id: 1 },
    ).lean(),
  ])
  if (!user || !session || user.isBanned || user.deletedAt) {
    response.status(401).json({ error: { code: 'UNAUTHENTICATED' } })
    return
  }
  response.locals.userId = user._id
  next()
})

app.get('/api/jobs', async (request, response) => {
  const { page, limit, category } = querySchema.parse(request.query)
  const filter = { status: { $in: [...OPEN_STATUSES] }, ...(category !== undefined && { category }) }
  const [found, counted] = await Promise.all([
    Job.find(filter, { words: 0 })
      .sort({ createdAt: -1, _id: -1 })
      .skip((page - 1) * limit)
      .limit(limit)
      .populate('client', PERSON_FIELDS)
      .lean<StoredJob[]>(),
    Job.countDocuments(filter, { limit: MOST_COUNTED + 1 }),
  ])
  response.json({ data: found.map(jobAnswer), pagination: paginationAnswer(page, limit, counted) })
})

app.get('/api/jobs/:jobId', async (request, response) => {
  const open = { _id: request.params.jobId, status: { $in: [...OPEN_STATUSES] } }
  const job = await Job.findOne(open, { words: 0 }).populate('client', PERSON_FIELDS).lean<StoredJob>()
  if (job) response.json(jobAnswer(job))
  else response.status(404).json({ error: { code: 'JOB_NOT_FOUND' } })
})

app.get('/api/notifications', async (request, response) => {
  const { page, limit } = querySchema.parse(request.query)
  const user = response.locals.userId as mongoose.Types.ObjectId
  const [found, counted, unreadCount] = await Promise.all([
    Notification.find({ user })
      .sort({ number: -1 })
      .skip((page - 1) * limit)
      .limit(limit)
      .lean<StoredNotification[]>(),
    Notification.countDocuments({ user }),
    Notification.countDocuments({ user, read: false }),
  ])
  const pagination = paginationAnswer(page, limit, counted)
  response.json({ data: found.map(notificationAnswer), pagination, unreadCount })
})

const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address()
  serveBenchmark(address && typeof address === 'object' ? address.port : 0)
})
