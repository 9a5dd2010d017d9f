import * as fc from 'fast-check'
import type { JsonSchema } from '#infra/docs/json-schema.ts'

/** Values just inside and just outside of what a schema publishes. */
export interface Probes {
  readonly inside: readonly unknown[]
  readonly outside: readonly unknown[]
}

/** Far more than any field may hold: what is inside where the document names no bound. */
const UNBOUNDED = { length: 50_000, items: 2_000, number: 1e15 }

/** Values of the formats that we publish, right ones and wrong ones. A format that is not here fails the test. */
const FORMATS: Readonly<Record<string, Readonly<Record<keyof Probes, readonly string[]>>>> = {
  email: {
    inside: ['mona@craftworks.example', `${'a'.repeat(234)}@craftworks.example`, "o'neil+x@a-b.co.uk"],
    outside: [
      'mona',
      'mona@',
      '@craftworks.example',
      'mona@craftworks',
      `${'a'.repeat(236)}@craftworks.example`,
    ],
  },
  'date-time': {
    inside: [
      '2000-01-01T00:00:00Z',
      '2026-11-26T09:00:00.000Z',
      '2099-12-31T23:59:59.999+02:00',
      '2028-02-29T23:59:59-11:00',
    ],
    outside: [
      '2026-11-26',
      '2026-02-29T00:00:00Z',
      '2026-11-26T24:00:00Z',
      '1999-12-31T23:59:59Z',
      '2100-01-01T00:00:00Z',
      '0001-01-01T00:00:00Z',
      '9999-12-31T00:00:00Z',
      'tomorrow',
    ],
  },
  uri: {
    inside: ['https://images.example/a.jpg', `https://images.example/${'a'.repeat(477)}`],
    outside: ['a.jpg', '', `https://images.example/${'a'.repeat(478)}`],
  },
  uuid: {
    inside: ['0f8fad5b-d9cb-469f-a165-70867728950e'],
    outside: ['0f8fad5b', '0f8fad5b-d9cb-469f-a165-70867728950z'],
  },
  phone: {
    inside: ['+201001234567', '01001234567', '0020 100 123 4567', '٠١٠٠١٢٣٤٥٦٧'],
    outside: ['+441632960961', '0223456789', 'call me at home'],
  },
  'national-id': {
    inside: ['29001011234567', '٢٩٠٠١٠١١٢٣٤٥٦٧', '2 900101 12 34567', '30002298812345'],
    outside: ['29002301234567', '19001011234567', '29001013634567', '2900101123456', 'not a number at all'],
  },
  iban: {
    inside: ['EG380019000500000000263180002', 'eg38 0019 0005 0000 0000 2631 8000 2'],
    outside: ['EG380019000500000000263180003', 'DE89370400440532013000', 'not an IBAN, though long enough'],
  },
}

const LETTERS = ['a', 'ع', '😀', 'é']
const STRANGE = [
  '',
  ' ',
  '   ',
  ' a ',
  '\u0000'.repeat(10),
  'a\u0007a'.repeat(4),
  'a\nb'.repeat(4),
  '\u202eabc\u202e'.repeat(3),
  '<script>'.repeat(2),
  '😀'.repeat(12),
  '25:61',
  'Nonsense',
]

/** Whether a string is within all that the document says of it, its format aside. */
function isPublished({ minLength = 0, maxLength = Infinity, pattern }: JsonSchema, value: string): boolean {
  const { length } = [...value]
  return length >= minLength && length <= maxLength && (!pattern || new RegExp(pattern, 'u').test(value))
}

/** The values of a schema's format; none for a password, which may be any text. */
function valuesOfFormat({ format }: JsonSchema) {
  if (format === undefined || format === 'password') return undefined
  const values = FORMATS[format]
  if (!values) throw new RangeError(`No values of the format ${format} are known here`)
  return values
}

/** Strings of many kinds: at and beyond the published lengths, and strange ones. */
function triesOf({ minLength = 0, maxLength = UNBOUNDED.length }: JsonSchema): readonly string[] {
  const lengths = [minLength - 1, minLength, minLength + 1, maxLength, maxLength + 1]
  const plain = LETTERS.flatMap((letter) => lengths.map((length) => letter.repeat(Math.max(length, 0))))
  return [...plain, ...STRANGE]
}

function stringProbes(schema: JsonSchema): Probes {
  const { pattern, example } = schema
  const values = valuesOfFormat(schema)
  const tries = triesOf(schema)
  const made = pattern && !values ? madeFrom(pattern) : []
  const right = [...(typeof example === 'string' ? [example] : []), ...made]
  const known = values?.inside ?? tries
  return {
    inside: [...right, ...known].filter((value) => isPublished(schema, value)),
    outside: [
      ...(values?.outside ?? []),
      ...tries.filter((value) => !isPublished(schema, value)),
      ...[5, true, [], {}],
    ],
  }
}

const madeBefore = new Map<string, readonly string[]>()

/** Some strings of a pattern; none of one that looks ahead, for which plain letters do. */
function madeFrom(pattern: string): readonly string[] {
  if (/\(\?[=!]/.test(pattern)) return []
  const before = madeBefore.get(pattern)
  if (before) return before
  const strings = fc.sample(fc.stringMatching(new RegExp(pattern)), { numRuns: 30, seed: 7 })
  madeBefore.set(pattern, strings)
  return strings
}

function numberProbes({ type, minimum, maximum }: JsonSchema): Probes {
  const isWhole = type === 'integer'
  const step = isWhole ? 1 : 0.001
  const [low, high] = [minimum ?? -UNBOUNDED.number, maximum ?? UNBOUNDED.number]
  const middle = isWhole ? [low + 1, high - 1] : [low + 0.25, high - 0.125, low + (high - low) / 3]
  return {
    inside: [low, high, ...middle],
    outside: [
      ...(minimum === undefined ? [] : [minimum - step]),
      ...(maximum === undefined ? [] : [maximum + step]),
      ...(isWhole ? [low + 0.5] : []),
      'many',
      {},
    ],
  }
}

function arrayProbes(schema: JsonSchema): Probes {
  const { minItems = 0, maxItems } = schema
  if (schema.prefixItems) return { inside: [], outside: [[], [1], [30, 30, 30], 'pair', 5] }
  const item = valuesOf(schema.items as JsonSchema).at(0)
  const list = (length: number): unknown[] => Array.from({ length }, () => item)
  const several = schema.uniqueItems ? [schema.example] : [list(maxItems ?? UNBOUNDED.items)]
  return {
    inside: [list(minItems), list(minItems + 1), ...several],
    outside: [
      ...(schema.uniqueItems ? [list(2)] : []),
      ...(maxItems === undefined ? [] : [list(maxItems + 1)]),
      ...(minItems > 0 ? [list(minItems - 1)] : []),
      5,
      {},
    ],
  }
}

const known = new WeakMap<JsonSchema, Probes>()

/** The probes of one schema; those of what is inside it are its own. */
export function probesOf(schema: JsonSchema): Probes {
  const probes = known.get(schema) ?? makeProbes(schema)
  known.set(schema, probes)
  return probes
}

function makeProbes(schema: JsonSchema): Probes {
  if (schema.const !== undefined) return { inside: [schema.const], outside: ['Nonsense', 5] }
  if (schema.enum) return { inside: schema.enum, outside: ['Nonsense', `${String(schema.enum[0])} `, 5] }
  switch (schema.type) {
    case 'string':
      return stringProbes(schema)
    case 'integer':
    case 'number':
      return numberProbes(schema)
    case 'boolean':
      return { inside: [true, false], outside: ['yes', 5] }
    case 'null':
      return { inside: [null], outside: [] }
    case 'array':
      return arrayProbes(schema)
    default:
      return { inside: [], outside: ['an object', 5, [5]] }
  }
}

/** Whole values of a schema without references: the first with required properties alone, the others with all. */
export function valuesOf(schema: JsonSchema, count = 6): unknown[] {
  return Array.from({ length: count }, (_, i) => valueOf(schema, i))
}

function valueOf(schema: JsonSchema, i: number): unknown {
  const branches = schema.anyOf ?? schema.oneOf
  if (branches) return valueOf(branches[i % branches.length] as JsonSchema, i)
  if (schema.type === 'object') {
    const properties = Object.entries(schema.properties ?? {})
    const wanted = properties.filter(([name]) => i > 0 || schema.required?.includes(name))
    return Object.fromEntries(wanted.map(([name, child], n) => [name, valueOf(child, i * (n + 1))]))
  }
  if (schema.prefixItems) return schema.prefixItems.map((item) => valueOf(item, i))
  if (schema.type === 'array') {
    const { minItems = 0 } = schema
    return Array.from({ length: Math.max(minItems, 1) }, () => valueOf(schema.items as JsonSchema, i))
  }
  const { inside } = probesOf(schema)
  if (inside.length === 0) throw new RangeError(`No value is known of ${JSON.stringify(schema)}`)
  return inside[i % inside.length]
}
