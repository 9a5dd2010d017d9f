import type { Role } from '#lib/model/role.ts'
import { User, type UserRecord } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId, type UserId } from '#lib/platform/ids.ts'
import { beginSession } from '#lib/sessions/session.ts'

/** A user who is logged in. */
export interface Somebody {
  readonly id: UserId
  readonly role: Role
  readonly email: string
  readonly token: string
  readonly refreshToken: string
}

let counter = 0

async function somebody(role: Role, overrides: Partial<UserRecord>): Promise<Somebody> {
  const id = newId<'User'>()
  counter += 1
  const email = `${role.toLowerCase()}-${counter}-${id}@example.com`
  const at = clock()
  const record = {
    _id: id,
    email,
    role,
    firstName: 'Person',
    lastName: String(counter),
    createdAt: at,
    updatedAt: at,
  }
  await User.create([{ ...record, ...overrides }])
  const { token, refreshToken } = await beginSession(id)
  return { id, role, email: overrides.email ?? email, token, refreshToken }
}

export const aClient = (overrides: Partial<UserRecord> = {}) => somebody('Client', overrides)

export const aCraftsman = (overrides: Partial<UserRecord> = {}) =>
  somebody('Craftsman', {
    craftsmanInfo: { skills: ['Plumbing'], portfolioImageUrls: [], verificationStatus: 'Pending' },
    wallet: { balance: 0, withdrawableBalance: 0 },
    ...overrides,
  })

export const aModerator = (overrides: Partial<UserRecord> = {}) => somebody('Moderator', overrides)
export const anAdmin = (overrides: Partial<UserRecord> = {}) => somebody('Admin', overrides)
