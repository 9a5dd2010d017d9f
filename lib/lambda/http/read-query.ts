import { isUtf8 } from 'node:buffer'
import { fail } from '#lib/errors/app-error.ts'
import type { Stage } from '#lib/lambda/http/stage.ts'
import { readAsNumber } from '#lib/platform/invisible-characters.ts'
import { isDamaged } from '#lib/platform/utf8.ts'

/** Digits of any script, with the signs between them that numbers and places have. */
const NUMERIC = /^[\p{Nd}\p{Default_Ignorable_Code_Point}\s.,:+-]*$/u

/** An instant in the digits of any script: its letters are those of ISO 8601. */
const INSTANT =
  /^[\p{Nd}\p{Default_Ignorable_Code_Point}-]+T[\p{Nd}\p{Default_Ignorable_Code_Point}:.]+(?:Z|[+-][\p{Nd}\p{Default_Ignorable_Code_Point}:]+)$/u

const isNumeric = (value: string): boolean =>
  (NUMERIC.test(value) || INSTANT.test(value)) && /\p{Nd}/u.test(value)

/**
 * The parameters of a query. Numbers may be typed in the digits of any script. Throws VALIDATION_FAILED for bytes that
 * are not UTF-8: the gateway decodes them to U+FFFD, so they are looked for in the query as it was sent, too.
 */
export function readQuery({
  rawQueryString = '',
  queryStringParameters = {},
}: QueryEvent): Record<string, string> {
  const parameters = Object.entries(queryStringParameters).map(([name, value = '']) => [name, value] as const)
  const damaged = parameters.find((parameter) => parameter.some(isDamaged))
  if (damaged || !isPercentEncodedUtf8(rawQueryString)) {
    throw fail('VALIDATION_FAILED', { errors: [{ path: damaged?.[0] ?? '', message: 'Must be UTF-8' }] })
  }
  return Object.fromEntries(
    parameters.map(([name, value]) => [name, isNumeric(value) ? readAsNumber(value) : value]),
  )
}

type QueryEvent = Pick<Stage, 'rawQueryString' | 'queryStringParameters'>

/** Whether every run of encoded bytes is UTF-8. Plain characters between two runs end a character in any case. */
const isPercentEncodedUtf8 = (query: string): boolean =>
  (query.match(/(?:%[0-9a-f]{2})+/gi) ?? []).every((run) =>
    isUtf8(Buffer.from(run.replaceAll('%', ''), 'hex')),
  )
