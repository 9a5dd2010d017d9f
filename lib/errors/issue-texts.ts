import type * as z from 'zod'
import type { FieldError } from '#lib/errors/app-error.ts'
import { inArabic } from '#lib/platform/in-arabic.ts'
import type { Bilingual } from '#lib/platform/locale.ts'

type Issue = z.core.$ZodIssue

/** zod's own English is never shown: a schema that says nothing itself says this, and the issue's kind decides. */
const UNSAID = '-'

/** How input is read, so that its issues can be put into words: with the value, and without zod's own sentences. */
export const READING = { reportInput: true, error: () => UNSAID } as const

/** The bounds of places have so many. */
const DECIMALS = { most: 6 } as const

const both = (en: string, ar: string): Bilingual => ({ en, ar })
const REQUIRED = both('Required', 'هذا الحقل مطلوب')
const NOT_VALID = both('Not valid', 'القيمة غير صحيحة')

/**
 * What is wrong with single fields, one entry a field: what was found first. Unknown fields have one each. A union is read
 * as the form that fits best.
 */
export const fieldErrorsOf = (issues: readonly Issue[], before: readonly PropertyKey[] = []): FieldError[] =>
  firstOfEach(issues).flatMap((issue) => {
    const place = [...before, ...issue.path]
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownField(nameOf(place), key))
    const nearest = issue.code === 'invalid_union' && issue.input !== undefined ? nearestOf(issue.errors) : []
    return nearest.length > 0
      ? fieldErrorsOf(nearest, place)
      : [{ path: nameOf(place), message: issue.message === UNSAID ? wordsOf(issue) : issue.message }]
  })

function firstOfEach(issues: readonly Issue[]): readonly Issue[] {
  const seen = new Set<string>()
  return issues.filter(({ code, path }) => {
    if (code === 'unrecognized_keys') return true
    const isFirst = !seen.has(nameOf(path))
    seen.add(nameOf(path))
    return isFirst
  })
}

/** The name of an unknown field is the request's own, so it is in the message alone: paths are logged. */
const unknownField = (path: string, key: string): FieldError => ({
  path,
  message: both(`Unknown field: ${key.slice(0, 60)}`, `حقل غير معروف: ${key.slice(0, 60)}`),
})

const nameOf = (place: readonly PropertyKey[]): string => place.map(String).join('.')

/** The issues of the form that came nearest: whose issues lie deepest, and of those the fewest. */
function nearestOf(forms: readonly (readonly Issue[])[]): readonly Issue[] {
  const depth = (issues: readonly Issue[]) => Math.min(...issues.map(({ path }) => path.length))
  return [...forms].sort((a, b) => depth(b) - depth(a) || a.length - b.length).at(0) ?? []
}

function wordsOf(issue: Issue): Bilingual {
  if (issue.input === undefined && issue.code.startsWith('invalid_')) return REQUIRED
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? NOT_VALID
    case 'invalid_value':
      return oneOf(issue.values)
    case 'too_small':
      return limit(issue.origin, issue.minimum, issue.inclusive !== false, 'least')
    case 'too_big':
      return limit(issue.origin, issue.maximum, issue.inclusive !== false, 'most')
    case 'invalid_format':
      return FORMATS[issue.format] ?? both('Not in the right form', 'الصيغة غير صحيحة')
    case 'not_multiple_of':
      return both(
        `Must be a multiple of ${issue.divisor}`,
        `يجب أن يكون من مضاعفات ${inArabic(issue.divisor, DECIMALS)}`,
      )
    case 'invalid_union':
      return wordsOfUnion(issue)
    default:
      return NOT_VALID
  }
}

const oneOf = (values: readonly unknown[]): Bilingual =>
  both(`Must be one of: ${values.map(String).join(', ')}`, `اختر من: ${values.map(String).join('، ')}`)

/** Where one field tells the forms apart, the issue is about that field. */
function wordsOfUnion(issue: z.core.$ZodIssueInvalidUnion): Bilingual {
  const { discriminator, input } = issue
  const options = 'options' in issue ? issue.options : undefined
  if (discriminator === undefined || !options)
    return both('Fits none of the allowed forms', 'لا يطابق أي شكل مقبول')
  const isGiven = typeof input === 'object' && input !== null && discriminator in input
  return isGiven ? oneOf(options) : REQUIRED
}

const TYPES: Readonly<Record<string, Bilingual>> = {
  string: both('Must be text', 'اكتب نصًا'),
  number: both('Must be a number', 'اكتب رقمًا'),
  int: both('Must be a whole number', 'اكتب رقمًا صحيحًا بدون كسور'),
  boolean: both('Must be true or false', 'يجب أن يكون true أو false'),
  array: both('Must be a list', 'يجب أن يكون قائمة'),
  tuple: both('Must be a list', 'يجب أن يكون قائمة'),
  object: both('Must be an object', 'يجب أن يكون كائنًا له حقول'),
  record: both('Must be an object', 'يجب أن يكون كائنًا له حقول'),
}

const FORMATS: Readonly<Record<string, Bilingual>> = {
  email: both('Must be an e-mail address', 'اكتب بريدًا إلكترونيًا صحيحًا'),
  url: both('Must be a web address', 'اكتب رابطًا صحيحًا'),
  uuid: both('Must be a UUID', 'يجب أن يكون معرّف UUID صحيحًا'),
  datetime: both(
    'Must be a date and time like 2026-11-26T09:00:00Z',
    'اكتب التاريخ والوقت بهذا الشكل: 2026-11-26T09:00:00Z',
  ),
}

/** A bound of a length, a count or a number. The Arabic needs no plural: it names what is counted first. */
function limit(
  origin: string,
  bound: number | bigint,
  isIncluded: boolean,
  side: 'least' | 'most',
): Bilingual {
  const amount = inArabic(bound, DECIMALS)
  const atLeast = side === 'least' ? 'ألا يقل' : 'ألا يزيد'
  if (origin === 'string')
    return side === 'least' && bound === 1
      ? both('Must not be empty', 'لا يمكن تركه فارغًا')
      : both(`Must have at ${side} ${bound} characters`, `يجب ${atLeast} عدد الحروف عن ${amount}`)
  if (origin === 'array' || origin === 'set')
    return both(
      `Must have at ${side} ${bound} ${bound === 1 ? 'item' : 'items'}`,
      `يجب ${atLeast} عدد العناصر عن ${amount}`,
    )
  if (isIncluded) return both(`Must be at ${side} ${bound}`, `يجب ${atLeast} عن ${amount}`)
  return side === 'least'
    ? both(`Must be more than ${bound}`, `يجب أن يكون أكبر من ${amount}`)
    : both(`Must be less than ${bound}`, `يجب أن يكون أقل من ${amount}`)
}
