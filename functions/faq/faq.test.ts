import { beforeEach, describe, expect, it } from 'vitest'
import { faqRoutes } from '#functions/faq/faq.routes.ts'
import { learnedFrom, PHRASINGS } from '#infra/faq/learned-from.ts'
import { readPhrasings } from '#infra/faq/phrasings.ts'
import { deliveredEntries } from '#lib/faq/faq-entries.ts'
import { namesKnownFigures } from '#lib/faq/figure-names.ts'
import { figureFiller } from '#lib/faq/figures.ts'
import { isKnownLink } from '#lib/faq/link-paths.ts'
import { MODEL_FILE } from '#lib/faq/topic-model.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { FaqAsk } from '#lib/model/faq-ask.model.ts'
import { FaqUnanswered } from '#lib/model/faq-unanswered.model.ts'
import { SettingsVersion } from '#lib/model/settings-version.model.ts'
import { readAsset } from '#lib/platform/assets.ts'
import { forgetSettings } from '#lib/settings/settings.ts'
import { call } from '#lib/testing/call.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, aModerator } from '#lib/testing/people.ts'

aDatabase()
beforeEach(async () => {
  await emptyDatabase()
  forgetSettings()
})

const ask = async (question: string, more: object = {}) => {
  const { body } = await call(faqRoutes.askFaq, { body: { question, ...more } })
  return body
}

describe('a question to the FAQ', () => {
  it.each([
    ['How do I change my password?', 'change-password', 'en'],
    ['كيف أسحب أرباحي؟', 'withdraw', 'ar'],
    ['بتاخدوا عمولة كام؟', 'fees', 'ar'],
    ['el sanay3i magash', 'craftsman-late-noshow', 'ar'],
  ])('%s is answered with %s, in its language', async (question, topic, language) => {
    const answered = await ask(question)
    expect([answered.answer?.id, answered.language]).toEqual([topic, language])
    expect(answered.answer?.links[0]?.href).toMatch(/^http/)
  })

  it('is one question in each of its spellings', async () => {
    const [one, other] = [await ask('عايز أقدم شكوى'), await ask('عايز اقدّم شكوي')]
    expect([other.answer, other.suggestions]).toEqual([one.answer, one.suggestions])
  })

  it.each(['What is the weather tomorrow?', 'انت حمار'])(
    '%s is not ours: a person is offered',
    async (question) => {
      const { answer, suggestions, contact } = await ask(question)
      expect({ answer, suggestions, contact }).toEqual({ answer: null, suggestions: [], contact: true })
    },
  )

  it.each([
    ['في ريحة غاز في المطبخ', 'safety-emergency'],
    ['my son got an electric shock', 'safety-emergency'],
    ['الكهربا لسعت ابني وهو بيلعب جنب الفيشة', 'safety-emergency'],
    ['جوزي مغمى عليه من السخان', 'safety-emergency'],
    ['الفيشة سخنت وساحت', 'safety-emergency'],
    ['my hand is tingling when I touch the washing machine', 'safety-emergency'],
    ['el selk da byetla3 sharar', 'safety-emergency'],
    ['el sanay3i da nassab', 'scam-off-platform'],
    ['اتنصب عليا', 'scam-off-platform'],
  ])('%s is answered at once with %s, and a person is offered', async (question, topic) => {
    const { answer, contact } = await ask(question)
    expect([answer?.id, contact]).toEqual([topic, true])
  })

  it.each([
    ['اضيف خدمة تركيب طفايات حريق في مهاراتي', 'skills-services'],
    ['تليفوني اتسرق وعايز اسجل رقم تاني', 'change-email-phone'],
    ['أحتاج عامل نصب سقالات، كيف أنشر الطلب؟', 'post-job'],
  ])(
    '%s has a word of danger or fraud in it and is answered with what it asks for',
    async (question, topic) => {
      const { answer } = await ask(question)
      expect(answer?.id).toBe(topic)
    },
  )

  it.each(['electrician fell ill and cancelled', 'التلاجة مش بتسخن'])(
    '%s names nothing that hurts anybody, and is not answered with the entry on danger',
    async (question) => {
      const { answer } = await ask(question)
      expect(answer?.id).not.toBe('safety-emergency')
    },
  )

  it('that names danger is never without the entry on danger, whatever else it seems to be', async () => {
    const { answer, suggestions } = await ask('انذار الحريق بيصفر من غير سبب')
    expect([answer, ...suggestions].map((one) => one?.id)).toContain('safety-emergency')
  })

  it('is stored without contacts, of somebody unknown without anybody, and counted once for all its spellings if not answered', async () => {
    // Act
    await ask('What is the weather at 01001234567?')
    await ask('what is the WEATHER at 01001234567')
    // Assess
    const asks = await FaqAsk.find().lean()
    expect(JSON.stringify(asks)).not.toContain('0100')
    expect(asks[0]?.by).toBeUndefined()
    expect(asks[0]?.expiresAt.getTime()).toBeGreaterThan(Date.now())
    const { body } = await call(faqRoutes.listUnansweredQuestions, { as: await aModerator() })
    expect(body.data).toMatchObject([{ count: 2 }])
  })

  it('of a craftsman about cancelling is answered for craftsmen, of a client for clients', async () => {
    const question = 'I want to cancel the job'
    const best = async (as: { readonly token: string }) => {
      const { body } = await call(faqRoutes.askFaq, {
        body: { question },
        headers: { authorization: `Bearer ${as.token}` },
      })
      return body.answer?.id ?? body.suggestions[0]?.id
    }
    expect(await best(await aCraftsman())).toBe('cancel-job-craftsman')
    expect(await best(await aClient())).toBe('cancel-job-client')
  })

  it('is refused after 60 in a minute from one address', async () => {
    const statuses: number[] = []
    for (let i = 0; i < 61; i += 1) {
      const { status } = await call(faqRoutes.askFaq, { body: { question: 'hello' }, ip: '198.51.100.7' })
      statuses.push(status)
    }
    expect(statuses.filter((status) => status === 201)).toHaveLength(60)
    expect(statuses.at(-1)).toBe(429)
  })
})

describe('feedback', () => {
  it('is stored, and an answer that did not help is counted once with what was not answered', async () => {
    const { askId } = await ask('How do I change my password?')
    for (const helpful of [false, false]) {
      await call(faqRoutes.rateFaqAnswer, { params: { askId }, body: { helpful } })
    }
    expect((await FaqAsk.findById(askId).lean())?.helpful).toBe(false)
    expect(await FaqUnanswered.findOne().lean()).toMatchObject({ count: 1 })
  })
})

describe('staff', () => {
  const entry = {
    question: { en: 'Do you sell gift cards?', ar: 'عندكم كروت هدايا؟' },
    answer: { en: 'Not yet.', ar: 'لسه مفيش.' },
    roles: ['Client'],
    examples: ['voucher for my mother', 'عايز اشتري كارت هدية'],
  }

  it('add an entry, and questions like its examples are answered with it at once', async () => {
    const as = await aModerator()
    const { body } = await call(faqRoutes.createFaqEntry, { as, body: entry })
    const again = await call(faqRoutes.createFaqEntry, { as, body: entry })
    const answered = await ask('عايز اشترى كارت هديه')
    expect([again.status, again.body.code]).toEqual([400, 'FAQ_ENTRY_EXISTS'])
    expect(answered.answer).toMatchObject({ id: body.id, answer: 'لسه مفيش.' })
  })

  it('change, hide and show a delivered entry, each logged', async () => {
    // Prepare
    const as = await aModerator()
    const params = { id: 'change-password' }
    const answer = { en: 'Only {feeRate}.', ar: 'بس {feeRate}.' }
    // Act
    await call(faqRoutes.updateFaqEntry, { as, params, body: { answer } })
    const changed = await ask('How do I change my password?')
    await call(faqRoutes.deleteFaqEntry, { as, params })
    const hidden = await ask('How do I change my password?')
    const { body: list } = await call(faqRoutes.listFaq, { query: { limit: '100' } })
    await call(faqRoutes.updateFaqEntry, { as, params, body: { hidden: false } })
    const shown = await ask('How do I change my password?')
    // Assess
    expect(changed.answer?.answer).toBe('Only 10%.')
    expect(hidden.answer?.id).not.toBe('change-password')
    expect(list.data.map(({ id }) => id)).not.toContain('change-password')
    expect(shown.answer?.answer).toBe('Only 10%.')
    const logged = await ActivityLog.find().sort({ _id: 1 }).lean()
    expect(logged.map(({ action }) => action)).toEqual(['faq.update', 'faq.delete', 'faq.update'])
  })

  it('cannot name a figure or a link that does not exist', async () => {
    const as = await aModerator()
    const answer = { en: '{password}', ar: 'x y' }
    const { status } = await call(faqRoutes.createFaqEntry, { as, body: { ...entry, answer } })
    expect(status).toBe(400)
  })
})

describe('the list', () => {
  it('has the 74 topics, in the language and for the role that is asked for', async () => {
    const headers = { 'accept-language': 'ar' }
    const { body: all } = await call(faqRoutes.listFaq, { headers, query: { limit: '100' } })
    const { body: forClients } = await call(faqRoutes.listFaq, { query: { limit: '100', role: 'Client' } })
    expect(all.pagination.totalItems).toBe(74)
    expect(all.data[0]?.question).toMatch(/[\u0600-\u06ff]/)
    expect(forClients.data.map(({ id }) => id)).not.toContain('withdraw')
  })

  it('is searched in any spelling, and in both languages', async () => {
    const { body } = await call(faqRoutes.listFaq, { query: { q: 'نزاع' } })
    expect(body.data.map(({ id }) => id)).toContain('open-dispute')
  })

  it('has its figures from the settings, in the digits of the reader', async () => {
    await SettingsVersion.create({ version: 1, values: { feeRate: 1_250, confirmHours: 48 }, at: new Date() })
    forgetSettings()
    const { body } = await call(faqRoutes.listFaq, {
      headers: { 'accept-language': 'ar' },
      query: { limit: '100' },
    })
    const answerOf = (wanted: string) => body.data.find(({ id }) => id === wanted)?.answer
    expect(answerOf('fees')).toContain('١٢٫٥')
    expect(answerOf('confirm-completion')).toContain('٤٨ ساعة')
  })
})

describe('what is delivered', () => {
  it('has texts in both languages with figures and links that exist', async () => {
    for (const locale of ['en', 'ar'] as const) {
      const fill = await figureFiller(locale)
      for (const { id, answer, links } of deliveredEntries()) {
        expect(namesKnownFigures(answer[locale]), id).toBe(true)
        expect(fill(answer[locale]), id).not.toMatch(/[{}]|undefined|NaN/)
        expect(links.every(isKnownLink), id).toBe(true)
      }
    }
  })

  it('has enough phrasings of each topic in each language', () => {
    const phrasings = readPhrasings(PHRASINGS)
    const least = { en: 12, ar: 12, eg: 20, fr: 6 }
    for (const { id } of deliveredEntries()) {
      for (const [language, count] of Object.entries(least)) {
        const texts = phrasings.filter((one) => one.topic === id && one.language === language)
        expect(texts.length, `${id} ${language}`).toBeGreaterThanOrEqual(count)
      }
    }
  })

  it('has a model that was learned from these phrasings, under 1 MB: else run npm run faq:train', () => {
    const stored = readAsset(MODEL_FILE)
    expect(stored.length).toBeLessThan(1_000_000)
    expect((JSON.parse(stored) as { learnedFrom: string }).learnedFrom).toBe(learnedFrom())
  })
})
