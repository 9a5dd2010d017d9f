import { readAnchors } from '#lib/activity/anchor-seals.ts'
import { ActivityAnchor } from '#lib/model/activity-anchor.model.ts'
import { readErasures } from '#lib/privacy/erasure-ledger.ts'

/** What the store outside of the database lacks of that which the database remembers to have noted there. */
export interface MissingCopies {
  readonly what: 'seals' | 'erasures'
  readonly remembered: number
  readonly found: number
}

/**
 * Compares the store with what the database remembers. The store is written first, and a backup is older than it, so
 * that the right one never has less.
 */
export async function findMissingCopies(): Promise<readonly MissingCopies[]> {
  const numbers = new Map((await ActivityAnchor.find().lean()).map(({ _id, number }) => [_id, number]))
  const copies = [
    { what: 'seals', remembered: numbers.get('head') ?? 0, found: await lastAnchored() },
    { what: 'erasures', remembered: numbers.get('erasures') ?? 0, found: await countErasures() },
  ] as const
  return copies.filter(({ remembered, found }) => found < remembered)
}

async function lastAnchored(): Promise<number> {
  let last = 0
  for await (const { to } of readAnchors()) last = to
  return last
}

async function countErasures(): Promise<number> {
  let count = 0
  for await (const _ of readErasures()) count += 1
  return count
}
