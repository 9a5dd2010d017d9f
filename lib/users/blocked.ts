import { fail } from '#lib/errors/app-error.ts'

/** Refuses a banned account with the reason and the time of its ban (ACCOUNT_BLOCKED). */
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
