import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { EVENTS, type EventType } from '#lib/events/catalogue.ts'
import { TIMER_NAMES } from '#lib/model/job-status.ts'
import type { NotificationRule } from '#lib/notifications/notification-rule.ts'
import { NOTIFICATION_RULES } from '#lib/notifications/notification-rules.ts'
import { staffRuleOf } from '#lib/notifications/staff-notification-rules.ts'
import type { TemplateContext } from '#lib/notifications/template-context.ts'
import { newId } from '#lib/platform/ids.ts'
import { type TransitionName, transitionNamed, TRANSITIONS } from '#lib/process/transitions.ts'

/** A value that a field's schema accepts: the first of its options, an id, an amount. */
function sampleOf(field: z.ZodType): unknown {
  const inner = field instanceof z.ZodNullable ? (field.unwrap() as z.ZodType) : field
  const candidates = [newId<'Any'>(), 123_450, '2026-11-23T10:00:00Z', 'confirmBy']
  if (inner instanceof z.ZodEnum) return inner.options[0]
  return candidates.find((candidate) => inner.safeParse(candidate).success)
}

const dataOf = (type: EventType): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(EVENTS[type].data.shape).map(([name, field]) => [name, sampleOf(field as z.ZodType)]),
  )

const CONFIRM_BY = new Date('2026-11-26T10:00:00Z')
const TERMS = { price: 200_000, platformFee: 20_000, deposit: 0, confirmBy: CONFIRM_BY }
const A_JOB = { title: 'A leaking tap', client: 'Mona', craftsman: 'Karim', price: null, contract: null }
const CONTEXTS: readonly TemplateContext[] = [
  A_JOB,
  { ...A_JOB, title: '' },
  { ...A_JOB, price: 58_055 },
  { ...A_JOB, contract: { ...TERMS, paymentType: 'Cash' } },
  { ...A_JOB, contract: { ...TERMS, paymentType: 'Escrow' } },
  { ...A_JOB, contract: { ...TERMS, paymentType: 'CashProtected', deposit: 40_000 } },
  { ...A_JOB, contract: { ...TERMS, paymentType: 'CashProtected', deposit: 10_000 } },
]

/** Every transition that tells somebody of a new status, by each who may have made it. */
const STATUS_CHANGES = TRANSITIONS.flatMap(({ name, to }) =>
  [newId<'User'>(), null].map((actorId) => ({ move: name, from: 'Quoted', to, actorId })),
)
const DEADLINES = TIMER_NAMES.map((timer) => ({ timer }))

const variantsOf = (type: EventType): readonly object[] => {
  if (type === 'job.status.changed') return STATUS_CHANGES
  return type === 'job.timer.nears' ? DEADLINES : [{}]
}

const rows = (Object.keys(EVENTS) as EventType[]).map((type) => [type] as const)

describe.each(rows)('the notifications of %s', (type) => {
  const rules = [
    ...NOTIFICATION_RULES[type],
    ...[staffRuleOf(type) ?? []].flat(),
  ] as NotificationRule<EventType>[]

  it('are in both languages, and make sense without the job’s title too', () => {
    for (const variant of variantsOf(type)) {
      const data = { ...dataOf(type), ...variant }
      expect(EVENTS[type].data.safeParse(data).success).toBe(true)
      for (const { words, when } of rules) {
        if (when && !when(data as never)) continue
        for (const context of CONTEXTS) {
          const [en, ar] = [words.en(data as never, context), words.ar(data as never, context)]
          for (const text of [en.title, ar.title, en.message, ar.message]) expect(text).toMatch(/\S/)
          if (type === 'job.status.changed') expect(en.message).not.toContain('is now')
          for (const { title, message } of [en, ar]) {
            expect(`${title} ${message}`).not.toMatch(/undefined|null|NaN|\.\.| {2}/)
            expect(`${title} ${message}`.length).toBeLessThan(240)
          }
          expect(`${ar.title} ${ar.message}`).toMatch(/[\u0600-\u06FF]/)
          expect(
            `${ar.title} ${ar.message}`.replace(
              /A leaking tap|Mona|Karim|Stripe|Fawry|npm run [\w:]+|[0-9a-f]{24}/g,
              '',
            ),
          ).not.toMatch(/[a-z]/i)
          expect(`${en.title} ${en.message}`).not.toMatch(/[\u0600-\u06FF]/)
        }
      }
    }
  })
})

interface StatusReader {
  readonly side: 'client' | 'craftsman'
  readonly actor?: 'client' | 'craftsman' | 'staff'
  readonly context?: Partial<TemplateContext>
}

/** What one side reads of a transition. */
function newsOf(move: TransitionName, { side, actor, context }: StatusReader) {
  const [clientId, craftsmanId] = [newId<'User'>(), newId<'User'>()]
  const actorId = { client: clientId, craftsman: craftsmanId, staff: newId<'User'>() }[actor ?? 'client']
  const { to } = transitionNamed(move)
  const data = { ...dataOf('job.status.changed'), from: 'Hired', to, move, clientId, craftsmanId, actorId }
  const rule = NOTIFICATION_RULES['job.status.changed'].find(({ who }) => {
    return who(data as never) === (side === 'client' ? clientId : craftsmanId)
  })
  if (!rule || !(rule.when?.(data as never) ?? true)) return null
  const both = { ...A_JOB, ...context }
  return { en: rule.words.en(data as never, both), ar: rule.words.ar(data as never, both) }
}

describe('the news of a job', () => {
  it('that the craftsman is on the way goes to the client alone', () => {
    expect(newsOf('setOut', { side: 'client', actor: 'craftsman' })?.en.title).toBe('Karim is on the way')
    expect(newsOf('setOut', { side: 'craftsman', actor: 'craftsman' })).toBeNull()
  })

  it.each(['client', 'craftsman'] as const)('of a cancelled hire says who cancelled it: the %s', (actor) => {
    const other = actor === 'client' ? 'craftsman' : 'client'
    const name = actor === 'client' ? 'Mona' : 'Karim'
    expect(newsOf('cancelHire', { side: actor, actor })?.en.title).toBe('You cancelled the job')
    expect(newsOf('cancelHire', { side: other, actor })?.en.title).toBe(`${name} cancelled the job`)
    expect(newsOf('cancelHire', { side: other, actor })?.ar.title).toContain(name)
  })

  it('of a hire says to each side the price and what is next, by the way of payment', () => {
    const context = { contract: { ...TERMS, paymentType: 'CashProtected' as const, deposit: 40_000 } }
    const client = newsOf('hire', { side: 'client', context })
    expect(client?.en.title).toBe('You hired Karim')
    expect(client?.en.message).toMatch(/EGP\s2,000.*deposit of EGP\s400 now, and EGP\s1,600 in cash/)
    expect(client?.ar.message).toMatch(/٢٬٠٠٠.*العربون.*٤٠٠.*١٬٦٠٠.*نقدًا/)
    expect(newsOf('hire', { side: 'craftsman', context })?.en.message).toMatch(
      /once the client has paid ahead/,
    )
  })

  it('of finished work says until when the client can answer, by Cairo’s clocks', () => {
    const context = { contract: { ...TERMS, paymentType: 'Escrow' as const } }
    const client = newsOf('finish', { side: 'client', actor: 'craftsman', context })
    expect(client?.en.message).toContain('by Thursday 26 November at 12:00')
    expect(client?.ar.message).toContain('الخميس، ٢٦ نوفمبر في ١٢:٠٠ م')
  })
})

describe('the earnings of confirmed work', () => {
  const textOf = (by: string, contract: TemplateContext['contract']) => {
    const [rule] = NOTIFICATION_RULES['contract.confirmed']
    const data = { ...dataOf('contract.confirmed'), by }
    return rule?.words.en(data as never, { ...A_JOB, contract }).message
  }

  it.each([
    ['Escrow', 0, /You get EGP\s1,800 in your wallet: EGP\s2,000 less our fee of EGP\s200/],
    ['CashProtected', 40_000, /You get EGP\s200 in your wallet: EGP\s400 less our fee of EGP\s200/],
    ['CashProtected', 10_000, /fee is EGP\s200: the deposit pays EGP\s100 of it, and EGP\s100 is due/],
    ['CashProtected', 20_000, /The deposit pays our fee of EGP\s200/],
    ['Cash', 0, /Our fee of EGP\s200 is taken from your wallet, or is due there/],
  ] as const)('%s with a deposit of %d piastres', (paymentType, deposit, expected) => {
    expect(textOf('client', { ...TERMS, paymentType, deposit })).toMatch(expected)
  })

  it('are not named where staff have split what was held', () => {
    expect(textOf('staff', { ...TERMS, paymentType: 'Escrow' })).not.toMatch(/EGP/)
  })
})

describe('the table of rules', () => {
  it('says how much a decision gives to the reader and to the other side, in the numerals of each language', () => {
    const data = { ...dataOf('dispute.resolved'), clientAmount: 50_000, craftsmanAmount: 130_000 }
    const textsOf = (locale: 'en' | 'ar') =>
      NOTIFICATION_RULES['dispute.resolved'].map(({ words }) => words[locale](data as never, A_JOB).message)
    expect(textsOf('en')).toEqual([
      expect.stringMatching(/EGP\s500 go to you, EGP\s1,300 to the craftsman/),
      expect.stringMatching(/EGP\s500 go to the client, EGP\s1,300 to you/),
    ])
    expect(textsOf('ar')).toEqual([
      expect.stringMatching(/٥٠٠.*لك، و.*١٬٣٠٠.*للصنايعي/),
      expect.stringMatching(/٥٠٠.*للعميل، و.*١٬٣٠٠.*لك/),
    ])
  })

  it('names no amount where a decision had nothing to split', () => {
    const data = { ...dataOf('dispute.resolved'), clientAmount: 0, craftsmanAmount: 0, fee: 0, borne: 0 }
    const textsOf = (decision: string, locale: 'en' | 'ar') =>
      NOTIFICATION_RULES['dispute.resolved'].map(
        ({ words }) => words[locale]({ ...data, decision } as never, A_JOB).message,
      )
    for (const text of [...textsOf('Completed', 'en'), ...textsOf('Cancelled', 'en')]) {
      expect(text).toMatch(/counts as (completed|cancelled)/)
      expect(text).not.toMatch(/EGP/)
    }
    for (const text of [...textsOf('Completed', 'ar'), ...textsOf('Cancelled', 'ar')]) {
      expect(text).toMatch(/يُعتبر (مكتملًا|ملغى)/)
      expect(text).not.toMatch(/ج\.م/)
    }
  })

  it('says when an account is deleted', () => {
    const [rule] = NOTIFICATION_RULES['account.deletionRequested']
    const data = { userId: newId(), dueAt: '2026-12-24T10:00:00.000Z' } as never
    expect(rule?.words.en(data, A_JOB).message).toContain('Thursday 24 December at 12:00')
    expect(rule?.words.ar(data, A_JOB).message).toContain('الخميس، ٢٤ ديسمبر')
  })

  it('tells whoever got a strike in the second person, and of an appeal only who can make one', () => {
    const [rule] = NOTIFICATION_RULES['strike.recorded']
    const craftsmanId = newId()
    const told = (userId: string) => {
      const data = { ...dataOf('strike.recorded'), craftsmanId, userId } as never
      return [rule?.words.en(data, A_JOB).message, rule?.words.ar(data, A_JOB).message]
    }
    expect(told(craftsmanId)).toEqual([
      expect.stringMatching(/your account, and can appeal against them there$/),
      expect.stringMatching(/ويمكنك الاعتراض/),
    ])
    expect(told(newId()).join(' ')).not.toMatch(/appeal|craftsman|الاعتراض|صنايعي/)
  })

  it('quotes a reason as the language of the reader does', () => {
    const [rule] = NOTIFICATION_RULES['review.hidden']
    const data = { ...dataOf('review.hidden'), reason: 'كلام مسيء' } as never
    expect(rule?.words.en(data, A_JOB).message).toContain('(“\u2068كلام مسيء\u2069”)')
    expect(rule?.words.ar(data, A_JOB).message).toContain('(«كلام مسيء»)')
  })

  it.each([
    ['quote.submitted', 200_000, /EGP\s2,000/, /٢٬٠٠٠/],
    ['quote.changed', 58_055, /EGP\s580\.55/, /٥٨٠٫٥٥/],
    ['quote.withdrawn', 58_050, /EGP\s580\.50/, /٥٨٠٫٥٠/],
  ] as const)('names the price in %s', (type, price, en, ar) => {
    const [rule] = NOTIFICATION_RULES[type]
    const context = { ...A_JOB, price }
    expect(rule?.words.en(dataOf(type) as never, context).message).toMatch(en)
    expect(rule?.words.ar(dataOf(type) as never, context).message).toMatch(ar)
  })

  it('asks a payer for an account if the gateway refuses the refund, on every channel and at any hour', () => {
    expect(NOTIFICATION_RULES['payment.refund.refused']).toMatchObject([
      { type: 'payment', channels: ['push', 'email'], urgent: true },
    ])
  })

  it('has no rule for a registration, for declined quotes, or for what the status already says', () => {
    for (const type of [
      'account.registered',
      'quote.accepted',
      'dispute.opened',
      'contract.voided',
    ] as const) {
      expect(NOTIFICATION_RULES[type]).toEqual([])
    }
  })
})
