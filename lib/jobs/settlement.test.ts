import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ContractRecord } from '#lib/contracts/contract.model.ts'
import { MOVES } from '#lib/jobs/moves.ts'
import { PAYMENT_TYPES, type Move } from '#lib/jobs/process.ts'
import { depositOf, feeOf, heldFor, splitOf, type Decision, type Split } from '#lib/jobs/settlement.ts'
import { asPiastres, CEILING } from '#lib/money/piastres.ts'
import { DEFAULT_SETTINGS } from '#lib/settings/settings.ts'

const SEED = Number(process.env.SPLIT_SEED ?? 20_261_123)

const prices = fc.oneof(fc.integer({ min: 1, max: 30_000 }), fc.integer({ min: 1, max: CEILING }))
const contracts = fc
  .record({
    price: prices.map(asPiastres),
    paymentType: fc.constantFrom(...PAYMENT_TYPES),
    feeRate: fc.integer({ min: 0, max: 3_000 }),
    paid: fc.boolean(),
  })
  .map(({ price, paymentType, feeRate, paid }) => {
    const terms = { ...DEFAULT_SETTINGS, process: 1, settings: 0, feeRate }
    const contract: Partial<ContractRecord> = {
      price,
      paymentType,
      payment: paymentType === 'Cash' ? 'Cash' : paid ? 'Held' : 'Unpaid',
      status: 'Active',
      platformFee: feeOf(price, terms),
      deposit: depositOf(price, paymentType, terms),
      terms,
    }
    return contract as ContractRecord
  })
const moves = fc.constantFrom(...(MOVES as readonly Move[]))

const sumOf = ({ client, craftsman, platform }: Split) => client + craftsman + platform

describe(`splits, SPLIT_SEED=${SEED}`, () => {
  it('add up to what is held, in whole piastres, and give no client less than nothing', () => {
    fc.assert(
      fc.property(
        contracts,
        moves,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        (contract, move, share, waiveFee) => {
          const held = heldFor(contract)
          const client = asPiastres(Math.floor(held * share))
          const decision: Decision = { client, craftsman: asPiastres(held - client), waiveFee }
          const split = splitOf(move, contract, decision)
          if (!split) return
          expect(sumOf(split)).toBe(held)
          expect(Object.values(split).every(Number.isSafeInteger)).toBe(true)
          expect(split.client).toBeGreaterThanOrEqual(0)
          expect(split.platform).toBeGreaterThanOrEqual(0)
        },
      ),
      { seed: SEED, numRuns: 3_000 },
    )
  })

  it('round the fee half up once, and the craftsman gets the rest', () => {
    fc.assert(
      fc.property(contracts, (contract) => {
        const release = MOVES.find(({ name }) => name === 'confirm') as Move
        const split = splitOf(release, contract) as Split
        if (contract.payment === 'Unpaid') return
        const exact = (contract.price * contract.terms.feeRate) / 10_000
        expect(split.platform).toBe(Math.floor(exact + 0.5))
        expect(split.craftsman).toBe(heldFor(contract) - split.platform)
      }),
      { seed: SEED, numRuns: 3_000 },
    )
  })

  it('by staff, all to the craftsman of a completed job, are the release itself', () => {
    fc.assert(
      fc.property(contracts, (contract) => {
        const [release, decide] = ['confirm', 'decideCompleted'].map(
          (name) => MOVES.find((move) => move.name === name) as Move,
        ) as [Move, Move]
        const all = { client: asPiastres(0), craftsman: heldFor(contract), waiveFee: false }
        expect(splitOf(decide, contract, all)).toEqual(splitOf(release, contract))
      }),
      { seed: SEED, numRuns: 1_000 },
    )
  })
})
