import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { socketRoutes } from '#functions/consumers.ts'
import { routes } from '#functions/routes.ts'
import { statusAndBodyOf } from '#lib/errors/app-error.ts'
import { READING } from '#lib/errors/issue-texts.ts'
import { validationError } from '#lib/lambda/http/read-input.ts'
import { HOSTILE_VALUES } from '#lib/testing/hostile.ts'

type Errors = readonly { readonly path: string; readonly message: string }[]

/** What a caller reads about the fields of a value that a schema refuses, in both languages. */
function errorsOf(schema: z.ZodType, value: unknown): { readonly en: Errors; readonly ar: Errors } {
  const issues = schema.safeParse(value, READING).error?.issues ?? []
  const error = validationError(issues)
  const read = (locale: 'en' | 'ar') =>
    (statusAndBodyOf(error, locale).body as { errors?: Errors }).errors ?? []
  return { en: read('en'), ar: read('ar') }
}

/** Words that are no English sentence: names of values, examples and units. */
const NAMES = /\b(true|false|https|IBAN|EG|UUID|T09|Z|ref)\b|اختر من: .*|حقل غير معروف: .*/g
const ENGLISH = /[A-Za-z]{2,}/

const KINDS: readonly (readonly [string, z.ZodType, unknown, string, string])[] = [
  ['a missing field', z.object({ a: z.string() }), {}, 'Required', 'هذا الحقل مطلوب'],
  ['a missing choice', z.object({ a: z.enum(['x', 'y']) }), {}, 'Required', 'هذا الحقل مطلوب'],
  ['a missing union', z.object({ a: z.union([z.string(), z.int()]) }), {}, 'Required', 'هذا الحقل مطلوب'],
  ['no text', z.string(), 5, 'Must be text', 'اكتب نصًا'],
  ['no number', z.number(), 'a', 'Must be a number', 'اكتب رقمًا'],
  ['a fraction', z.int(), 1.5, 'Must be a whole number', 'اكتب رقمًا صحيحًا بدون كسور'],
  ['no boolean', z.boolean(), 'yes', 'Must be true or false', 'يجب أن يكون true أو false'],
  ['no list', z.array(z.string()), {}, 'Must be a list', 'يجب أن يكون قائمة'],
  ['no pair', z.tuple([z.number(), z.number()]), 'a', 'Must be a list', 'يجب أن يكون قائمة'],
  ['no object', z.object({}), 'a', 'Must be an object', 'يجب أن يكون كائنًا له حقول'],
  ['no record', z.record(z.string(), z.string()), 'a', 'Must be an object', 'يجب أن يكون كائنًا له حقول'],
  ['another value', z.enum(['Cash', 'Escrow']), 'x', 'Must be one of: Cash, Escrow', 'اختر من: Cash، Escrow'],
  ['another constant', z.literal('Point'), 'x', 'Must be one of: Point', 'اختر من: Point'],
  ['an empty text', z.string().min(1), '', 'Must not be empty', 'لا يمكن تركه فارغًا'],
  ['a short text', z.string().min(3), 'a', 'Must have at least 3 characters', 'يجب ألا يقل عدد الحروف عن ٣'],
  [
    'a long text',
    z.string().max(120),
    'a'.repeat(121),
    'Must have at most 120 characters',
    'يجب ألا يزيد عدد الحروف عن ١٢٠',
  ],
  ['a short list', z.array(z.int()).min(1), [], 'Must have at least 1 item', 'يجب ألا يقل عدد العناصر عن ١'],
  [
    'a long list',
    z.array(z.int()).max(2),
    [1, 2, 3],
    'Must have at most 2 items',
    'يجب ألا يزيد عدد العناصر عن ٢',
  ],
  ['a small number', z.int().min(1), 0, 'Must be at least 1', 'يجب ألا يقل عن ١'],
  ['a large number', z.int().max(1000), 1001, 'Must be at most 1000', 'يجب ألا يزيد عن ١٬٠٠٠'],
  ['a number at a bound', z.number().gt(0), 0, 'Must be more than 0', 'يجب أن يكون أكبر من ٠'],
  ['a number at the other bound', z.number().lt(5), 5, 'Must be less than 5', 'يجب أن يكون أقل من ٥'],
  ['no multiple', z.number().multipleOf(5), 7, 'Must be a multiple of 5', 'يجب أن يكون من مضاعفات ٥'],
  ['no e-mail', z.email(), 'a', 'Must be an e-mail address', 'اكتب بريدًا إلكترونيًا صحيحًا'],
  ['no address', z.url(), 'a', 'Must be a web address', 'اكتب رابطًا صحيحًا'],
  ['no UUID', z.uuid(), 'a', 'Must be a UUID', 'يجب أن يكون معرّف UUID صحيحًا'],
  [
    'no instant',
    z.iso.datetime(),
    'a',
    'Must be a date and time like 2026-11-26T09:00:00Z',
    'اكتب التاريخ والوقت بهذا الشكل: 2026-11-26T09:00:00Z',
  ],
  ['another pattern', z.string().regex(/b/), 'a', 'Not in the right form', 'الصيغة غير صحيحة'],
  [
    'no form of a union',
    z.discriminatedUnion('k', [z.object({ k: z.literal('a') })]),
    { k: 'b' },
    'Must be one of: a',
    'اختر من: a',
  ],
  [
    'a union without what tells its forms apart',
    z.discriminatedUnion('k', [z.object({ k: z.literal('a') })]),
    {},
    'Required',
    'هذا الحقل مطلوب',
  ],
  ['a wrong key', z.record(z.string().min(3), z.int()), { a: 1 }, 'Not valid', 'القيمة غير صحيحة'],
  [
    'a sentence of our own',
    z.string().refine(() => false, 'Must be a single line'),
    'a',
    'Must be a single line',
    'اكتبه في سطر واحد',
  ],
]

describe('what is wrong with a field', () => {
  it.each(KINDS)('is said in both languages: %s', (_kind, schema, value, en, ar) => {
    const said = errorsOf(schema, value)
    expect([said.en[0]?.message, said.ar[0]?.message]).toEqual([en, ar])
  })

  it('is said of each unknown field, with its name', () => {
    const { en, ar } = errorsOf(z.object({ a: z.strictObject({}) }), { a: { b: 1, c: 2 } })
    expect(en).toEqual([
      { path: 'a', message: 'Unknown field: b' },
      { path: 'a', message: 'Unknown field: c' },
    ])
    expect(ar[0]?.message).toBe('حقل غير معروف: b')
  })

  it('is said once of each field: what was found first', () => {
    const schema = z.object({ from: z.iso.datetime().regex(/^20/, 'Must be a date between 2000 and 2100') })
    expect(errorsOf(schema, { from: 'yesterday' }).en).toEqual([
      { path: 'from', message: 'Must be a date and time like 2026-11-26T09:00:00Z' },
    ])
  })

  it('is said of the form of a union that comes nearest', () => {
    const schema = z.union([
      z.strictObject({ ids: z.array(z.string()).min(1) }),
      z.strictObject({ all: z.literal(true) }),
    ])
    expect(errorsOf(schema, { ids: [] }).en).toEqual([{ path: 'ids', message: 'Must have at least 1 item' }])
    expect(errorsOf(z.union([z.string().max(1), z.int()]), 'ab').en[0]?.path).toBe('')
  })
})

/** Values for a schema: hostile ones as a whole and in each field, beside nothing at all. */
function* triesOf(schema: z.ZodType): Generator<unknown> {
  const values = [
    undefined,
    null,
    0,
    -1,
    1.5,
    1e12,
    '',
    'x',
    'a\nb',
    '\u0007abc',
    'x'.repeat(20_000),
    [],
    [[]],
    {},
    { x: 1 },
    true,
  ]
  const all = [...values, ...HOSTILE_VALUES.map((text) => JSON.parse(text) as unknown)]
  yield* all
  const { shape = {} } = schema as z.ZodObject
  for (const name of Object.keys(shape)) for (const value of all) yield { [name]: value }
}

const schemas = [
  ...routes.flatMap(({ name, body, query }) =>
    [body, query].flatMap((schema) => (schema ? [[name, schema] as const] : [])),
  ),
  ...socketRoutes.flatMap(({ actions = {} }) =>
    Object.entries(actions).map(([name, { frame }]) => [name, frame] as const),
  ),
]

describe('every issue that the API’s own schemas can make', () => {
  it.each(schemas)('is in Arabic for those who read Arabic: %s', (_name, schema) => {
    const said = new Map<string, string>()
    for (const value of triesOf(schema)) {
      const { en, ar } = errorsOf(schema, value)
      for (const [i, { message }] of en.entries()) said.set(message, ar[i]?.message ?? '')
    }
    const english = [...said].filter(
      ([, arabic]) => ENGLISH.test(arabic.replaceAll(NAMES, '')) || arabic === '',
    )
    const unsaid = [...said].filter(([en, arabic]) => arabic === 'القيمة غير صحيحة' && en !== 'Not valid')
    expect(said.size).toBeGreaterThan(0)
    expect(english).toEqual([])
    expect(unsaid, 'give the sentence its Arabic in lib/errors/field-texts.ts').toEqual([])
  })
})
