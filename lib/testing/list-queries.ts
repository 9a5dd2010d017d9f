import * as z from 'zod'
import type { Route } from '#lib/lambda/http/define-route.ts'

export type Query = Readonly<Record<string, string>>

/** How a list is paged is the same for every list, and is tested with lib/lists. */
const PAGING = new Set(['page', 'limit', 'cursor'])

/** Whether a route is a list: its query has pages and cursors. */
export const isList = ({ query }: Route): boolean => query !== undefined && 'cursor' in query.shape

/**
 * The queries of a list: none, each value of each filter and order, and each two filters with up to two values each.
 * Choices and flags are taken from the schema, everything else from `samples`.
 */
export function combinationsOf(route: Route, samples: Readonly<Record<string, readonly string[]>>): Query[] {
  const filters = Object.entries(route.query?.shape ?? {})
    .filter(([name]) => !PAGING.has(name))
    .map(([name, schema]) => ({ name, values: valuesOf(name, schema, samples) }))
  const queries: Query[] = [{}]
  for (const { name, values } of filters) for (const value of values) queries.push({ [name]: value })
  for (const [i, a] of filters.entries()) {
    for (const b of filters.slice(i + 1)) {
      for (const one of atMostTwo(a.values)) {
        for (const other of b.name === 'sort' ? b.values : atMostTwo(b.values)) {
          queries.push({ [a.name]: one, [b.name]: other })
        }
      }
    }
  }
  return queries
}

const atMostTwo = (values: readonly string[]) =>
  [...new Set([values[0], values.at(-1)])].flatMap((value) => value ?? [])

function valuesOf(
  name: string,
  schema: z.core.$ZodType,
  samples: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  const options = optionsIn(schema)
  const values = options.length > 0 ? options : samples[name]
  if (!values) throw new Error(`the filter ${name} needs a sample value in functions/lists.test.ts`)
  return values
}

/** The choices of an enum, whatever is around it. */
function optionsIn(schema: z.core.$ZodType): readonly string[] {
  if (schema instanceof z.ZodEnum) return schema.options.map(String)
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return optionsIn(schema.unwrap())
  if (schema instanceof z.ZodPipe) return optionsIn(schema.in)
  return []
}
