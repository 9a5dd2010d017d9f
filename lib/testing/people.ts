import { beginSession } from '#lib/auth/session.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId, type UserId } from '#lib/platform/ids.ts'
import type { Role } from '#lib/users/role.ts'
import { User, type UserRecord } from '#lib/users/user.model.ts'

/** Somebody who is logged in. */
export interface Somebody {
  readonly id: UserId
  readonly role: Role
  readonly email: string
  readonly token: string
  readonly refreshToken: string
}

let counter = 0

async function somebody(role: Role, with_: Partial<UserRecord>): Promise<Somebody> {
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
  await User.create([{ ...record, ...with_ }])
  const { token, refreshToken } = await beginSession(id)
  return { id, role, email: with_.email ?? email, token, refreshToken }
}

export const aClient = (with_: Partial<UserRecord> = {}) => somebody('Client', with_)

export const aCraftsman = (with_: Partial<UserRecord> = {}) =>
  somebody('Craftsman', {
    craftsmanInfo: { skills: ['Plumbing'], portfolioImageUrls: [], verificationStatus: 'Pending' },
    wallet: { balance: 0, withdrawableBalance: 0 },
    ...with_,
  })

export const aModerator = (with_: Partial<UserRecord> = {}) => somebody('Moderator', with_)
export const anAdmin = (with_: Partial<UserRecord> = {}) => somebody('Admin', with_)
