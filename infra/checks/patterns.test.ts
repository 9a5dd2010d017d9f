import { globSync, readFileSync } from 'node:fs'
import { checkSync, type Diagnostics } from 'recheck'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { timeLimit } from '#lib/testing/time-limits.ts'

process.env.RECHECK_SYNC_BACKEND = 'pure' // the checker in JavaScript, without Java and without a binary

/** What runs outside of tests. Tests match what we have written ourselves. */
const SOURCES = globSync('{lib,functions,infra}/**/*.{ts,cjs,js}').filter(
  (file) => !file.endsWith('.test.ts') && !file.startsWith('lib/testing/') && !file.includes('node_modules'),
)

/** The regular expression literals of a file, by TypeScript's own parser. */
function patternsOf(file: string): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) found.push(node.text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true))
  return found
}

/** How a pattern fails: what makes it slow, or that the checker has come to no end; null if its time is linear. */
function faultOf(pattern: string): string | null {
  const end = pattern.lastIndexOf('/')
  const verdict: Diagnostics = checkSync(pattern.slice(1, end), pattern.slice(end + 1), {
    timeout: timeLimit(1_000),
    checker: 'auto',
  })
  if (verdict.status === 'safe') return null
  return verdict.status === 'vulnerable'
    ? `${verdict.complexity.summary}, for example at ${verdict.attack.pattern}`
    : `no answer: ${verdict.error.kind}`
}

describe('a regular expression', () => {
  it.each([
    ['a token anywhere in a text', String.raw`/[\w-]{4,}\.[\w-]{4,}\.[\w-]{4,}/`],
    ['the end of a text after a mark', '/[._+-].*$/'],
    ['a repetition in a repetition', '/^(a+)+$/'],
  ])('that is slow is found: %s', (_, pattern) => {
    expect(faultOf(pattern)).toMatch(/polynomial|exponential/)
  })

  it(
    'of ours is matched in linear time, whatever it is given',
    () => {
      // Prepare
      const files = new Map<string, string>()
      for (const file of SOURCES) for (const pattern of patternsOf(file)) files.set(pattern, file)
      // Act
      const faults = [...files].flatMap(([pattern, file]) => {
        const fault = faultOf(pattern)
        return fault === null ? [] : [`${file}: ${pattern}: ${fault}`]
      })
      // Assess
      expect(files.size).toBeGreaterThan(100)
      expect(faults).toEqual([])
    },
    timeLimit(30_000),
  )
})
