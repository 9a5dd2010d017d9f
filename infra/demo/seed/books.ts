import type { Types } from 'mongoose'
import type { Draws } from '#infra/demo/seed/draws.ts'
import type { Rows } from '#infra/demo/seed/rows.ts'
import type { Account } from '#lib/model/account.ts'
import type { JournalKind, JournalRecord, Posting } from '#lib/model/journal.model.ts'
import { ruleOf } from '#lib/money/accounts.ts'
import { isBeyond } from '#lib/money/follow-history.ts'
import { checksumOf } from '#lib/money/journal-checksum.ts'

interface Balance {
  posted: number
  version: number
}

interface Entry {
  readonly key: string
  readonly kind: JournalKind
  readonly postings: readonly { readonly account: Account; readonly amount: number }[]
  readonly job?: Types.ObjectId
  readonly at: Date
}

/** Of an account of one of these kinds nothing is heard any more once it is empty. */
const PASSING = /^(escrow|refund|payout):/

/**
 * The ledger of the seed, as lib/money/post-journal.ts writes it: each journal adds up to zero, each posting has the next
 * version of its account and the balance after it, and no account leaves its bound.
 */
export class Books {
  readonly #balances = new Map<Account, Balance>()
  readonly #rows: Rows
  readonly #draws: Draws

  constructor(rows: Rows, draws: Draws) {
    this.#rows = rows
    this.#draws = draws
  }

  balanceOf(account: Account): number {
    return this.#balances.get(account)?.posted ?? 0
  }

  post({ key, kind, postings, job, at }: Entry): void {
    const moved = postings.filter(({ amount }) => amount !== 0)
    if (moved.length === 0) return
    const sum = moved.reduce((total, { amount }) => total + amount, 0)
    if (sum !== 0) throw new RangeError(`the journal ${key} adds up to ${sum}`)
    const content: Omit<JournalRecord, '_id' | 'checksum'> = {
      key,
      kind,
      postings: moved.map((posting) => this.#posted(key, posting)),
      at,
      ...(job && { job }),
    }
    this.#rows.add('journals', { _id: this.#draws.idAt(at), ...content, checksum: checksumOf(content) })
    for (const { account } of moved) {
      if (PASSING.test(account) && this.balanceOf(account) === 0) this.#write(account, at)
    }
  }

  #posted(key: string, { account, amount }: { account: Account; amount: number }): Posting {
    if (!ruleOf(account).isStored) return { account, amount }
    const before = this.#balances.get(account) ?? { posted: 0, version: 0 }
    const after = { posted: before.posted + amount, version: before.version + 1 }
    if (isBeyond(account, after.posted)) throw new RangeError(`${key} takes too much from ${account}`)
    this.#balances.set(account, after)
    return { account, amount, version: after.version, balanceAfter: after.posted }
  }

  /** Its balance, verified: `npm run ledger:verify` verifies it again. */
  #write(account: Account, checkedAt: Date): void {
    const balance = this.#balances.get(account)
    if (!balance) return
    this.#balances.delete(account)
    this.#rows.add('balances', { _id: account, ...balance })
    this.#rows.add('ledgerCheckpoints', { _id: account, ...balance, checkedAt })
  }

  /** Writes the balances of all accounts that are left. */
  close(at: Date): void {
    for (const account of this.#balances.keys()) this.#write(account, at)
  }
}
