import { afterEach, describe, expect, it } from 'vitest'
import { toProcessView } from '#lib/jobs/process.view.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { isOpen } from '#lib/model/job-status.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { type Settings, SettingsVersion } from '#lib/model/settings-version.model.ts'
import { clock, DAY, HOUR, MINUTE, setClockOffset } from '#lib/platform/clock.ts'
import { applyDeadlines } from '#lib/process/apply-deadlines.ts'
import { DURATION_UNITS } from '#lib/process/durations.ts'
import type { Transition } from '#lib/process/process.ts'
import { summaryOf } from '#lib/process/process-text.ts'
import { TRANSITIONS } from '#lib/process/transitions.ts'
import { DEFAULT_SETTINGS, forgetSettings } from '#lib/settings/settings.ts'
import { aJobIn } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'

aDatabase()
afterEach(async () => {
  setClockOffset(0)
  await SettingsVersion.deleteMany({})
  forgetSettings()
})

const TABLE: readonly Transition[] = TRANSITIONS

async function settingsBecome(values: Partial<Pick<Settings, 'visitStallDays' | 'noShowHours'>>) {
  await SettingsVersion.create([{ version: 1, values, at: clock() }])
  forgetSettings()
}

describe('the summaries of the table', () => {
  it.each(TABLE)('write no figure of their own: $name', ({ summary }) => {
    for (const template of [summary.en, summary.ar]) {
      expect(template.replaceAll(/\{\w+\}/g, '')).not.toMatch(/[0-9٠-٩]/)
    }
  })

  it.each(TABLE)('name durations that exist, the same in both languages: $name', ({ summary }) => {
    const named = (template: string) => template.match(/\{\w+\}/g)?.toSorted() ?? []
    expect(named(summary.ar)).toEqual(named(summary.en))
    const known = Object.keys(DURATION_UNITS).map((name) => `{${name}}`)
    expect(known).toEqual(expect.arrayContaining(named(summary.en)))
  })

  it.each(TABLE.filter(({ from }) => !from.some(isOpen)))(
    'need no more than the terms of the contract: $name',
    (transition) => {
      const { openJobDays: _, ...terms } = DEFAULT_SETTINGS
      const { en, ar } = summaryOf(transition, terms)
      expect(`${en} ${ar}`).not.toMatch(/[{}]|undefined|NaN/)
    },
  )

  it('refuse a duration that nobody gives', () => {
    const summary = { en: 'after {confirmDays}', ar: 'بعد {confirmDays}' }
    expect(() => summaryOf({ summary }, DEFAULT_SETTINGS)).toThrow(RangeError)
  })
})

describe('GET /api/process', () => {
  const textsOf = (settings: Settings) => {
    const { moves, timers } = toProcessView(settings)
    return {
      summary: (name: string) => moves.find((move) => move.name === name)?.summary,
      counts: (name: string) => timers.find((timer) => timer.name === name)?.counts,
    }
  }

  it('says the figures of the code while no setting was changed', () => {
    const { summary, counts } = textsOf(DEFAULT_SETTINGS)
    expect(summary('lapse')).toEqual({
      en: 'Nothing happened for 14 days',
      ar: 'لم يحدث شيء لمدة ١٤ يومًا',
    })
    expect(summary('finish')).toEqual({
      en: 'Call the work completed; the client has 72 hours to confirm or dispute',
      ar: 'إعلان إتمام العمل، وأمام العميل ٧٢ ساعة للتأكيد أو الاعتراض',
    })
    expect(summary('stallVisit')?.ar).toBe('لم تنته الزيارة لمدة ٧ أيام، وتنظر فيها الإدارة')
    expect(counts('idleHire')).toBe('7 days from the agreed time, 14 days from the hire without one')
    expect(counts('unpaidHire')).toBe('24 hours from the hire, where it is paid ahead and is not paid')
  })

  it('says the figures of the settings of now, in both languages', () => {
    const { summary, counts } = textsOf({
      ...DEFAULT_SETTINGS,
      confirmHours: 48,
      openJobDays: 3,
      visitStallDays: 1,
      noShowHours: 2,
      hireLapseDaysUnagreed: 30,
    })
    expect(summary('lapse')).toEqual({ en: 'Nothing happened for 3 days', ar: 'لم يحدث شيء لمدة ٣ أيام' })
    expect(summary('finish')).toEqual({
      en: 'Call the work completed; the client has 48 hours to confirm or dispute',
      ar: 'إعلان إتمام العمل، وأمام العميل ٤٨ ساعة للتأكيد أو الاعتراض',
    })
    expect(summary('stallVisit')).toEqual({
      en: 'The visit did not end for 1 day: staff looks at it',
      ar: 'لم تنته الزيارة لمدة يوم واحد، وتنظر فيها الإدارة',
    })
    expect(summary('cancelNoShow')).toEqual({
      en: 'Cancel for nothing: nobody came 2 hours after the agreed time',
      ar: 'إلغاء مجاني لأن أحدًا لم يحضر بعد ساعتين من الموعد',
    })
    expect(counts('openJob')).toBe('3 days from the last activity')
    expect(counts('endlessVisit')).toBe('1 day from setting out')
    expect(counts('confirmation')).toMatch(/^48 hours from completion/)
    expect(counts('idleHire')).toBe('7 days from the agreed time, 30 days from the hire without one')
  })

  it('shows of a timer what it always showed, and nothing more', () => {
    for (const timer of toProcessView(DEFAULT_SETTINGS).timers) {
      expect(Object.keys(timer)).toEqual(['name', 'in', 'makes', 'counts', 'remindHours', 'suits'])
      expect(timer.counts).toBeTypeOf('string')
    }
  })
})

describe('a contract keeps its own figures', () => {
  it('in the reason of the dispute that a stalled visit opens', async () => {
    // Prepare
    const before = await aJobIn('On The Way')
    await settingsBecome({ visitStallDays: 1 })
    const after = await aJobIn('On The Way')
    const reasonOf = async (jobId: typeof before.jobId) =>
      (await Dispute.findOne({ job: jobId }).lean())?.reason
    // Act and assess
    setClockOffset(DAY + MINUTE)
    await Promise.all([applyDeadlines(before.jobId), applyDeadlines(after.jobId)])
    expect(await reasonOf(before.jobId)).toBeUndefined()
    expect(await reasonOf(after.jobId)).toBe('The visit did not end for 1 day: staff looks at it')
    setClockOffset(7 * DAY + MINUTE)
    await applyDeadlines(before.jobId)
    expect(await reasonOf(before.jobId)).toBe('The visit did not end for 7 days: staff looks at it')
  })

  it('in the reason of the refund when nobody came', async () => {
    // Prepare
    const availableAt = new Date(clock().getTime() + HOUR)
    const job = await aJobIn('On The Way', { paymentType: 'Escrow', availableAt })
    await settingsBecome({ noShowHours: 240 })
    // Act
    setClockOffset(26 * HOUR)
    await updateJobStatus(job.jobId, { status: 'Cancelled' }, job.client)
    // Assess
    expect((await Contract.findById(job.contractId).lean())?.payment).toBe('Refunded')
    expect((await Refund.findOne({ job: job.jobId }).lean())?.reason).toBe(
      'Cancel for nothing: nobody came 24 hours after the agreed time',
    )
  })
})
