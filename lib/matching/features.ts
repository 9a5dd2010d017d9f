import type { Factor } from '#lib/matching/factors.ts'

/** The three questions that are multiplied: do they accept, are they chosen then, is it done well. */
export const HEADS = ['accept', 'choose', 'well'] as const
export type HeadName = (typeof HEADS)[number]

interface Feature {
  name: string
  factor: Factor
  /** Which way it may work at most, whatever is learned: more is never worse (1), never better (-1), or either (0). */
  sign: -1 | 0 | 1
  /** Written priors: the weight in each head before anything was learned. */
  prior: readonly [accept: number, choose: number, well: number]
  /** The least weight that is left to it, so that worse is worse and not merely no better. */
  floor?: number
  /** How many observations the prior is worth, roughly. */
  precision?: number
}

/** A step is held to its prior more firmly than a stretch: it stands beside one that says nearly the same. */
const STEP = 10

/** The features, in the order of the vectors that read-features.ts writes. */
export const FEATURES = [
  { name: 'intercept', factor: 'general', sign: 0, prior: [0.2, -1, 1.6], precision: 1 },
  { name: 'far0to1', factor: 'near', sign: -1, prior: [-0.06, -0.1, 0], floor: 0.012 },
  { name: 'far1to3', factor: 'near', sign: -1, prior: [-0.12, -0.2, 0], floor: 0.024 },
  { name: 'far3to5', factor: 'near', sign: -1, prior: [-0.15, -0.2, 0], floor: 0.024 },
  { name: 'far5to7', factor: 'near', sign: -1, prior: [-0.15, -0.16, 0], floor: 0.024 },
  { name: 'far7to10', factor: 'near', sign: -1, prior: [-0.22, -0.22, 0], floor: 0.036 },
  { name: 'far10to13', factor: 'near', sign: -1, prior: [-0.2, -0.14, 0], floor: 0.036 },
  { name: 'far13to17', factor: 'near', sign: -1, prior: [-0.22, -0.14, 0], floor: 0.048 },
  { name: 'far17to22', factor: 'near', sign: -1, prior: [-0.22, -0.12, 0], floor: 0.06 },
  { name: 'far22to30', factor: 'near', sign: -1, prior: [-0.25, -0.15, 0], floor: 0.096 },
  { name: 'far30to60', factor: 'near', sign: -1, prior: [-0.6, -0.3, 0], floor: 0.36 },
  { name: 'beyond3', factor: 'near', sign: -1, prior: [-0.02, -0.02, 0], precision: STEP },
  { name: 'beyond4', factor: 'near', sign: -1, prior: [-0.02, -0.02, 0], precision: STEP },
  { name: 'beyond5', factor: 'near', sign: -1, prior: [-0.02, -0.02, 0], precision: STEP },
  { name: 'beyond6', factor: 'near', sign: -1, prior: [-0.02, -0.02, 0], precision: STEP },
  { name: 'beyond7', factor: 'near', sign: -1, prior: [-0.02, -0.02, 0], precision: STEP },
  { name: 'beyond8', factor: 'near', sign: -1, prior: [-0.02, -0.02, 0], precision: STEP },
  { name: 'beyond9', factor: 'near', sign: -1, prior: [-0.02, -0.02, 0], precision: STEP },
  { name: 'beyond11', factor: 'near', sign: -1, prior: [-0.04, 0, 0], precision: STEP },
  { name: 'beyond13', factor: 'near', sign: -1, prior: [-0.04, 0, 0], precision: STEP },
  { name: 'beyond15', factor: 'near', sign: -1, prior: [-0.04, 0, 0], precision: STEP },
  { name: 'beyond17', factor: 'near', sign: -1, prior: [-0.04, 0, 0], precision: STEP },
  { name: 'beyond19', factor: 'near', sign: -1, prior: [-0.04, 0, 0], precision: STEP },
  { name: 'beyond21', factor: 'near', sign: -1, prior: [-0.04, 0, 0], precision: STEP },
  { name: 'trusted3.7', factor: 'rating', sign: 1, prior: [0, 0.03, 0], precision: STEP },
  { name: 'trusted3.9', factor: 'rating', sign: 1, prior: [0, 0.03, 0], precision: STEP },
  { name: 'trusted4.1', factor: 'rating', sign: 1, prior: [0, 0.03, 0], precision: STEP },
  { name: 'trusted4.3', factor: 'rating', sign: 1, prior: [0, 0.03, 0], precision: STEP },
  { name: 'trusted4.4', factor: 'rating', sign: 1, prior: [0, 0.03, 0], precision: STEP },
  { name: 'trusted4.5', factor: 'rating', sign: 1, prior: [0, 0.03, 0], precision: STEP },
  { name: 'trusted4.6', factor: 'rating', sign: 1, prior: [0, 0.03, 0], precision: STEP },
  { name: 'trusted4.7', factor: 'rating', sign: 1, prior: [0, 0.03, 0], precision: STEP },
  { name: 'cheap', factor: 'price', sign: 1, prior: [0, 0, 0], precision: STEP },
  { name: 'over20', factor: 'price', sign: -1, prior: [0, 0, 0], precision: STEP },
  { name: 'shareOfRadius', factor: 'near', sign: -1, prior: [-0.3, 0, 0] },
  { name: 'farWhenUrgent', factor: 'near', sign: -1, prior: [-0.2, -0.1, 0] },
  { name: 'skillFit', factor: 'skill', sign: 1, prior: [0.5, 0.8, 0.4] },
  { name: 'ratingTo3.5', factor: 'rating', sign: 1, prior: [0, 0.4, 0.6], floor: 0.15 },
  { name: 'rating3.5to3.8', factor: 'rating', sign: 1, prior: [0, 0.25, 0.3], floor: 0.06 },
  { name: 'rating3.8to4', factor: 'rating', sign: 1, prior: [0, 0.2, 0.2], floor: 0.05 },
  { name: 'rating4to4.2', factor: 'rating', sign: 1, prior: [0, 0.2, 0.2], floor: 0.04 },
  { name: 'rating4.2to4.35', factor: 'rating', sign: 1, prior: [0, 0.15, 0.15], floor: 0.03 },
  { name: 'rating4.35to4.5', factor: 'rating', sign: 1, prior: [0, 0.15, 0.15], floor: 0.03 },
  { name: 'rating4.5to4.65', factor: 'rating', sign: 1, prior: [0, 0.15, 0.12], floor: 0.03 },
  { name: 'rating4.65to5', factor: 'rating', sign: 1, prior: [0, 0.3, 0.3], floor: 0.06 },
  { name: 'shown3.5to4', factor: 'rating', sign: 1, prior: [0, 0.05, 0] },
  { name: 'shown4to4.3', factor: 'rating', sign: 1, prior: [0, 0.05, 0] },
  { name: 'shown4.3to4.6', factor: 'rating', sign: 1, prior: [0, 0.05, 0] },
  { name: 'shown4.6to5', factor: 'rating', sign: 1, prior: [0, 0.05, 0] },
  { name: 'isNewcomer', factor: 'new', sign: 0, prior: [0.1, -0.2, 0] },
  { name: 'ratings', factor: 'experienced', sign: 0, prior: [0, 0.3, 0] },
  { name: 'acceptance', factor: 'accepts', sign: 1, prior: [0.9, 0, 0] },
  { name: 'silence', factor: 'accepts', sign: -1, prior: [-0.1, 0, 0] },
  { name: 'lowAcceptance', factor: 'accepts', sign: -1, prior: [0, 0, 0], precision: STEP },
  { name: 'slow', factor: 'answersFast', sign: -1, prior: [-0.15, -0.1, 0] },
  { name: 'slowWhenUrgent', factor: 'answersFast', sign: -1, prior: [-0.1, -0.1, 0] },
  { name: 'verySlow', factor: 'answersFast', sign: -1, prior: [0, 0, 0], precision: STEP },
  { name: 'hireRate', factor: 'chosenOften', sign: 1, prior: [0, 0.6, 0] },
  { name: 'completion', factor: 'reliable', sign: 1, prior: [0, 0.1, 0.4] },
  { name: 'cancellation', factor: 'reliable', sign: -1, prior: [0, -0.05, -0.3] },
  { name: 'dispute', factor: 'reliable', sign: -1, prior: [0, -0.05, -0.3] },
  { name: 'jobsInTrade', factor: 'experienced', sign: 0, prior: [0, 0.2, 0.15] },
  { name: 'jobs', factor: 'experienced', sign: 0, prior: [0, 0.1, 0] },
  { name: 'fiveJobs', factor: 'experienced', sign: 0, prior: [0, 0, 0], precision: STEP },
  { name: 'tenJobs', factor: 'experienced', sign: 0, prior: [0, 0, 0], precision: STEP },
  { name: 'inactive', factor: 'available', sign: 0, prior: [-0.1, 0, 0] },
  { name: 'worksThen', factor: 'available', sign: 1, prior: [0.3, 0.1, 0] },
  { name: 'isOffThen', factor: 'available', sign: -1, prior: [-0.5, -0.1, 0] },
  { name: 'worksNow', factor: 'available', sign: 1, prior: [0.2, 0, 0] },
  { name: 'closedWhenUrgent', factor: 'available', sign: -1, prior: [-0.4, 0, 0] },
  { name: 'weeklyHours', factor: 'available', sign: 0, prior: [0.1, 0, 0] },
  { name: 'full', factor: 'available', sign: -1, prior: [-0.6, 0, 0] },
  { name: 'load', factor: 'available', sign: -1, prior: [-0.3, 0, 0] },
  { name: 'fullWhenUrgent', factor: 'available', sign: -1, prior: [-0.2, 0, 0] },
  { name: 'over0to10', factor: 'price', sign: -1, prior: [-0.1, -0.15, 0] },
  { name: 'over10to25', factor: 'price', sign: -1, prior: [-0.15, -0.2, 0] },
  { name: 'over25to50', factor: 'price', sign: -1, prior: [-0.2, -0.2, 0] },
  { name: 'over50to100', factor: 'price', sign: -1, prior: [-0.25, -0.2, 0] },
  { name: 'underBudget', factor: 'price', sign: 0, prior: [0.2, 0.1, 0] },
  { name: 'dear', factor: 'price', sign: 0, prior: [0, -0.4, 0] },
  { name: 'priceUnknown', factor: 'price', sign: 0, prior: [0, 0, 0], precision: STEP },
  { name: 'goodTogether', factor: 'knownToYou', sign: 1, prior: [0.3, 1, 0.3] },
  { name: 'badTogether', factor: 'knownToYou', sign: -1, prior: [-0.2, -1, -0.3] },
  { name: 'tenure', factor: 'experienced', sign: 0, prior: [0, 0, 0], precision: STEP },
  { name: 'capacity', factor: 'available', sign: 0, prior: [0, 0, 0], precision: STEP },
  { name: 'urgent', factor: 'general', sign: 0, prior: [-0.1, 0, 0] },
  { name: 'noBudget', factor: 'general', sign: 0, prior: [0, 0, 0] },
  { name: 'hasTime', factor: 'general', sign: 0, prior: [0, 0, 0] },
  { name: 'escrow', factor: 'general', sign: 0, prior: [0, 0, 0] },
  { name: 'generousBudget', factor: 'general', sign: 0, prior: [0.2, 0, 0] },
] as const satisfies readonly Feature[]

export type FeatureName = (typeof FEATURES)[number]['name']

const ALL: readonly Feature[] = FEATURES

export const FEATURE_COUNT = FEATURES.length

/** Where each feature stands in a vector. */
export const PLACE = /* @__PURE__ */ Object.fromEntries(
  FEATURES.map(({ name }, place) => [name, place]),
) as Record<FeatureName, number>

const DEFAULT_PRECISION = 5

/** What a head starts from: the weights, how firmly they are held, and between which bounds learning may move them. */
export interface Prior {
  means: Float64Array
  precisions: Float64Array
  lows: Float64Array
  highs: Float64Array
}

export function priorOf(head: HeadName): Prior {
  const which = HEADS.indexOf(head)
  return {
    means: Float64Array.from(ALL, ({ prior }) => prior[which] ?? 0),
    precisions: Float64Array.from(ALL, ({ precision }) => precision ?? DEFAULT_PRECISION),
    lows: Float64Array.from(ALL, (each) => (each.sign === 1 ? floorIn(each, which) : -Infinity)),
    highs: Float64Array.from(ALL, (each) => (each.sign === -1 ? -floorIn(each, which) : Infinity)),
  }
}

/** A head that a feature does not belong to by its prior needs no floor: being worse costs in the others. */
const floorIn = ({ prior, floor = 0 }: Feature, which: number): number => (prior[which] === 0 ? 0 : floor)
