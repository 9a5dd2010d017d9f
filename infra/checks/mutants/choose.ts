import { createHash } from 'node:crypto'
import type { Mutant } from '#infra/checks/mutants/points.ts'

/**
 * Chooses `count` mutants by a seed, evenly over the files, and within a file evenly over the kinds of mutation. Each
 * choice hangs on the mutant's own name: a change in one file leaves the choice in the others as it was.
 */
export function chooseMutants(mutants: readonly Mutant[], seed: number, count: number): readonly Mutant[] {
  const lot = (name: string): string => createHash('sha256').update(`${seed} ${name}`).digest('hex')
  const byLot = <T>(items: readonly T[], nameOf: (item: T) => string): readonly T[] =>
    items
      .map((item) => ({ item, drawn: lot(nameOf(item)) }))
      .toSorted((a, b) => (a.drawn < b.drawn ? -1 : 1))
      .map(({ item }) => item)

  const ofFile = (members: readonly Mutant[]): readonly Mutant[] => {
    const kinds = byLot(
      [...Map.groupBy(members, ({ kind }) => kind)],
      ([kind]) => `${members[0]?.file} ${kind}`,
    )
    return inTurn(kinds.map(([, mutantsOfKind]) => byLot(mutantsOfKind, ({ id }) => id)))
  }
  const files = byLot([...Map.groupBy(mutants, ({ file }) => file)], ([file]) => file)
  return inTurn(files.map(([, members]) => ofFile(members))).slice(0, count)
}

/** The first of each list, then the second of each, and so on. */
function inTurn<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length))
  return Array.from({ length: longest }, (_, n) => lists.flatMap((list) => list.slice(n, n + 1))).flat()
}
