import type { Types } from 'mongoose'
import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { isTooLarge, linkTo } from '#lib/lists/link-if-large.ts'
import { type Order, sectionOf } from '#lib/lists/order.ts'
import { Block } from '#lib/model/block.model.ts'
import { Device } from '#lib/model/device.model.ts'
import { isStaff, type Role } from '#lib/model/role.ts'
import { Session } from '#lib/model/session.model.ts'
import { User } from '#lib/model/user.model.ts'
import { readPreferences } from '#lib/notifications/preferences.ts'
import { clock } from '#lib/platform/clock.ts'
import type { FileLink } from '#lib/platform/file-link.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { type exportView, SECTION_NAMES } from '#lib/privacy/export.schemas.ts'
import { type ExportSection, sectionsOf, type TimeField } from '#lib/privacy/export-sections.ts'
import { readOwnProfile } from '#lib/users/read-own-profile.ts'

/** So many documents are read at a time. */
const PAGE_SIZE = 100

interface Exporter {
  readonly id: UserId
  readonly role: Role
  readonly locale: Locale
}

type Export = z.input<typeof exportView>

/**
 * Export everything that is held about oneself, by the rules of visibility that hold everywhere: nothing of the other side
 * that is hidden, reviews that are not revealed only for their writer, covered contacts as the chat shows them. It is one
 * document, and a link to it where it is more than an answer holds. Each list is read a page at a time along its index
 * and kept as text, so that much of it needs little memory. The export is in the activity log.
 */
export async function exportData(exporter: Exporter): Promise<Export | FileLink> {
  const viewer = { id: exporter.id, role: isStaff(exporter.role) ? ('Client' as const) : exporter.role }
  const sections = sectionsOf(viewer, exporter.locale)
  const account = await readAccount(exporter.id)
  await logExport(exporter.id)
  const head = { exportedAt: clock().toISOString(), account } satisfies Partial<Export>
  const parts = [JSON.stringify(head).slice(0, -1)]
  for (const name of SECTION_NAMES) {
    let before = `,${JSON.stringify(name)}:[`
    for await (const shown of pagesOf(sections[name])) {
      parts.push(before + shown.map((one) => JSON.stringify(one)).join())
      before = ','
    }
    parts.push(before === ',' ? ']' : `${before}]`)
  }
  const document = `${parts.join('')}}`
  if (!isTooLarge(document)) return JSON.parse(document) as Export
  const link = await linkTo('craftworks-export.json', 'application/json', document)
  if (!link) throw new Error('there is no store for a large export: set FILES_BUCKET or FILES_FOLDER')
  return link
}

async function* pagesOf({ filter, time, read, show }: ExportSection): AsyncGenerator<readonly unknown[]> {
  const order: Order = { [time]: -1, _id: -1 }
  let after: Position | null = null
  for (;;) {
    const found = (await read([
      { $match: sectionOf(filter, order, after ? { after } : {}) },
      { $sort: order },
      { $limit: PAGE_SIZE },
    ])) as Readonly<Record<TimeField | '_id', unknown>>[]
    const end = found.at(-1)
    if (!end) return
    after = [{ at: (end[time] as Date).getTime() }, { id: idOf<string>(end._id as Types.ObjectId) }]
    yield found.map((one) => show(one as never)) // each section shows what it reads itself
    if (found.length < PAGE_SIZE) return
  }
}

/** The time and the id of the last item of a page. */
type Position = [{ readonly at: number }, { readonly id: string }]

/** The account itself: what belongs to one person and is little. */
async function readAccount(id: UserId): Promise<Export['account']> {
  const user = await User.findOne({ _id: id, deletedAt: null }).lean()
  if (!user) throw fail('UNAUTHENTICATED')
  const [profile, notificationPreferences, blocks, devices, sessions] = await Promise.all([
    readOwnProfile(user),
    readPreferences(id),
    Block.find({ blocker: id }).lean(),
    Device.find({ user: id }).lean(),
    Session.find({ user: id }).sort({ createdAt: -1, _id: -1 }).limit(MAX_SESSIONS).lean(),
  ])
  return {
    profile,
    consents: user.consents.map(({ kind, version, at }) => ({ kind, version, at: at.toISOString() })),
    notificationPreferences,
    blockedUsers: blocks.map(({ blocked }) => idOf<'User'>(blocked)),
    devices: devices.map(({ platform, createdAt }) => ({ platform, createdAt: createdAt.toISOString() })),
    sessions: sessions.map(({ createdAt, endedAt }) => ({
      createdAt: createdAt.toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
    })),
  }
}

/** Sessions last a month; nobody has more of them. */
const MAX_SESSIONS = 500

const logExport = (id: UserId): Promise<void> =>
  inTransaction((tx) => logActivity(tx, { actor: id, action: 'user.export', target: { kind: 'User', id } }))
