import { Types } from 'mongoose'
import { postedJob } from '#lib/jobs/posted-job.ts'
import type { JobRecord } from '#lib/model/job.model.ts'
import { addMs, HOUR } from '#lib/platform/clock.ts'

export const pick = <T>(random: () => number, values: readonly T[]): T =>
  values[Math.floor(random() * values.length)] as T

/** Where people live: about each centre so many in a hundred, within so many degrees. */
const TOWNS = [
  [31.2357, 30.0444, 30, 0.12],
  [31.2089, 30.0131, 15, 0.1],
  [31.4913, 30.0299, 8, 0.08],
  [29.9187, 31.2001, 14, 0.1],
  [31.3785, 31.0409, 6, 0.06],
  [30.9993, 30.7865, 6, 0.06],
  [32.2723, 30.5965, 5, 0.05],
  [31.1837, 27.1809, 5, 0.06],
  [32.6396, 25.6872, 4, 0.05],
  [32.8998, 24.0889, 4, 0.05],
  [33.8116, 27.2579, 3, 0.04],
] as const

export const CATEGORIES = [
  'Plumbing',
  'Electrical',
  'Carpentry',
  'Painting',
  'Tiling',
  'Air conditioning',
  'Aluminium',
  'Appliances',
  'Gypsum',
  'Moving',
] as const

const THINGS =
  'حنفية مواسير سخان لمبة فيشة باب شباك دولاب مطبخ حمام سيراميك بلاط دهان حائط تكييف غسالة ثلاجة بوتاجاز ستارة سقف tap pipe heater socket door window wall ceiling kitchen bathroom fridge washer'.split(
    ' ',
  )
const ACTIONS =
  'تصليح تركيب تغيير صيانة تنظيف فك نقل دهان عزل كشف fix install replace repair clean paint move check'.split(
    ' ',
  )
const MORE =
  'في من على عايز محتاج ضروري النهارده بكره الصبح بالليل شقة الدور التالت جنب المترو بسرعة شاطر أمين السعر كويس بيسرب مكسور محروق قديم جديد مقاس the a in with please today urgent leaking broken old new floor near'.split(
    ' ',
  )

const textOf = (random: () => number, words: number): string =>
  Array.from({ length: words }, () => pick(random, random() < 0.3 ? THINGS : MORE)).join(' ')

function placeOf(random: () => number): [number, number] {
  let left = random() * 100
  const town = TOWNS.find(([, , share]) => (left -= share) < 0) ?? TOWNS[0]
  const [longitude, latitude, , spread] = town
  // more people live near the centre
  const around = () => (random() + random() + random() - 1.5) * spread
  return [longitude + around(), latitude + around()]
}

interface Cast {
  readonly random: () => number
  readonly clients: readonly Types.ObjectId[]
  readonly at: Date
}

/** A posted job as Egyptians write one, `hoursAgo` before `at`. */
export function aPosting({ random, clients, at }: Cast, hoursAgo: number): JobRecord {
  const location = { type: 'Point' as const, coordinates: placeOf(random) }
  const posting = {
    title: `${pick(random, ACTIONS)} ${pick(random, THINGS)} ${textOf(random, 2)}`,
    description: textOf(random, 8 + Math.floor(random() * 18)),
    budget: random() < 0.6 ? 5_000 * Math.ceil(random() ** 3 * 400) : null,
    preferredAt: random() < 0.4 ? addMs(at, Math.floor(random() * 300) * HOUR) : null,
  }
  const [client, category] = [pick(random, clients), pick(random, CATEGORIES)]
  const status = random() < 0.3 ? 'Quoted' : 'Posted'
  const job = postedJob({
    ...posting,
    _id: new Types.ObjectId(),
    client,
    category,
    location,
    paymentType: pick(random, ['Cash', 'Escrow', 'CashProtected'] as const),
    createdAt: addMs(at, -Math.round(hoursAgo * HOUR)),
  })
  return { ...job, status }
}
