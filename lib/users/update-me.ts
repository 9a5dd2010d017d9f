import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { isOwnImageUrl } from '#lib/gateways/images/own-images.ts'
import { User, type UserRecord } from '#lib/model/user.model.ts'
import { choosePassword } from '#lib/passwords/choose-password.ts'
import { sendPasswordChanged } from '#lib/passwords/send-password-changed.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId, type SessionId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate } from '#lib/platform/mongo.ts'
import { closeSocketsOf } from '#lib/realtime/close-sockets.ts'
import { endSessionsOf } from '#lib/sessions/session.ts'
import { knownSkills } from '#lib/users/known-skills.ts'
import type { ProfileChanges } from '#lib/users/profile-changes.schemas.ts'
import {
  attachPicture,
  type ProfilePicture,
  removePicture,
  storePicture,
} from '#lib/users/profile-picture.ts'
import { readOwnProfile } from '#lib/users/read-own-profile.ts'

interface Self {
  readonly id: UserId
  readonly session: SessionId
}

/** The parts of a profile that only a craftsman has. */
const CRAFTSMAN_FIELDS = [
  'bio',
  'skills',
  'portfolioImageUrls',
  'serviceRadiusKm',
  'capacity',
  'availability',
] as const

/**
 * Change one's own profile. Fields that are left out stay as they are.
 * 1. only craftsmen can set a craftsman's fields (CRAFTSMAN_FIELD); skills are services (UNKNOWN_CATEGORY), and the
 *    portfolio has only pictures that the craftsman uploaded (UPLOAD_NOT_YOURS)
 * 2. a new password follows the rules of choosePassword
 * 3. the picture is stored or attached (IMAGE_NOT_ACCEPTED, IMAGE_TOO_LARGE, UPLOAD_NOT_YOURS, IMAGES_UNAVAILABLE)
 * 4. one transaction: the changes, the end of all other sessions if the password is new, the activity log, the event; a
 *    phone number belongs to one account (PHONE_TAKEN), and a new one is not verified yet
 * 5. the earlier picture is deleted; the user is told of a new password by e-mail
 * If two changes come at once, both apply, field by field. If both set a password, the first one wins, and the second
 * fails with WRONG_CURRENT_PASSWORD.
 */
export async function updateMe(me: Self, changes: ProfileChanges, picture?: Buffer) {
  const user = await User.findOne({ _id: me.id, deletedAt: null }).lean()
  if (!user) throw fail('UNAUTHENTICATED')
  const fields = await fieldsOf(user, me.id, changes)
  const { currentPassword, newPassword } = changes
  const password =
    currentPassword !== undefined && newPassword !== undefined
      ? await choosePassword(user, { currentPassword, newPassword })
      : undefined
  const newPicture = await pictureOf(me.id, changes, picture)
  const change: Change = { fields: { ...fields, ...newPicture }, password, consents: changes.consents ?? [] }
  const before = await inTransaction((tx) => store(tx, me, user, change)).catch(async (error: unknown) => {
    if (picture) await removePicture(newPicture?.profilePictureId)
    throw isDuplicate(error, 'phone') ? fail('PHONE_TAKEN', { cause: error }) : error
  })
  if (newPicture && before.profilePictureId !== newPicture.profilePictureId) {
    await removePicture(before.profilePictureId)
  }
  if (password) {
    await closeSocketsOf({ userId: me.id, except: me.session })
    await sendPasswordChanged(user, `changed-${newId()}`)
  }
  const after = await User.findById(me.id).lean()
  if (!after) throw fail('UNAUTHENTICATED')
  return readOwnProfile(after)
}

interface Change {
  readonly fields: Readonly<Record<string, unknown>>
  readonly password: string | undefined
  readonly consents: NonNullable<ProfileChanges['consents']>
}

/** The values of the plain fields, by the names under which they are stored. */
async function fieldsOf(user: UserRecord, me: UserId, changes: ProfileChanges) {
  const isCraftsman = user.role === 'Craftsman'
  const misplaced = CRAFTSMAN_FIELDS.filter((field) => !isCraftsman && changes[field] !== undefined)
  if (misplaced.length > 0) throw fail('CRAFTSMAN_FIELD', { errors: misplaced.map(craftsmenOnly) })
  const { firstName, lastName, phone, location, locale } = changes
  const { bio, serviceRadiusKm, capacity, availability } = changes
  const skills = changes.skills && (await knownSkills(changes.skills))
  const portfolioImageUrls = changes.portfolioImageUrls && (await ownPictures(changes.portfolioImageUrls, me))
  const info = { bio, skills, portfolioImageUrls, serviceRadiusKm, capacity, availability }
  const named = Object.entries(info).map(([name, value]) => [`craftsmanInfo.${name}`, value] as const)
  const all = [...Object.entries({ firstName, lastName, phone, location, locale }), ...named]
  return Object.fromEntries(all.filter(([, value]) => value !== undefined))
}

const craftsmenOnly = (path: string) => ({ path, message: 'Only craftsmen have this' })

async function ownPictures(addresses: readonly string[], me: UserId): Promise<readonly string[]> {
  for (const [i, address] of addresses.entries()) {
    if (await isOwnImageUrl(address, 'portfolio', me)) continue
    throw fail('UPLOAD_NOT_YOURS', {
      errors: [{ path: `portfolioImageUrls.${i}`, message: 'Not an upload of yours' }],
    })
  }
  return addresses
}

async function pictureOf(
  me: UserId,
  { profileImage }: ProfileChanges,
  picture: Buffer | undefined,
): Promise<ProfilePicture | undefined> {
  if (picture) return storePicture(picture, me)
  return profileImage && attachPicture(profileImage.publicId, me)
}

/**
 * Stores a change and returns the account as it was before, so that two changes at once each delete the picture they
 * replaced.
 */
async function store(tx: ClientSession, me: Self, user: UserRecord, change: Change): Promise<UserRecord> {
  const { fields, password, consents } = change
  const at = clock()
  const unchanged = { _id: me.id, deletedAt: null, ...(password && { password: user.password }) }
  const before = await User.findOneAndUpdate(
    unchanged,
    {
      $set: { ...fields, ...(password && { password }), updatedAt: at },
      ...(consents.length > 0 && {
        $push: { consents: { $each: consents.map((consent) => ({ ...consent, at })), $slice: -100 } },
      }),
    },
    { session: tx, returnDocument: 'before' },
  ).lean()
  if (!before) throw fail(password ? 'WRONG_CURRENT_PASSWORD' : 'UNAUTHENTICATED')
  if ('phone' in fields && fields.phone !== before.phone) {
    await User.updateOne({ _id: me.id }, { $unset: { phoneVerifiedAt: 1 } }, { session: tx })
  }
  const target = { kind: 'User', id: me.id }
  const changed = [...Object.keys(fields), ...(consents.length > 0 ? ['consents'] : [])]
  if (changed.length > 0) {
    await logActivity(tx, { actor: me.id, action: 'user.update', target, details: { changed } })
  }
  if (password) {
    await endSessionsOf(me.id, 'passwordChange', { except: me.session, tx })
    await logActivity(tx, { actor: me.id, action: 'user.changePassword', target })
    await recordEvent(tx, 'account.passwordChanged', { userId: me.id, how: 'change' })
  }
  return before
}
