import type { Mutant } from '#infra/checks/mutants/points.ts'

/** Which of two mutants of the same piece of code stands inside the other. */
const OUTER_FIRST: readonly Mutant['shape'][] = ['statement', 'element', 'property', 'expression', 'name']

const SHAPES: Readonly<
  Record<Mutant['shape'], (isActive: string, mutated: string, original: string) => string>
> = {
  expression: (isActive, mutated, original) => `(${isActive} ? (${mutated}) : ${original})`,
  property: (isActive, _nothing, original) => `...(${isActive} ? {} : { ${original} })`,
  element: (isActive, _nothing, original) => `...(${isActive} ? [] : [${original}])`,
  name: (isActive, mutated, original) => `[${isActive} ? '${mutated}' : '${original.split(/\W/).at(-1)}']`,
  // in braces, so that no line before or after can be taken for a part of it
  statement: (isActive, mutated, original) => `{ if (${isActive}) { ${mutated} } else { ${original} } }`,
}

/**
 * The code of a file with all its mutants in it, each behind a switch: `(__isMutant('1f0c22ab') ? (a < b) : a <= b)`.
 * So a file is written once for all mutants; which one is active, if any, is said when it runs (test-setup.ts).
 */
export function withSwitches(code: string, mutants: readonly Mutant[]): string {
  const ordered = mutants.toSorted(
    (a, b) =>
      a.start - b.start || b.end - a.end || OUTER_FIRST.indexOf(a.shape) - OUTER_FIRST.indexOf(b.shape),
  )
  let next = 0
  const written = (from: number, to: number): string => {
    let text = ''
    let at = from
    for (let mutant = ordered[next]; mutant && mutant.end <= to; mutant = ordered[next]) {
      next += 1
      const isActive = `__isMutant('${mutant.id}')`
      text += code.slice(at, mutant.start)
      text += SHAPES[mutant.shape](isActive, mutant.mutated, written(mutant.start, mutant.end))
      at = mutant.end
    }
    return text + code.slice(at, to)
  }
  return written(0, code.length)
}
