import { beforeAll, describe, expect, it } from 'vitest'
import { routes } from '#functions/routes.ts'
import type { Route } from '#lib/lambda/http/define-route.ts'
import { type Role, ROLES } from '#lib/model/role.ts'
import { currentSettings } from '#lib/settings/settings.ts'
import { call } from '#lib/testing/call.ts'
import { type Explained, explained } from '#lib/testing/explained.ts'
import { combinationsOf, isList, type Query } from '#lib/testing/list-queries.ts'
import { aListWorld, RARE } from '#lib/testing/list-world.ts'
import { RARE_ACCOUNT } from '#lib/testing/list-world-trust.ts'
import { aDatabase } from '#lib/testing/mongo.ts'

aDatabase()

let world: Awaited<ReturnType<typeof aListWorld>>
beforeAll(async () => {
  world = await aListWorld()
  await currentSettings()
}, 120_000)

/** Ids in the paths of lists. A list below another resource joins here, and gets documents in the world of lists. */
const paramsOf = (): Readonly<Record<string, string>> => ({
  jobId: world.jobId,
  userId: world.craftsmanId,
  id: world.segmentId,
})

/** What filters that are no choice and no flag are asked for: something that few documents have. */
const samplesOf = (): Readonly<Record<string, readonly string[]>> => ({
  actor: [world.craftsmanId],
  batchId: [world.batchId],
  category: [RARE.category],
  craftsmanId: [world.craftsmanId],
  from: [new Date(Date.now() - 3_600_000).toISOString()],
  maxBudget: [String(RARE.maxBudget)],
  minBudget: [String(RARE.minBudget)],
  near: [RARE.near.join()],
  q: [RARE.word, `${RARE.word} garden`],
  radiusKm: ['5'],
  tag: [RARE_ACCOUNT.tag],
  target: [world.craftsmanId],
  to: [new Date(Date.now() - 90 * 86_400_000).toISOString()],
  userId: [world.craftsmanId],
  with: [world.craftsmanId],
})

/** Every role that may call it. Where both kinds of staff may, one of them stands for both. */
const callersOf = ({ access }: Route): readonly Role[] => {
  const roles: readonly Role[] = typeof access === 'string' ? ROLES : access
  return roles.filter((role) => role !== 'Admin' || !roles.includes('Moderator'))
}

/**
 * How many documents a request may examine whose page has ten items at most, each with its people, its job and its
 * account. Thousands are in each collection, and few of them match.
 */
const MOST_EXAMINED = 150

/** Ranked, not stored in an order. That it scans nothing is shown by lib/matching/recommend-craftsmen.test.ts. */
const RANKED = new Set(['recommendCraftsmen'])

const lists = routes
  .filter((route) => isList(route) && !RANKED.has(route.name))
  .map((route) => [`${route.method} ${route.path}`, route] as const)

/**
 * Whether a read counts accounts. MongoDB cannot tell from an index whether a field is null, so it reads each account
 * that it counts to see that it was not deleted: 10,000 at most, since these lists are browsed.
 */
const countsAccounts = ({ command }: Explained) => command === 'aggregate users' || command === 'count users'
const isCount = ({ filter }: Explained) => JSON.stringify(filter).includes('"$count"')

/** Every list of the manifest, with each filter and order that its schema has, and each two of them. */
describe.each(lists)('%s', (_path, route) => {
  it('reads along an index in the order that it shows, and nothing that it does not show', async () => {
    const findings: string[] = []
    let answered = 0
    for (const role of callersOf(route)) {
      for (const query of combinationsOf(route, samplesOf())) {
        const { status, items, reads } = await ask(route, role, query)
        if (status >= 500) findings.push(`${role} ${JSON.stringify(query)}: ${status}`)
        if (status >= 400) continue
        answered += items
        const costly = reads.filter((read) => read.costly.length > 0)
        const counted = reads.filter((read) => !(countsAccounts(read) && isCount(read)))
        const examined = counted.reduce((sum, { docsExamined }) => sum + docsExamined, 0)
        const found = (what: unknown) =>
          findings.push(`${role} ${JSON.stringify(query)}: ${JSON.stringify(what)}`)
        if (costly.length > 0) found(costly)
        if (examined > MOST_EXAMINED) found(reads)
      }
    }
    expect(findings.slice(0, 5)).toEqual([])
    expect(answered, 'no documents of this list: lib/testing/list-world.ts').toBeGreaterThan(0)
  }, 300_000)
})

async function ask(route: Route, role: Role, query: Query) {
  let status = 0
  let items = 0
  const reads = await explained(async () => {
    const answer = await call(route, { as: world.callers[role], params: paramsOf(), query })
    status = answer.status
    items = (answer.body as { data?: unknown[] }).data?.length ?? 0
  })
  return { status, items, reads }
}
