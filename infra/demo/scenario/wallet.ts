import type { Player } from '#infra/demo/scenario/accounts.ts'
import { type Body, expectAnswer } from '#infra/demo/scenario/app.ts'

/** The wallet as the craftsman sees it. */
export const walletOf = async ({ app }: Player): Promise<Body> =>
  expectAnswer(await app.get('/api/wallet/balance'), 200, { currency: 'EGP' })

/** The balance of a craftsman less the fees that they owe: earnings pay those first. */
export async function netBalanceOf(player: Player): Promise<number> {
  const wallet = await walletOf(player)
  return Number(wallet.at('balance')) - Number(wallet.at('feesDue'))
}
