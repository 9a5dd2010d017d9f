import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { DEMO } from '#infra/demo/demo-ids.ts'
import { actAsPayer, OUTCOMES } from '#infra/fakes/act-as-payer.ts'
import { PUSH_FAULTS } from '#infra/fakes/fcm-refusals.ts'
import { clockNow, moveClock } from '#infra/local/business-clock.ts'
import type { LocalRoutes } from '#infra/local/http/local-routes.ts'
import type { QueueBoard } from '#infra/local/queues/queue-board.ts'
import type { RecentRequests } from '#infra/local/recent-requests.ts'
import type { Timetable } from '#infra/local/schedules/timetable.ts'
import type { SentMail } from '#infra/local/supervision.ts'
import { type Route, toKebabCase } from '#lib/lambda/http/define-route.ts'
import { User } from '#lib/model/user.model.ts'
import { id } from '#lib/platform/api-schemas.ts'
import { clock, clockOffset, DAY } from '#lib/platform/clock.ts'
import { idOf, type PaymentId, type UserId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { beginSession } from '#lib/sessions/session.ts'

interface ConsoleSources {
  readonly routes: readonly Route[]
  readonly timetable: Timetable
  readonly board: QueueBoard
  readonly recent: RecentRequests
  readonly emails: () => Promise<readonly SentMail[]>
}

const MAX_OFFSET_MS = 10 * 366 * DAY
const clockChange = z.union([
  z.strictObject({ advanceMs: z.number().min(-MAX_OFFSET_MS).max(MAX_OFFSET_MS) }),
  z.strictObject({ reset: z.literal(true) }),
])
const userId = z.tuple([id<UserId>()])
const pushFault = z.strictObject({
  token: z.string(),
  fault: z.enum(PUSH_FAULTS),
  times: z.int().min(1).optional(),
})
const payerAction = z.tuple([id<PaymentId>(), z.enum(OUTCOMES)])

const page = new URL('./console.html', import.meta.url)
const livePage = new URL('./live.html', import.meta.url)

/** The routes under `/_local`, which only a developer's machine has. */
export const consoleRoutes = ({ routes, timetable, board, recent, emails }: ConsoleSources): LocalRoutes => ({
  'GET /_local': () => ({ type: 'text/html; charset=utf-8', body: readFileSync(page, 'utf8') }),

  'GET /_local/live': () => ({ type: 'text/html; charset=utf-8', body: readFileSync(livePage, 'utf8') }),

  'GET /_local/emails': async () => ({ body: await emails() }),

  'GET /_local/pushes': async () => ({ body: await pushes() }),

  'POST /_local/pushes/faults': ({ body }) => addPushFault(pushFault.parse(body)),

  'GET /_local/queues': async () => ({ body: await board.rows() }),

  'GET /_local/bus': async () => ({ body: await boxAt(process.env.EVENTBRIDGE_ENDPOINT) }),

  'GET /_local/schedules': () => ({ body: timetable.rows() }),

  'POST /_local/schedules/*/run': async ({ params: [name = ''] }) => {
    const ran = await timetable.run(toKebabCase(name))
    return ran ? { body: { ran } } : { status: 404, body: { message: `There is no schedule ${name}` } }
  },

  'GET /_local/clock': () => ({ body: clockNow() }),

  'POST /_local/clock': ({ body }) => {
    const change = clockChange.parse(body)
    if ('advanceMs' in change && Math.abs(clockOffset() + change.advanceMs) > MAX_OFFSET_MS) {
      return { status: 400, body: { message: 'Business time can be moved by ten years at most' } }
    }
    const moved = moveClock('reset' in change ? null : change.advanceMs)
    timetable.clockMoved()
    return { body: moved }
  },

  'POST /_local/payments/*/*': async ({ params }) => {
    const payment = await actAsPayer(...payerAction.parse(params))
    return payment ? { body: payment } : { status: 404, body: { message: 'There is no such payment' } }
  },

  'GET /_local/accounts': async () => ({ body: await accounts() }),

  'POST /_local/accounts/*/token': async ({ params }) => {
    const [user] = userId.parse(params)
    if (!(await User.exists({ _id: user })))
      return { status: 404, body: { message: 'There is no such account' } }
    return { status: 201, body: await beginSession(user) }
  },

  'GET /_local/state': async () => ({
    body: {
      clock: { ...clockNow(), wall: new Date(clock().getTime() - clockOffset()).toISOString() },
      accounts: await accounts(),
      schedules: timetable.rows(),
      emails: await emails(),
      requests: recent.newestFirst(),
      routes: routes.map(({ method, path, access, summary, area, name }) => ({
        method,
        path,
        access,
        summary,
        area,
        sample: toKebabCase(name),
      })),
    },
  }),
})

/** The pushes that the FCM fake accepted, newest first; empty if a real account is set. */
const pushes = (): Promise<unknown> => boxAt(process.env.FCM_FAKE_URL)

/** Has the FCM fake refuse the next pushes to a device with one of FCM's answers. */
async function addPushFault(fault: z.output<typeof pushFault>) {
  const fake = process.env.FCM_FAKE_URL
  if (!fake) return { status: 404, body: { message: 'Pushes go to a real account' } }
  await fetch(`${fake}/faults`, { method: 'POST', body: JSON.stringify(fault) })
  return { status: 201, body: fault }
}

async function boxAt(fake: string | undefined): Promise<unknown> {
  return fake ? (await fetch(`${fake}/box`)).json() : []
}

/** The demo people, then the 20 people who registered last. */
async function accounts() {
  const fields = { email: 1, role: 1, firstName: 1, lastName: 1, isBanned: 1, createdAt: 1 }
  const demoIds = Object.values(DEMO.people).map((person) => person.id)
  const [demo, others] = await Promise.all([
    User.find({ _id: trusted({ $in: demoIds }) }, fields)
      .sort({ _id: 1 })
      .lean(),
    User.find({ _id: trusted({ $nin: demoIds }) }, fields)
      .sort({ createdAt: -1 })
      .limit(20)
      .lean(),
  ])
  return [...demo, ...others].map((user) => ({
    id: idOf<'User'>(user._id),
    email: user.email,
    role: user.role,
    name: `${user.firstName} ${user.lastName}`,
    isBanned: user.isBanned,
  }))
}
