import type { Locale } from '#lib/platform/locale.ts'

/** Why somebody is not in a list at all. */
export const NO_CANDIDATE = [
  'notFound',
  'notVerified',
  'banned',
  'paused',
  'otherTrade',
  'tooFar',
  'notRegisteredYet',
  'alreadyInvited',
  'alreadyQuoted',
] as const
export type NoCandidate = (typeof NO_CANDIDATE)[number]

const TEXTS: Readonly<Record<NoCandidate, Readonly<Record<Locale, string>>>> = {
  notFound: { en: 'There is no such craftsman', ar: 'مفيش حرفي بالرقم ده' },
  notVerified: { en: 'Their documents are not verified', ar: 'مستنداته لسه ماتأكدتش' },
  banned: { en: 'Their account is blocked', ar: 'حسابه موقوف' },
  paused: { en: 'They are taking a break', ar: 'واخد إجازة دلوقتي' },
  otherTrade: { en: 'They do other kinds of work', ar: 'بيشتغل في نوع شغل تاني' },
  tooFar: {
    en: 'They live too far away, or many others are nearer',
    ar: 'بعيد عن المكان، أو فيه كتير أقرب منه',
  },
  notRegisteredYet: { en: 'They were not registered then', ar: 'ماكانش مسجّل وقتها' },
  alreadyInvited: { en: 'You have invited them already', ar: 'إنت دعيته قبل كده' },
  alreadyQuoted: { en: 'They have sent a quote already', ar: 'بعت عرض سعر قبل كده' },
}

export const noCandidateText = (key: NoCandidate, locale: Locale): string => TEXTS[key][locale]
