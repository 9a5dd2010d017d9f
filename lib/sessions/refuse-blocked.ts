import { fail } from '#lib/errors/app-error.ts'

/** Throws ACCOUNT_BLOCKED, with the reason and the time of the ban, if the account is banned. */
export function refuseBlocked(user: {
  readonly isBanned?: boolean
  readonly banReason?: string | null
  readonly bannedAt?: Date | null
}): void {
  if (!user.isBanned) return
  throw fail('ACCOUNT_BLOCKED', {
    fields: { reason: user.banReason ?? null, blockedAt: user.bannedAt?.toISOString() ?? null },
  })
}
