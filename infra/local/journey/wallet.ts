import type { Player } from '#infra/local/journey/accounts.ts'
import { expectAnswer, type Body } from '#infra/local/journey/app.ts'

/** The wallet as its craftsman sees it. */
export const walletOf = async ({ app }: Player): Promise<Body> =>
  expectAnswer(await app.get('/api/wallet/balance'), 200, { currency: 'EGP' })

/** What he has, less the fees that he owes: earnings pay those first. */
export async function worthOf(player: Player): Promise<number> {
  const wallet = await walletOf(player)
  return Number(wallet.at('balance')) - Number(wallet.at('feesDue'))
}
