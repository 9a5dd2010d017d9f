import { globSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { sentenceIn } from '#lib/errors/field-texts.ts'

/** Files whose sentences no caller reads: configuration, what gateways answer, and an example of the document. */
const INTERNAL =
  /^lib\/(?:platform\/(?:settings|origins)\.ts|gateways\/|lambda\/http\/openapi\.ts)|\.test\.ts$/

/** What zod's checks take as their sentence. */
const CHECKS: ReadonlySet<string> = new Set(['refine', 'regex', 'min', 'max', 'length', 'superRefine'])

/** The sentences about fields that are written in a file: of checks, of issues, and of the errors of a refusal. */
function sentencesIn(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
  const said: string[] = []
  const take = (node: ts.Node | undefined): void => {
    if (!node) return
    if (ts.isStringLiteralLike(node)) said.push(node.text)
    else if (ts.isTemplateExpression(node)) said.push(node.getText())
    else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(take)
    else if (ts.isIdentifier(node)) take(constantNamed(source, node.text))
  }
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      if (CHECKS.has(node.expression.name.text)) take(node.arguments[1])
    }
    if (ts.isObjectLiteralExpression(node) && isAboutField(node)) {
      for (const property of node.properties) {
        if (property.name?.getText() !== 'message') continue
        if (ts.isPropertyAssignment(property)) take(property.initializer)
        if (ts.isShorthandPropertyAssignment(property)) take(property.name)
      }
    }
    node.forEachChild(visit)
  }
  visit(source)
  return said
}

/** `{ path, message }` and `{ code: 'custom', message }`. */
const isAboutField = ({ properties }: ts.ObjectLiteralExpression): boolean =>
  properties.some((property) => /^(?:path|code)$/.test(property.name?.getText() ?? ''))

function constantNamed(source: ts.SourceFile, name: string): ts.Node | undefined {
  let found: ts.Node | undefined
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === name) found = node.initializer
    node.forEachChild(visit)
  }
  visit(source)
  return found
}

const files = globSync('{lib,functions}/**/*.ts').filter((file) => !INTERNAL.test(file))
const sentences = new Set(files.flatMap(sentencesIn))

/** Not read by anybody: they become an error of their own (lib/lambda/http/read-input.ts). */
const MARKS: readonly string[] = ['malformed id', 'page too deep']

it('every sentence about a field that the code has is in Arabic for those who read Arabic', () => {
  const general = sentenceIn('a sentence that nobody has put into Arabic', 'ar')
  const unsaid = [...sentences].filter((sentence) => sentenceIn(sentence, 'ar') === general)
  expect(sentences.size).toBeGreaterThan(20)
  expect(unsaid.filter((sentence) => !MARKS.includes(sentence))).toEqual([])
})
