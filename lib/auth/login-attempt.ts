import { sourceOf } from '#lib/auth/source.ts'
import { fail } from '#lib/errors/app-error.ts'
import { checkAddressLimit, countForAddress } from '#lib/limits/address-limit.ts'
import { clearLimit, secondsBlocked, spendLimit } from '#lib/limits/limits.ts'

/** Somebody tries to log in to an account, from somewhere. */
export interface LoginAttempt {
  /** The account's id, or what was typed where there is none: both are limited alike. */
  readonly account: string
  readonly address: string
  /** Where the account has logged in from before. */
  readonly knownSources: readonly string[]
}

/**
 * Lets `isRight` judge an attempt within the limits; answers whether it was right.
 * 1. an address may fail so often, on whatever accounts (TOO_MANY_ATTEMPTS)
 * 2. an account may be failed so often (TOO_MANY_ATTEMPTS, for the right password too), counted apart
 *    for each place its owner has logged in from and for all strangers together: they cannot lock him out
 * Many strangers at once: each takes one of the account's tries before its guess is judged, so no more
 * are judged than there are. From a known place only wrong ones count: its owner may log in often.
 */
export async function judgeAttempt(
  { account, address, knownSources }: LoginAttempt,
  isRight: () => Promise<boolean>,
): Promise<boolean> {
  await checkAddressLimit('loginsPerAddress', address)
  const source = await sourceOf(address)
  const isKnown = knownSources.includes(source)
  const subject = isKnown ? `${account} from ${source}` : fromElsewhere(account)
  if (isKnown) await refuseBlocked(subject)
  else await spendLimit('failedLogins', subject, 'TOO_MANY_ATTEMPTS')
  if (await isRight()) {
    await clearLimit('failedLogins', subject)
    return true
  }
  await countForAddress('loginsPerAddress', address)
  if (isKnown) await spendLimit('failedLogins', subject, 'TOO_MANY_ATTEMPTS')
  return false
}

/** Lets the owner try anew from any place: he has proved himself by other means. */
export const forgiveFailures = (account: string): Promise<void> =>
  clearLimit('failedLogins', fromElsewhere(account))

const fromElsewhere = (account: string): string => `${account} from elsewhere`

async function refuseBlocked(subject: string): Promise<void> {
  const retryAfter = await secondsBlocked('failedLogins', subject)
  if (retryAfter > 0) throw fail('TOO_MANY_ATTEMPTS', { retryAfter })
}
