import { ValueCutter } from '#infra/matching/value-cutter.ts'

/** What a JSON object holds: each of its members, and of a list one element after the other. */
export interface Member {
  readonly key: string
  /** The place of an element in its list; null for a member that is no list. */
  readonly place: number | null
  readonly value: unknown
}

/** A text that is no JSON object, or has a single value that is longer than is read into memory. */
export class InvalidJsonError extends Error {}

/** Nothing in a list may be longer: a quote that is never closed must not read the whole file into memory. */
const MAX_VALUE_LENGTH = 32 * 2 ** 20

/**
 * Reads a JSON object that may be larger than memory, in chunks of its text. At a time it holds one chunk and one value:
 * an element of a list, or a member that is no list. A list is told as an empty one first, and then by its elements.
 */
export async function* membersOf(
  chunks: AsyncIterable<string>,
  maxLength = MAX_VALUE_LENGTH,
): AsyncGenerator<Member> {
  const reader = new MemberReader(maxLength)
  for await (const chunk of chunks) yield* reader.read(chunk)
  reader.end()
}

/** What may come next, in the words of the message that says what came instead. */
type Expected =
  | 'an object'
  | 'a key or }'
  | 'a key'
  | ':'
  | 'a value'
  | 'an element or ]'
  | 'an element'
  | ', or ] in a list'
  | ', or }'
  | 'the end'

/** By what is expected, and the sign that comes: what is expected then. */
const NEXT: Partial<Record<Expected, Readonly<Record<string, Expected>>>> = {
  'an object': { '{': 'a key or }' },
  'a key or }': { '}': 'the end' },
  ':': { ':': 'a value' },
  'a value': { '[': 'an element or ]' },
  'an element or ]': { ']': ', or }' },
  ', or ] in a list': { ',': 'an element', ']': ', or }' },
  ', or }': { ',': 'a key', '}': 'the end' },
}

const KEYS: ReadonlySet<Expected> = new Set(['a key or }', 'a key'])
const VALUES: ReadonlySet<Expected> = new Set([...KEYS, 'a value', 'an element or ]', 'an element'])
const SPACES = ' \t\n\r'
const SEPARATORS = ',:]}'

class MemberReader {
  #expected: Expected = 'an object'
  #value: ValueCutter | null = null
  #key = ''
  #place: number | null = null
  readonly #keys = new Set<string>()
  readonly #maxLength: number

  constructor(maxLength: number) {
    this.#maxLength = maxLength
  }

  *read(chunk: string): Generator<Member> {
    let at = 0
    while (at < chunk.length) {
      const sign = chunk.charAt(at)
      if (this.#value) {
        at = this.#value.take(chunk, at)
        if (this.#value.isWhole) yield* this.#finish(this.#value.text)
        else if (this.#value.text.length > this.#maxLength) throw this.#fault('a value is too long')
      } else if (SPACES.includes(sign)) at += 1
      else if (this.#beginsValue(sign)) this.#value = new ValueCutter()
      else {
        at += 1
        yield* this.#step(sign)
      }
    }
  }

  end(): void {
    if (this.#expected !== 'the end') throw this.#fault('the text ends too early')
  }

  /** All that is no sign of the object's own and not the beginning of a list that is read element by element. */
  #beginsValue(sign: string): boolean {
    if (SEPARATORS.includes(sign) || !VALUES.has(this.#expected)) return false
    return sign !== '[' || this.#expected !== 'a value'
  }

  *#step(sign: string): Generator<Member> {
    const next = NEXT[this.#expected]?.[sign]
    if (!next) throw this.#fault(`${JSON.stringify(sign)} where ${this.#expected} belongs`)
    this.#expected = next
    if (sign === ']') this.#place = null
    if (sign !== '[') return
    yield { key: this.#key, place: null, value: [] }
    this.#place = 0
  }

  *#finish(text: string): Generator<Member> {
    this.#value = null
    const value = this.#parse(text)
    if (KEYS.has(this.#expected)) return this.#begin(value)
    yield { key: this.#key, place: this.#place, value }
    if (this.#place === null) this.#expected = ', or }'
    else {
      this.#place += 1
      this.#expected = ', or ] in a list'
    }
  }

  #begin(key: unknown): void {
    if (typeof key !== 'string') throw this.#fault('a key is no string')
    if (this.#keys.has(key)) throw this.#fault(`the key ${JSON.stringify(key)} comes twice`)
    this.#keys.add(key)
    this.#key = key
    this.#expected = ':'
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text) as unknown
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'it cannot be parsed'
      throw this.#fault(reason.replaceAll(/\s+/g, ' ')) // it quotes the text, which may have lines
    }
  }

  #fault(reason: string): InvalidJsonError {
    const where = this.#place === null ? this.#key : `${this.#key}[${this.#place}]`
    return new InvalidJsonError(where === '' ? reason : `${where}: ${reason}`)
  }
}
