import { expect, it } from 'vitest'
import { prefersToJson } from '#lib/platform/accept.ts'

it.each([
  ['text/csv', true],
  ['TEXT/CSV; charset=utf-8', true],
  ['text/csv;q=0.5, text/plain', true],
  ['text/csv, application/json;q=0.5', true],
  ['text/csv, application/json;q=0', true],
  ['text/csv;q=0', false],
  ['text/csv; q=0.0, */*', false],
  ['text/csv, application/json', false],
  ['text/csv;q=0.4, application/json;q=0.5', false],
  ['text/csv;q=many', false],
  ['text/csvx, */*', false],
  ['', false],
  [undefined, false],
])('an Accept of "%s" wants CSV more than JSON: %s', (accept, wants) => {
  expect(prefersToJson(accept, 'text/csv')).toBe(wants)
})
