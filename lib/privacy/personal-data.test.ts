import mongoose, { Schema, type SchemaType } from 'mongoose'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadModels } from '#lib/model/load-models.ts'
import type { CollectionRule } from '#lib/privacy/collection-rule.ts'
import { PERSONAL_DATA } from '#lib/privacy/personal-data.ts'

beforeAll(() => loadModels())

/** What may hold words, numbers that say where somebody is, or anything: the paths that have to be declared. */
const KINDS: ReadonlySet<string> = new Set(['String', 'Mixed', 'Buffer'])

/** The paths of a schema that have to be declared, those of embedded documents included. Enums hold names of ours. */
function textsOf(schema: Schema, before = ''): string[] {
  return Object.entries(schema.paths).flatMap(([path, type]) => textsAt(type, `${before}${path}`))
}

function textsAt(type: SchemaType, path: string): string[] {
  const inner = (type as { schema?: Schema }).schema
  if (inner) return textsOf(inner, `${path}.`)
  const element = (type as { embeddedSchemaType?: SchemaType }).embeddedSchemaType
  const { instance } = element ?? type
  if (element && instance === 'Number' && path.endsWith('coordinates')) return [path]
  const { enum: names = [] } = (element ?? type).options as { enum?: readonly unknown[] }
  const isName = Array.isArray(names) && names.length > 0
  return KINDS.has(instance) && !isName ? [path] : []
}

/** The paths that the steps of a collection delete, overwrite or remove. */
const stepPaths = ({ steps }: CollectionRule): string[] =>
  steps
    .flatMap(({ sets = {}, unsets = [] }) => [...Object.keys(sets), ...unsets])
    .map((path) => path.replaceAll('.$[own]', ''))

const isDeleted = ({ steps }: CollectionRule): boolean => steps.some((step) => step.deletes)

function undeclaredIn(texts: readonly string[], rule: CollectionRule): string[] {
  if (isDeleted(rule) && rule.elsewhere === undefined) return []
  const declared = [...rule.impersonal, ...stepPaths(rule), ...Object.keys(rule.elsewhere ?? {})]
  const isDeclared = (path: string) => declared.some((one) => path === one || path.startsWith(`${one}.`))
  return texts.filter((path) => !isDeclared(path))
}

describe('what is personal', () => {
  it('is declared for every collection, and for no other', () => {
    const collections = Object.values(mongoose.models).map(({ collection }) => collection.collectionName)
    expect(Object.keys(PERSONAL_DATA).toSorted()).toEqual(collections.toSorted())
  })

  it('is declared for every text of every schema, with what becomes of it', () => {
    const missing = Object.values(mongoose.models).flatMap(({ collection: { collectionName }, schema }) =>
      undeclaredIn(textsOf(schema), PERSONAL_DATA[collectionName] as CollectionRule).map(
        (path) => `${collectionName}.${path}`,
      ),
    )
    expect(missing).toEqual([])
  })

  it('names no path that a schema does not have', () => {
    const unknown = Object.values(mongoose.models).flatMap(({ collection: { collectionName }, schema }) => {
      const rule = PERSONAL_DATA[collectionName] as CollectionRule
      const named = [...rule.impersonal, ...stepPaths(rule), ...Object.keys(rule.elsewhere ?? {})]
      return named.filter((path) => !hasPath(schema, path)).map((path) => `${collectionName}.${path}`)
    })
    expect(unknown).toEqual([])
  })

  it('would be missed if a schema got a text that nobody declared', () => {
    const schema = new Schema({ a: String, b: { c: [String] }, d: [new Schema({ e: Schema.Types.Mixed })] })
    const rule = { impersonal: ['a'], steps: [] }
    expect(undeclaredIn(textsOf(schema), rule)).toEqual(['b.c', 'd.e'])
  })
})

const hasPath = (schema: Schema, path: string): boolean =>
  textsOf(schema).some((text) => text === path || text.startsWith(`${path}.`)) ||
  schema.path(path) !== undefined
