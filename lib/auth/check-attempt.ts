import { sourceOf } from '#lib/auth/login-source.ts'
import { fail } from '#lib/errors/app-error.ts'
import { checkAddressLimit, countForAddress } from '#lib/limits/address-limit.ts'
import { clearLimit, secondsBlocked, spendLimit } from '#lib/limits/limits.ts'

/** An attempt to log in to an account from an address. */
export interface LoginAttempt {
  /** The account's id, or what was typed if there is no such account. Both are limited in the same way. */
  readonly account: string
  readonly address: string
  /** The sources that the account has logged in from before (`sourceOf`). */
  readonly knownSources: readonly string[]
}

/**
 * Checks a login attempt with `isRight`, within the limits. Returns whether it was right.
 * 1. each address may fail a limited number of times, over all accounts (TOO_MANY_ATTEMPTS)
 * 2. each account may fail a limited number of times (TOO_MANY_ATTEMPTS, for the right password too). Each source
 *    that the owner has logged in from has its own count, and all unknown sources share one. So strangers cannot
 *    lock the owner out.
 * An attempt from an unknown source is counted before its password is checked, so that many attempts at once
 * cannot check more passwords than the limit allows. From a known source only failures count, because the owner
 * may log in often.
 */
export async function checkAttempt(
  { account, address, knownSources }: LoginAttempt,
  isRight: () => Promise<boolean>,
): Promise<boolean> {
  await checkAddressLimit('loginsPerAddress', address)
  const source = await sourceOf(address)
  const isKnown = knownSources.includes(source)
  const subject = isKnown ? `${account} from ${source}` : unknownSourceOf(account)
  if (isKnown) await assertNotLocked(subject)
  else await spendLimit('failedLogins', subject, 'TOO_MANY_ATTEMPTS')
  if (await isRight()) {
    await clearLimit('failedLogins', subject)
    return true
  }
  await countForAddress('loginsPerAddress', address)
  if (isKnown) await spendLimit('failedLogins', subject, 'TOO_MANY_ATTEMPTS')
  return false
}

/** Clears the failures from unknown sources, after the owner has proved who they are by other means. */
export const clearFailedLogins = (account: string): Promise<void> =>
  clearLimit('failedLogins', unknownSourceOf(account))

const unknownSourceOf = (account: string): string => `${account} from elsewhere`

async function assertNotLocked(subject: string): Promise<void> {
  const retryAfter = await secondsBlocked('failedLogins', subject)
  if (retryAfter > 0) throw fail('TOO_MANY_ATTEMPTS', { retryAfter })
}
