import type { Trade } from '#lib/matching/read-model.ts'

/** Trades whose craftsmen do some of each other's work, and how well they fit. Both ways. */
const RELATED: readonly (readonly [string, string, number])[] = [
  ['Air conditioning', 'Appliance repair', 0.7],
  ['Electrical', 'Air conditioning', 0.5],
  ['Electrical', 'Appliance repair', 0.5],
  ['Plumbing', 'Water heaters', 0.7],
  ['Appliance repair', 'Water heaters', 0.5],
  ['Painting', 'Plastering', 0.7],
  ['Tiling', 'Plastering', 0.5],
  ['Tiling', 'Plumbing', 0.5],
  ['Carpentry', 'Metalwork', 0.5],
]

/** A trade with those that are related to it. */
export const tradeOf = (name: string): Trade => ({
  name,
  related: new Map(
    RELATED.flatMap(([one, other, weight]): [string, number][] => {
      if (one === name) return [[other, weight]]
      return other === name ? [[one, weight]] : []
    }),
  ),
})

/** The names of the trades that are related to one. */
export const relatedTradesOf = (name: string): string[] => [...tradeOf(name).related.keys()]
