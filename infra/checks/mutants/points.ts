import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { FINDERS, isSaying, type Kind, KINDS, type Mutation } from '#infra/checks/mutants/mutations.ts'

/** A mutation at its place in a file. */
export interface Mutant {
  /** Eight letters that stay the same as long as this piece of code does. */
  readonly id: string
  readonly file: string
  readonly line: number
  readonly kind: Kind
  readonly change: string
  readonly start: number
  readonly end: number
  readonly shape: Mutation['shape']
  readonly mutated: string
}

/** Every mutant of a file, in the order of its code. Types, imports and what is only said are left as they are. */
export function mutantsOf(file: string): readonly Mutant[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ESNext, true)
  const mutants: Mutant[] = []
  const sameBefore = new Map<string, number>()
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || isSaying(node))
      return
    for (const kind of KINDS) {
      const found = FINDERS[kind](node).filter((mutation) => !beginsStatement(source, mutation))
      for (const mutation of found) mutants.push(placed(source, kind, mutation, sameBefore))
    }
    ts.forEachChild(node, visit)
  }
  ts.forEachChild(source, visit)
  return mutants
}

function placed(
  source: ts.SourceFile,
  kind: Kind,
  { node, from, change, shape, mutated }: Mutation,
  sameBefore: Map<string, number>,
): Mutant {
  const start = from ?? node.getStart(source)
  const name = JSON.stringify([source.fileName, kind, change])
  const nth = sameBefore.get(name) ?? 0
  sameBefore.set(name, nth + 1)
  const id = createHash('sha256').update(`${name}${nth}`).digest('hex').slice(0, 8)
  const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
  return { id, file: source.fileName, line, kind, change, start, end: node.end, shape, mutated }
}

/** Without semicolons a line may not begin with the parenthesis of a switch. */
function beginsStatement(source: ts.SourceFile, { node, shape }: Mutation): boolean {
  const statement = ts.findAncestor(node, ts.isStatement)
  const isFirst = statement?.getStart(source) === node.getStart(source)
  return shape !== 'statement' && statement !== undefined && ts.isExpressionStatement(statement) && isFirst
}
