import * as z from 'zod'
import { personView } from '#lib/embedded/person.schemas.ts'
import { ROLES, STAFF } from '#lib/model/role.ts'
import { VERIFICATION_STATUSES } from '#lib/model/verification-status.ts'
import { id, idView, instantView, piastresView } from '#lib/platform/api-schemas.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { listQuery } from '#lib/platform/paging.ts'
import { line, text } from '#lib/platform/text.ts'
import { email, password, personName } from '#lib/users/user.schemas.ts'

const ACCOUNT_STATUSES = ['Active', 'Banned'] as const

export const managedUserParams = z.object({ userId: id<UserId>() })

/** What people are found by: in the query of the list, and in a saved segment. */
const userFilter = {
  role: z.enum(ROLES).optional(),
  status: z.enum(ACCOUNT_STATUSES).optional(),
  q: line(100).optional(),
  tag: line(40).optional(),
}

/** What only segments filter by. */
export const segmentFilter = {
  ...userFilter,
  owesFees: z.literal(true).optional().describe('Those who owe fees for jobs in cash now'),
  activeThisMonth: z
    .literal(true)
    .optional()
    .describe('Those who signed in or used the app in the present month of Cairo'),
}

export type SegmentFilter = z.output<z.ZodObject<typeof segmentFilter>>

export const userSearch = listQuery(userFilter)

export type UserFilter = z.output<z.ZodObject<typeof userFilter>>
export type UserSearch = z.output<typeof userSearch>

export const newStaffMember = z.strictObject({
  email,
  password,
  role: z.enum(STAFF),
  firstName: personName,
  lastName: personName,
})

export const roleChange = z.strictObject({ role: z.enum(ROLES) })

/** Why something is done to an account. Its owner reads it. */
export const banRequest = z.strictObject({ reason: text(500, 3) })
export const unbanRequest = z.strictObject({ reason: text(500, 3).optional() })

const managedUser = {
  id: idView,
  email: z.string(),
  phone: z.string().nullable(),
  phoneVerified: z.boolean(),
  emailVerified: z.boolean(),
  role: z.enum(ROLES),
  firstName: z.string(),
  lastName: z.string(),
  profilePicture: z.string().nullable(),
  locale: z.enum(['ar', 'en']).nullable(),
  status: z.enum(ACCOUNT_STATUSES),
  banReason: z.string().nullable(),
  blockedAt: instantView.nullable(),
  rating: z.number(),
  ratingCount: z.int(),
  completedJobs: z.int(),
  verificationStatus: z.enum(VERIFICATION_STATUSES).nullable(),
  tags: z.array(z.string()),
  lastLoginAt: instantView.nullable(),
  createdAt: instantView,
}

/** An account as staff see it. */
export const managedUserView = z.strictObject(managedUser).meta({ id: 'ManagedUser' })

export const noteView = z
  .strictObject({ id: idView, text: z.string(), by: personView, createdAt: instantView })
  .meta({ id: 'Note' })

export const managedUserDetail = z
  .strictObject({
    ...managedUser,
    skills: z.array(z.string()),
    bio: z.string().nullable(),
    /** Only for craftsmen. */
    wallet: z.strictObject({ balance: piastresView, withdrawableBalance: piastresView }).nullable(),
    /** The newest 100 notes. */
    notes: z.array(noteView),
  })
  .meta({ id: 'ManagedUserDetail' })

export const newNote = z.strictObject({ text: text(2_000) })

export const tagChange = z.strictObject({ tags: z.array(line(40)).max(20) })
