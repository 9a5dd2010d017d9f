import { fail } from '#lib/errors/app-error.ts'
import { countHit, secondsBlocked } from '#lib/limits/limits.ts'
import { isLoopback, networkOf } from '#lib/platform/addresses.ts'
import { config } from '#lib/platform/config.ts'
import type { LimitName } from '#lib/settings/settings.ts'

type AddressLimit = Extract<LimitName, `${string}PerAddress`>

/** Counts one more of `name` from an address. Throws TOO_MANY_ATTEMPTS with Retry-After. */
export async function spendAddressLimit(name: AddressLimit, address: string): Promise<void> {
  await checkAddressLimit(name, address)
  await countForAddress(name, address)
}

/** Refuses an address that has used up `name` (TOO_MANY_ATTEMPTS), without counting. */
export async function checkAddressLimit(name: AddressLimit, address: string): Promise<void> {
  if (await isExempt(address)) return
  const retryAfter = await secondsBlocked(name, networkOf(address))
  if (retryAfter > 0) throw fail('TOO_MANY_ATTEMPTS', { retryAfter })
}

/** Counts one more of `name` from an address, without refusing. */
export async function countForAddress(name: AddressLimit, address: string): Promise<void> {
  if (!(await isExempt(address))) await countHit(name, networkOf(address))
}

/** On one machine everybody is loopback: limits by address would only stop the developer himself. */
async function isExempt(address: string): Promise<boolean> {
  const { LIMIT_LOOPBACK } = await config('site')
  return LIMIT_LOOPBACK === '0' && isLoopback(address)
}
