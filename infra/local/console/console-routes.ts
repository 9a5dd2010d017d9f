import type { IncomingHttpHeaders } from 'node:http'
import * as z from 'zod'
import { actAsPayer } from '#infra/fakes/act-as-payer.ts'
import { PUSH_FAULTS } from '#infra/fakes/fcm-refusals.ts'
import { CannotActError } from '#infra/fakes/gateway-fakes.ts'
import { onboardStripeAccount } from '#infra/fakes/onboard-stripe-account.ts'
import { isOutcome, OUTCOMES } from '#infra/fakes/payer-outcomes.ts'
import { clockNow, moveClock } from '#infra/local/business-clock.ts'
import { consoleAccounts } from '#infra/local/console/console-accounts.ts'
import { assetNamed, pageNamed } from '#infra/local/console/console-pages.ts'
import { latestPayments } from '#infra/local/console/console-payments.ts'
import type { LocalAnswer, LocalRoutes } from '#infra/local/http/local-routes.ts'
import type { QueueBoard } from '#infra/local/queues/queue-board.ts'
import type { RecentRequests } from '#infra/local/recent-requests.ts'
import type { Timetable } from '#infra/local/schedules/timetable.ts'
import type { SentMail } from '#infra/local/supervision.ts'
import { readStored } from '#lib/gateways/files/folder.ts'
import { type Route, toKebabCase } from '#lib/lambda/http/define-route.ts'
import { User } from '#lib/model/user.model.ts'
import { id } from '#lib/platform/api-schemas.ts'
import { clock, clockOffset, DAY } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import type { PaymentId, UserId } from '#lib/platform/ids.ts'
import { beginSession } from '#lib/sessions/session.ts'

interface ConsoleSources {
  readonly routes: readonly Route[]
  readonly timetable: Timetable
  readonly board: QueueBoard
  readonly recent: RecentRequests
  readonly emails: () => Promise<readonly SentMail[]>
}

const MAX_OFFSET_MS = 10 * 366 * DAY
/** How many pushes and events the page shows. */
const MAX_SHOWN = 50
const clockChange = z.union([
  z.strictObject({ advanceMs: z.number().min(-MAX_OFFSET_MS).max(MAX_OFFSET_MS) }),
  z.strictObject({ reset: z.literal(true) }),
])
const userId = z.tuple([id<UserId>()])
const paymentId = id<PaymentId>()
const pushFault = z.strictObject({
  token: z.string(),
  fault: z.enum(PUSH_FAULTS),
  times: z.int().min(1).optional(),
})

const notFound = (message: string): LocalAnswer => ({ status: 404, body: { message } })

/** The routes under `/_local`, which only a developer's machine has. */
export const consoleRoutes = (sources: ConsoleSources): LocalRoutes => ({
  'GET /': ({ headers }) => (wantsHtml(headers) ? pageNamed('start') : { body: addressesAt(headers) }),

  'GET /_local': () => pageNamed('console'),

  'GET /_local/live': () => pageNamed('live'),

  'GET /_local/assets/*': ({ params: [name = ''] }) => assetNamed(name) ?? notFound(`There is no ${name}`),

  /** Large answers, which S3 has on AWS. */
  'GET /_local/files/*': async ({ params: [stored = ''] }) => {
    const file = await readStored((await config('files')).FILES_FOLDER ?? '', stored)
    if (!file) return notFound('There is no such file, or its link is over')
    const type = file.name.endsWith('.json') ? 'application/json' : 'text/csv; charset=utf-8'
    return { body: file.bytes, type, fileName: file.name }
  },

  'GET /_local/emails': async () => ({ body: await sources.emails() }),

  'GET /_local/pushes': async () => ({ body: await pushes() }),

  'POST /_local/pushes/faults': ({ body }) => addPushFault(pushFault.parse(body)),

  'GET /_local/queues': async () => ({ body: await sources.board.rows() }),

  'GET /_local/bus': async () => ({ body: await busEvents() }),

  'GET /_local/errors': async () => ({ body: await reportedErrors() }),

  'GET /_local/schedules': () => ({ body: sources.timetable.rows() }),

  'POST /_local/schedules/*/run': async ({ params: [name = ''] }) => {
    const ran = await sources.timetable.run(toKebabCase(name))
    return ran ? { body: { ran } } : notFound(`There is no schedule ${name}`)
  },

  'GET /_local/clock': () => ({ body: clockNow() }),

  'POST /_local/clock': ({ body }) => {
    const change = clockChange.parse(body)
    if ('advanceMs' in change && Math.abs(clockOffset() + change.advanceMs) > MAX_OFFSET_MS) {
      return { status: 400, body: { message: 'Business time can be moved by ten years at most' } }
    }
    const moved = moveClock('reset' in change ? null : change.advanceMs)
    sources.timetable.clockMoved()
    return { body: moved }
  },

  ...actingRoutes,

  'GET /_local/accounts': async () => ({ body: await consoleAccounts() }),

  'POST /_local/accounts/*/token': async ({ params }) => {
    const [user] = userId.parse(params)
    if (!(await User.exists({ _id: user }))) return notFound('There is no such account')
    return { status: 201, body: await beginSession(user) }
  },

  'GET /_local/state': async () => ({ body: await stateOf(sources) }),
})

const wantsHtml = ({ accept = '' }: IncomingHttpHeaders): boolean => accept.includes('text/html')

/** Where to go from the root of this server, for a program. */
function addressesAt({ host = '' }: IncomingHttpHeaders) {
  const at = (path: string): string => `http://${host}${path}`
  return {
    name: 'Craftworks',
    api: at('/api'),
    docs: at('/api/docs'),
    openapi: at('/api/openapi.json'),
    console: at('/_local'),
    live: at('/_local/live'),
  }
}

/** What people outside do at the gateways' fakes: payers, their banks, and craftsmen at Stripe's onboarding. */
const actingRoutes: LocalRoutes = {
  'GET /_local/payments': async () => ({ body: await latestPayments() }),

  'POST /_local/payments/*/*': async ({ params: [payment, outcome = ''] }) => {
    if (!isOutcome(outcome)) {
      const message = `There is no outcome ${outcome}. There are: ${OUTCOMES.join(', ')}`
      return { status: 400, body: { message } }
    }
    return acting('payment', () => actAsPayer(paymentId.parse(payment), outcome))
  },

  'POST /_local/accounts/*/stripe': ({ params }) =>
    acting('account', () => onboardStripeAccount(...userId.parse(params))),
}

async function acting(what: string, act: () => Promise<unknown>): Promise<LocalAnswer> {
  try {
    const result = await act()
    return result ? { body: result } : notFound(`There is no such ${what}`)
  } catch (error) {
    if (error instanceof CannotActError) return { status: 409, body: { message: error.message } }
    throw error
  }
}

/** The pushes that the FCM fake accepted, newest first; empty if a real account is set. */
const pushes = (limit?: number): Promise<unknown> => boxAt(process.env.FCM_FAKE_URL, limit)

/** The events that reached the bus, newest first; empty if a real bus is set. */
const busEvents = (limit?: number): Promise<unknown> => boxAt(process.env.EVENTBRIDGE_ENDPOINT, limit)

/** The errors that Sentry's fake was told of, newest first; empty if a real key is set. */
async function reportedErrors(limit?: number): Promise<unknown> {
  const { hostname, origin } = URL.parse(process.env.SENTRY_DSN ?? '') ?? {}
  return hostname === '127.0.0.1' ? boxAt(origin, limit) : []
}

/** Has the FCM fake refuse the next pushes to a device with one of FCM's answers. */
async function addPushFault(fault: z.output<typeof pushFault>) {
  const fake = process.env.FCM_FAKE_URL
  if (!fake) return notFound('Pushes go to a real account')
  await fetch(`${fake}/faults`, { method: 'POST', body: JSON.stringify(fault) })
  return { status: 201, body: fault }
}

async function boxAt(fake: string | undefined, limit?: number): Promise<unknown> {
  return fake ? (await fetch(`${fake}/box${limit ? `?limit=${limit}` : ''}`)).json() : []
}

/** Everything that the console shows, in one answer. */
const stateOf = async ({ routes, timetable, board, recent, emails }: ConsoleSources) => ({
  clock: { ...clockNow(), wall: new Date(clock().getTime() - clockOffset()).toISOString() },
  accounts: await consoleAccounts(),
  payments: await latestPayments(),
  schedules: timetable.rows(),
  emails: await emails(),
  queues: await board.rows(),
  bus: await busEvents(MAX_SHOWN),
  errors: await reportedErrors(MAX_SHOWN),
  pushes: await pushes(MAX_SHOWN),
  requests: recent.newestFirst(),
  routes: routes.map(({ method, path, access, summary, area, name }) => ({
    method,
    path,
    access,
    summary,
    area,
    sample: toKebabCase(name),
  })),
})
