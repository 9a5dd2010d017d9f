import type * as z from 'zod'
import type { managedUserView } from '#lib/administration/user-administration.schemas.ts'
import type { UserRecord } from '#lib/model/user.model.ts'
import { idOf } from '#lib/platform/ids.ts'

/** An account as staff see it: who it is and how it stands, without hashes and tokens. */
export const toManagedUserView = (user: UserRecord): z.input<typeof managedUserView> => ({
  id: idOf<'User'>(user._id),
  email: user.email,
  phone: user.phone ?? null,
  phoneVerified: user.phoneVerifiedAt != null,
  emailVerified: user.emailVerifiedAt != null,
  role: user.role,
  firstName: user.firstName,
  lastName: user.lastName,
  profilePicture: user.profilePicture ?? null,
  locale: user.locale ?? null,
  status: user.isBanned ? 'Banned' : 'Active',
  banReason: user.banReason ?? null,
  blockedAt: user.bannedAt?.toISOString() ?? null,
  rating: user.rating,
  ratingCount: user.ratingCount,
  completedJobs: user.completedJobs,
  verificationStatus: user.craftsmanInfo?.verificationStatus ?? null,
  tags: [...(user.tags ?? [])],
  lastLoginAt: user.lastLoginAt?.toISOString() ?? null,
  createdAt: user.createdAt.toISOString(),
})
