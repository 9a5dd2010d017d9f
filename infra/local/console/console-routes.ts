import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { clockNow, moveClock } from '#infra/local/business-clock.ts'
import { DEMO } from '#infra/local/demo/demo.ts'
import type { LocalRoutes } from '#infra/local/http/local-routes.ts'
import type { QueueBoard } from '#infra/local/queues/queue-board.ts'
import type { RecentRequests } from '#infra/local/recent-requests.ts'
import type { Timetable } from '#infra/local/schedules/timetable.ts'
import { actAsPayer, OUTCOMES } from '#infra/local/stand-ins/act-as-payer.ts'
import type { SentMail } from '#infra/local/supervision.ts'
import { beginSession } from '#lib/auth/session.ts'
import { kebab, type Route } from '#lib/http/define-route.ts'
import { id } from '#lib/platform/border.ts'
import { clock, clockOffset, DAY } from '#lib/platform/clock.ts'
import { idOf, type PaymentId, type UserId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { User } from '#lib/users/user.model.ts'

interface Sources {
  readonly routes: readonly Route[]
  readonly timetable: Timetable
  readonly board: QueueBoard
  readonly recent: RecentRequests
  readonly emails: () => Promise<readonly SentMail[]>
}

const FURTHEST = 10 * 366 * DAY
const clockMove = z.union([
  z.strictObject({ advanceMs: z.number().min(-FURTHEST).max(FURTHEST) }),
  z.strictObject({ reset: z.literal(true) }),
])
const userId = z.tuple([id<UserId>()])
const payersAct = z.tuple([id<PaymentId>(), z.enum(OUTCOMES)])

const page = new URL('./console.html', import.meta.url)
const livePage = new URL('./live.html', import.meta.url)

/** All that is under `/_local`: what only a developer's machine has. */
export const consoleRoutes = ({ routes, timetable, board, recent, emails }: Sources): LocalRoutes => ({
  'GET /_local': () => ({ type: 'text/html; charset=utf-8', body: readFileSync(page, 'utf8') }),

  'GET /_local/live': () => ({ type: 'text/html; charset=utf-8', body: readFileSync(livePage, 'utf8') }),

  'GET /_local/emails': async () => ({ body: await emails() }),

  'GET /_local/pushes': async () => ({ body: await pushes() }),

  'GET /_local/queues': async () => ({ body: await board.rows() }),

  'GET /_local/bus': async () => ({ body: await boxAt(process.env.EVENTBRIDGE_ENDPOINT) }),

  'GET /_local/schedules': () => ({ body: timetable.rows() }),

  'POST /_local/schedules/*/run': async ({ params: [name = ''] }) => {
    const ran = await timetable.run(kebab(name))
    return ran ? { body: { ran } } : { status: 404, body: { message: `There is no schedule ${name}` } }
  },

  'GET /_local/clock': () => ({ body: clockNow() }),

  'POST /_local/clock': ({ body }) => {
    const move = clockMove.parse(body)
    if ('advanceMs' in move && Math.abs(clockOffset() + move.advanceMs) > FURTHEST) {
      return { status: 400, body: { message: 'That is further than ten years away' } }
    }
    const moved = moveClock('reset' in move ? null : move.advanceMs)
    timetable.clockMoved()
    return { body: moved }
  },

  'POST /_local/payments/*/*': async ({ params }) => {
    const payment = await actAsPayer(...payersAct.parse(params))
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
        sample: kebab(name),
      })),
    },
  }),
})

/** What the stand-in of FCM took, newest first; nothing where a real account is set. */
const pushes = (): Promise<unknown> => boxAt(process.env.FCM_STAND_IN)

async function boxAt(standIn: string | undefined): Promise<unknown> {
  return standIn ? (await fetch(`${standIn}/box`)).json() : []
}

/** The demo people first, then whoever registered last. */
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
