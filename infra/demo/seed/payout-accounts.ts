import { mobileOf } from '#infra/demo/seed/names.ts'
import type { Craftsman } from '#infra/demo/seed/people.ts'
import type { World } from '#infra/demo/seed/world.ts'
import { idOf } from '#lib/platform/ids.ts'
import { encryptNumber } from '#lib/wallet/payout-account-number.ts'

/** So many numbers are encrypted side by side. */
const PAGE = 200

/** The mobile wallets of the craftsmen who withdrew, each number encrypted with its owner's key. */
export async function writeAccounts(
  { people, rows }: World,
  onProgress: (done: number, of: number) => void,
): Promise<void> {
  const owners = people.craftsmen.filter(({ account }) => account !== undefined)
  for (let from = 0; from < owners.length; from += PAGE) {
    const page = owners.slice(from, from + PAGE)
    for (const account of await Promise.all(page.map(accountOf))) rows.add('payoutAccounts', account)
    await rows.insert()
    onProgress(from + page.length, owners.length)
  }
}

async function accountOf({ _id: user, account, joinedAt, place }: Craftsman) {
  if (!account) throw new RangeError('somebody without an account has none to write')
  const number = mobileOf(0, place)
  const sealed = await encryptNumber(idOf(user), idOf(account), { holder: null, number })
  return {
    ...{ _id: account, user, kind: 'mobileWallet', label: `Mobile wallet •••• ${number.slice(-4)}` },
    ...{ status: 'Ready', sealed, createdAt: joinedAt, updatedAt: joinedAt },
  }
}
