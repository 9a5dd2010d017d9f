import * as z from 'zod'
import { namesKnownFigures } from '#lib/faq/figure-names.ts'
import { LINKS } from '#lib/faq/link-paths.ts'
import { OPEN_ROLES } from '#lib/model/role.ts'
import { id, idView, instantView, MALFORMED_ID } from '#lib/platform/api-schemas.ts'
import type { FaqAskId } from '#lib/platform/ids.ts'
import { listOf, listQuery } from '#lib/platform/paging.ts'
import { line, text } from '#lib/platform/text.ts'

const KEY = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const key = z.string().max(60).regex(KEY)
const keyView = z.string()
const role = z.enum(OPEN_ROLES)
const locale = z.enum(['ar', 'en'])
const NOT_KNOWN = 'Names a figure that does not exist'

export const faqQuery = listQuery({ role: role.optional(), q: line(100).optional() })

export const faqEntryView = z
  .strictObject({
    id: keyView,
    question: z.string(),
    answer: z.string(),
    roles: z.array(role),
    updatedAt: instantView,
  })
  .meta({ id: 'FaqEntry' })

export const faqList = listOf(faqEntryView)

export const faqQuestion = z.strictObject({
  question: text(500),
  locale: locale.optional(),
  role: role.optional(),
})

export const faqAnswerView = z
  .strictObject({
    askId: idView,
    answer: z
      .strictObject({
        id: keyView,
        question: z.string(),
        answer: z.string(),
        links: z.array(z.strictObject({ rel: z.string(), href: z.string() })),
      })
      .nullable(),
    confidence: z.number(),
    suggestions: z.array(z.strictObject({ id: keyView, question: z.string() })),
    contact: z.boolean(),
    language: locale,
  })
  .meta({ id: 'FaqAnswer' })

export const faqAskParams = z.object({ askId: id<FaqAskId>() })
export const faqFeedback = z.strictObject({ helpful: z.boolean() })

const inBoth = <T extends z.ZodType>(one: T) => z.strictObject({ en: one, ar: one })
const answerText = text(2_000, 2).refine(namesKnownFigures, NOT_KNOWN)

const fields = {
  question: inBoth(line(200, 2)),
  answer: inBoth(answerText),
  roles: z.array(role).min(1).max(2),
  links: z.array(z.enum(LINKS)).max(5),
  examples: z.array(line(300, 2)).max(100),
}

export const newFaqEntry = z.strictObject({
  id: key.optional(),
  ...fields,
  roles: fields.roles.optional(),
  links: fields.links.optional(),
  examples: fields.examples.optional(),
})

/** Every field is optional. */
export const faqEntryChange = z.strictObject({ ...fields, hidden: z.boolean() }).partial()

export const faqEntryParams = z.object({
  id: z
    .string()
    .refine((value) => value.length <= 60 && KEY.test(value), MALFORMED_ID)

    .meta({ type: 'string', maxLength: 60, pattern: KEY.source, example: 'refund' }),
})

export const adminFaqEntryView = z
  .strictObject({
    id: keyView,
    question: z.strictObject({ en: z.string(), ar: z.string() }),
    answer: z.strictObject({ en: z.string(), ar: z.string() }),
    roles: z.array(role),
    links: z.array(z.string()),
    examples: z.array(z.string()),
    hidden: z.boolean(),
    delivered: z.boolean(),
    updatedAt: instantView,
  })
  .meta({ id: 'StaffFaqEntry' })

export const adminFaqList = listOf(adminFaqEntryView)

export const unansweredQuery = listQuery({})

export const unansweredList = listOf(
  z
    .strictObject({
      id: idView,
      question: z.string(),
      language: locale,
      count: z.int(),
      suggestions: z.array(keyView),
      lastAskedAt: instantView,
    })
    .meta({ id: 'UnansweredQuestion' }),
)
