import { skillFit } from '#lib/matching/candidates.ts'
import type { Factor } from '#lib/matching/factors.ts'
import type { Scored } from '#lib/matching/score.ts'
import { inArabic } from '#lib/platform/in-arabic.ts'
import type { Locale } from '#lib/platform/locale.ts'

type Text = Readonly<Record<Locale, string>>

const kmOf = ({ distanceM }: Scored): number => distanceM / 1000

/** As `toFixed(1)` is in English. */
const ONE_DECIMAL = { least: 1 } as const

/** What is said of a factor, in both languages: always a fact, whether it speaks for or against. */
const TEXTS: Readonly<Record<Factor, (scored: Scored) => Text>> = {
  near: (scored) => ({
    en: `${kmOf(scored).toFixed(1)} km away`,
    ar: `على بعد ${inArabic(kmOf(scored), ONE_DECIMAL)} كم`,
  }),
  skill: ({ pair: { context, craftsman } }) =>
    skillFit(context.trade, craftsman.trades) === 1
      ? { en: 'Does exactly this kind of work', ar: 'متخصص في نوع الشغل ده' }
      : { en: 'Does related work', ar: 'بيشتغل في حاجة قريبة من نوع الشغل ده' },
  rating: ({ pair: { record } }) => {
    if (record.ratings <= 0) return { en: 'Not rated yet', ar: 'لسه ماحدش قيّمه' }
    const rating = record.ratingSum / record.ratingWeights
    return {
      en: `Rated ${rating.toFixed(1)} of 5, ratings: ${record.ratings}`,
      ar: `تقييمه ${inArabic(rating, ONE_DECIMAL)} من ٥، عدد التقييمات: ${inArabic(record.ratings)}`,
    }
  },
  new: ({ isNew }) =>
    isNew
      ? { en: 'New: few ratings yet', ar: 'جديد: لسه تقييماته قليلة' }
      : { en: 'Known on Craftworks', ar: 'معروف على Craftworks' },
  accepts: ({ pair: { record } }) => {
    const of = record.accepted + record.rejected + record.unanswered
    return of === 0
      ? { en: 'Not invited yet', ar: 'لسه ماجتلوش دعوات' }
      : {
          en: `Accepted invitations: ${record.accepted} of ${of}`,
          ar: `الدعوات اللي قبلها: ${inArabic(record.accepted)} من ${inArabic(of)}`,
        }
  },
  answersFast: ({ pair: { record } }) => {
    if (record.responses === 0) return { en: 'No answers to invitations yet', ar: 'لسه ماردّش على دعوات' }
    const minutes = Math.max(1, Math.round(Math.exp(record.responseLogs / record.responses)))
    return { en: `Usually answers within ${minutes} min`, ar: `بيرد عادةً خلال ${inArabic(minutes)} دقيقة` }
  },
  chosenOften: ({ pair: { record } }) => ({
    en: `Hired for ${record.hired} jobs, quotes: ${record.quoted}`,
    ar: `اتعاقد على ${inArabic(record.hired)} من الشغل، عدد عروض أسعاره: ${inArabic(record.quoted)}`,
  }),
  reliable: ({ pair: { record } }) =>
    record.hired === 0
      ? { en: 'Not hired yet', ar: 'لسه ماتعاقدش على شغل' }
      : {
          en: `Completed jobs: ${record.completed} of ${record.hired}`,
          ar: `الشغل اللي خلّصه: ${inArabic(record.completed)} من ${inArabic(record.hired)}`,
        },
  experienced: ({ pair: { record, context } }) => {
    const jobs = record.jobsByTrade[context.trade.name] ?? 0
    return { en: `Jobs like this one so far: ${jobs}`, ar: `شغل زي ده قبل كده: ${inArabic(jobs)}` }
  },
  available: ({ pair: { record } }) =>
    record.activeJobs <= 0
      ? { en: 'No other job at the moment', ar: 'مش مشغول بشغل تاني دلوقتي' }
      : {
          en: `Other jobs at the moment: ${record.activeJobs}`,
          ar: `شغل تاني معاه دلوقتي: ${inArabic(record.activeJobs)}`,
        },
  price: ({ pair: { record } }) => {
    const percent =
      record.prices === 0 ? 0 : Math.round(100 * (Math.exp(record.priceLogs / record.prices) - 1))
    if (record.prices === 0) return { en: 'Prices not known yet', ar: 'أسعاره لسه مش معروفة' }
    if (Math.abs(percent) < 5) return { en: 'Usual prices', ar: 'أسعاره زي السوق' }
    return percent < 0
      ? { en: `About ${-percent} % below usual prices`, ar: `أرخص من السوق بحوالي ${inArabic(-percent)}٪` }
      : { en: `About ${percent} % above usual prices`, ar: `أغلى من السوق بحوالي ${inArabic(percent)}٪` }
  },
  knownToYou: ({ pair: { together } }) =>
    together && together.good + together.bad > 0
      ? { en: 'Has worked for you before', ar: 'اشتغل معاك قبل كده' }
      : { en: 'Has not worked for you yet', ar: 'لسه مااشتغلش معاك' },
  general: () => ({ en: 'What an average craftsman of this list has', ar: 'متوسط الحرفيين في القائمة دي' }),
}

export const factorText = (factor: Factor, scored: Scored, locale: Locale): string =>
  TEXTS[factor](scored)[locale]
