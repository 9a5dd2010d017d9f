/** What cells have by kind: counts, how many entries are about each class of people, and about each person. */
type Part = 'counts' | 'people' | 'persons'

interface CellName {
  readonly part: Part
  readonly kind: string
  readonly name: string
}

/** Gives numbers to the names under which cells count: a number for each part, kind and name. */
export class CellNames {
  readonly #numbers = { counts: new Map(), people: new Map(), persons: new Map() } as Readonly<
    Record<Part, Map<string, Map<string, number>>>
  >
  readonly #names: CellName[] = []

  numberOf(part: Part, kind: string, name: string): number {
    let ofKind = this.#numbers[part].get(kind)
    if (!ofKind) this.#numbers[part].set(kind, (ofKind = new Map()))
    let number = ofKind.get(name)
    if (number === undefined) {
      number = this.#names.push({ part, kind, name }) - 1
      ofKind.set(name, number)
    }
    return number
  }

  isPerson(number: number): boolean {
    return this.#names[number]?.part === 'persons'
  }

  /** The sums at their paths, as `counts.done.gmv`. */
  byPath(sums: ReadonlyMap<number, number>): Map<string, number> {
    const paths = new Map<string, number>()
    for (const [number, count] of sums) {
      const { part, kind, name } = this.#names[number] as CellName
      paths.set(`${part}.${kind}.${name}`, count)
    }
    return paths
  }

  /** The sums by part, kind and name, as they are stored. */
  nested(sums: ReadonlyMap<number, number>): Partial<Record<Part, Record<string, Map<string, number>>>> {
    const parts: Partial<Record<Part, Record<string, Map<string, number>>>> = {}
    for (const [number, count] of sums) {
      const { part, kind, name } = this.#names[number] as CellName
      const ofPart = (parts[part] ??= {})
      ;(ofPart[kind] ??= new Map()).set(name, count)
    }
    return parts
  }
}
