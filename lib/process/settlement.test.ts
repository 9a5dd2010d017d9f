import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ContractRecord } from '#lib/model/contract.model.ts'
import { PAYMENT_TYPES } from '#lib/model/job-status.ts'
import { asPiastres, MAX_AMOUNT } from '#lib/platform/piastres.ts'
import type { Transition } from '#lib/process/process.ts'
import { type Decision, depositOf, feeOf, heldAmount, type Split, splitOf } from '#lib/process/settlement.ts'
import { TRANSITIONS } from '#lib/process/transitions.ts'
import { DEFAULT_SETTINGS } from '#lib/settings/settings.ts'

const SEED = Number(process.env.SPLIT_SEED ?? 20_261_123)

const prices = fc.oneof(fc.integer({ min: 1, max: 30_000 }), fc.integer({ min: 1, max: MAX_AMOUNT }))
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
const transitions = fc.constantFrom(...(TRANSITIONS as readonly Transition[]))

const sumOf = ({ client, craftsman, platform }: Split) => client + craftsman + platform

describe(`splits, SPLIT_SEED=${SEED}`, () => {
  it('add up to what is held, in whole piastres, and give no client less than nothing', () => {
    fc.assert(
      fc.property(
        contracts,
        transitions,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        (contract, transition, share, waiveFee) => {
          const held = heldAmount(contract)
          const client = asPiastres(Math.floor(held * share))
          const decision: Decision = { client, craftsman: asPiastres(held - client), waiveFee }
          const split = splitOf(transition, contract, decision)
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
        const release = TRANSITIONS.find(({ name }) => name === 'confirm') as Transition
        const split = splitOf(release, contract) as Split
        if (contract.payment === 'Unpaid') return
        const exact = (contract.price * contract.terms.feeRate) / 10_000
        expect(split.platform).toBe(Math.floor(exact + 0.5))
        expect(split.craftsman).toBe(heldAmount(contract) - split.platform)
      }),
      { seed: SEED, numRuns: 3_000 },
    )
  })

  it('by staff, all to the craftsman of a completed job, are the release itself', () => {
    fc.assert(
      fc.property(contracts, (contract) => {
        const [release, decide] = ['confirm', 'decideCompleted'].map(
          (name) => TRANSITIONS.find((transition) => transition.name === name) as Transition,
        ) as [Transition, Transition]
        const all = { client: asPiastres(0), craftsman: heldAmount(contract), waiveFee: false }
        expect(splitOf(decide, contract, all)).toEqual(splitOf(release, contract))
      }),
      { seed: SEED, numRuns: 1_000 },
    )
  })
})
