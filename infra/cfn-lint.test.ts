import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, it, vi } from 'vitest'
import { ALL_OPTIONS, resourcesOf, stageWith } from '#infra/testing/stage-with.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

vi.setConfig({ testTimeout: timeLimit(10_000) })

/** MongoDB's own descriptions of the types that its CloudFormation extensions bring. */
const SCHEMAS = path.join(import.meta.dirname, 'testing', 'atlas-schemas')

/** CDK names a dependency that a reference implies as well, which changes nothing. */
const IGNORED = ['W3005']

const hasLinter = spawnSync('cfn-lint', ['--version']).status === 0

const stages = [stageWith(), ...ALL_OPTIONS.map((option) => stageWith(option)), stageWith(...ALL_OPTIONS)]

const schemas = new Map(
  filesIn(SCHEMAS)
    .filter((file) => file.endsWith('.json'))
    .map((file) => {
      const schema = JSON.parse(readFileSync(file, 'utf8'), withoutSiblings) as { typeName: string }
      return [schema.typeName, schema] as const
    }),
)

describe('the templates', () => {
  it.skipIf(!hasLinter)(
    'are right by cfn-lint, for each option alone and for all together',
    () => {
      // Prepare
      const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-lint-'))
      const texts = new Set(
        stages.flatMap(({ templates }) => Object.values(templates).map(({ text }) => text)),
      )
      for (const [index, text] of [...texts].entries())
        writeFileSync(path.join(folder, `${index}.json`), text)
      // Act
      const linted = spawnSync(
        'cfn-lint',
        ['--registry-schemas', SCHEMAS, '--ignore-checks', ...IGNORED, '--', ...filesIn(folder)],
        { encoding: 'utf8' },
      )
      rmSync(folder, { recursive: true, force: true })
      // Assess
      expect(linted.stdout + linted.stderr).toBe('')
      expect(linted.status).toBe(0)
    },
    timeLimit(60_000),
  )

  it('give the types of Atlas only properties that MongoDB describes, each of its kind, and all that it asks for', () => {
    // Act
    const faults = stages.flatMap((stage) =>
      Object.entries(resourcesOf(stage, 'Atlas')).flatMap(([id, { Type, Properties }]) => {
        const schema = schemas.get(Type)
        if (!Type.startsWith('MongoDB::')) return []
        if (!schema) return [`${id} is of an unknown type ${Type}`]
        const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema)
        return validate(resolved(Properties)) ? [] : [`${id}: ${JSON.stringify(validate.errors)}`]
      }),
    )
    // Assess
    expect(faults).toEqual([])
    expect(Object.values(resourcesOf(stageWith('atlas'), 'Atlas')).length).toBeGreaterThan(5)
  })
})

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder).map((name) => path.join(folder, name))
}

/** CloudFormation's dialect of JSON schema ignores what stands beside a `$ref`. */
function withoutSiblings(_: string, value: unknown): unknown {
  return value !== null && typeof value === 'object' && '$ref' in value ? { $ref: value.$ref } : value
}

/** The properties with a text wherever CloudFormation would put one. */
function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved)
  if (value === null || typeof value !== 'object') return value
  const [name = ''] = Object.keys(value)
  if (name === 'Ref' || name.startsWith('Fn::')) return 'a'.repeat(24) // an id of Atlas
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner)]))
}
