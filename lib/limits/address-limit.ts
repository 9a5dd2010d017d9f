import { fail } from '#lib/errors/app-error.ts'
import { countHit, secondsBlocked } from '#lib/limits/limits.ts'
import type { LimitName } from '#lib/model/settings-version.model.ts'
import { config } from '#lib/platform/config.ts'
import { isLoopback, networkPrefixOf } from '#lib/platform/ip-address.ts'

type AddressLimit = Extract<LimitName, `${string}PerAddress`>

/** Counts one hit of the limit `name` from an address. Throws TOO_MANY_ATTEMPTS with Retry-After if it is used up. */
export async function spendAddressLimit(name: AddressLimit, address: string): Promise<void> {
  await checkAddressLimit(name, address)
  await countForAddress(name, address)
}

/** Throws TOO_MANY_ATTEMPTS if an address has used up the limit `name`. Does not count. */
export async function checkAddressLimit(name: AddressLimit, address: string): Promise<void> {
  if (await isExempt(address)) return
  const retryAfter = await secondsBlocked(name, networkPrefixOf(address))
  if (retryAfter > 0) throw fail('TOO_MANY_ATTEMPTS', { retryAfter })
}

/** Counts one hit of the limit `name` from an address. Never throws TOO_MANY_ATTEMPTS. */
export async function countForAddress(name: AddressLimit, address: string): Promise<void> {
  if (!(await isExempt(address))) await countHit(name, networkPrefixOf(address))
}

/** On a local machine every request comes from loopback, so limits by address would only stop the developer. */
async function isExempt(address: string): Promise<boolean> {
  const { LIMIT_LOOPBACK } = await config('site')
  return LIMIT_LOOPBACK === '0' && isLoopback(address)
}
