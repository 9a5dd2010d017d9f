/**
 * A value as JSON in ASCII alone: every other character is written as `\uXXXX`, which each parser reads as the same
 * text. A broker then has no say in which characters a text may have: SQS refuses some of them, and brokers on one
 * machine refuse emoji. Half a surrogate pair, which no database and no JSON parser of others accepts, becomes U+FFFD.
 */
export function toAsciiJson(value: unknown): string {
  const json = JSON.stringify(value)
  // a replacer is called for every value, which takes four times as long: only where there may be half a pair
  const wellFormed = HALF_A_PAIR.test(json) ? JSON.stringify(value, toWellFormed) : json
  return wellFormed.replace(/[^ -~]/g, escapeUnit)
}

/** How JSON.stringify writes half a surrogate pair. Where a text itself has a backslash before it, it is a false alarm. */
const HALF_A_PAIR = /\\ud[89a-f]/

const toWellFormed = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed() : value

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
