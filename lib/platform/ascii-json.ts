/**
 * A value as JSON in ASCII alone: every other character is written as `\uXXXX`, which each parser reads as the same
 * text. A broker then has no say in which characters a text may have: SQS refuses some of them, and brokers on one
 * machine refuse emoji. Half a surrogate pair, which no database and no JSON parser of others accepts, becomes U+FFFD.
 */
export const toAsciiJson = (value: unknown): string =>
  JSON.stringify(value, toWellFormed).replace(/[^ -~]/g, escapeUnit)

const toWellFormed = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed() : value

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
