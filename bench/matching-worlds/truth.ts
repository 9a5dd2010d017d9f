import type { Draws } from './random.ts'

export const KINDS = ['smooth', 'thresholds', 'dirty'] as const
export type Kind = (typeof KINDS)[number]

/** What is true of a craftsman and nobody sees. */
export interface Hidden {
  skill: number
  willing: number
  charm: number
  speed: number
  reliable: number
}

/** What a chance is made of: a pair at an instant. */
export interface Situation {
  hidden: Hidden
  km: number
  radiusKm: number
  fit: number
  /** The mean of the ratings that are shown, and how many. */
  rating: number
  ratings: number
  jobs: number
  isUrgent: boolean
  /** 1: works then, -1: is off then, 0: no time was asked for. */
  hours: number
  load: number
  /** The logarithm of the usual price over the budget; 0 without a budget. */
  overBudget: number
  priceLog: number
}

export interface Chances {
  accept: number
  choose: number
  well: number
}

const chance = (odds: number): number => 1 / (1 + Math.exp(-odds))

export type Truth = (situation: Situation) => Chances

/** A truth with its own numbers: how much each thing matters is another in each world. */
export function drawTruth(kind: Kind, draws: Draws): Truth {
  const smooth = smoothTruth(draws)
  const steps = stepTruth(draws)
  return kind === 'thresholds' ? steps : smooth
}

function smoothTruth(draws: Draws): Truth {
  const some = (low: number, high: number): number => draws.between(low, high)
  const a = {
    base: some(0, 1.2),
    km: some(0.4, 1.6),
    scale: some(4, 14),
    willing: some(0.6, 1.3),
    hours: some(0.2, 1),
    load: some(0.3, 1.5),
    price: some(0.3, 1.5),
    urgent: some(0.1, 0.8),
    fit: some(0, 1.5),
  }
  const c = {
    base: some(-1.6, -0.4),
    km: some(0.2, 1),
    rating: some(0.8, 2),
    skill: some(0, 0.6),
    charm: some(0.2, 0.8),
    jobs: some(0, 0.5),
    price: some(0.2, 1.5),
    fit: some(0.8, 3),
  }
  const w = {
    base: some(0.8, 2),
    skill: some(0.6, 1.3),
    reliable: some(0.3, 0.8),
    fit: some(0, 2),
    jobs: some(0, 0.3),
  }
  return (s) => {
    const trust = (s.rating * s.ratings + 4.1 * 5) / (s.ratings + 5)
    return {
      accept: chance(
        a.base -
          a.km * Math.log1p(s.km / a.scale) * 1.5 +
          a.willing * s.hidden.willing +
          a.hours * s.hours -
          a.load * s.load -
          a.price * Math.max(0, s.overBudget) +
          (s.isUrgent ? a.urgent * s.hidden.speed : 0) -
          a.fit * (1 - s.fit),
      ),
      choose: chance(
        c.base -
          c.km * Math.log1p(s.km / 5) +
          c.rating * (trust - 4.1) * 1.5 +
          c.skill * s.hidden.skill +
          c.charm * s.hidden.charm +
          c.jobs * Math.log1p(s.jobs) * 0.5 -
          c.price * s.priceLog -
          c.fit * (1 - s.fit),
      ),
      well: chance(
        w.base +
          w.skill * s.hidden.skill +
          w.reliable * s.hidden.reliable -
          w.fit * (1 - s.fit) +
          w.jobs * Math.log1p(s.jobs) * 0.5,
      ),
    }
  }
}

function stepTruth(draws: Draws): Truth {
  const some = (low: number, high: number): number => draws.between(low, high)
  const near = some(3, 9)
  const far = some(10, 22)
  const [farShare, midShare, offShare, fullShare, dearShare] = [
    some(0.15, 0.5),
    some(0.5, 0.85),
    some(0.3, 0.8),
    some(0.15, 0.6),
    some(0.3, 0.8),
  ]
  const [good, fair] = [some(4.3, 4.7), some(3.6, 4.1)]
  const [willingAt, willingShare] = [some(-0.6, 0.2), some(0.3, 0.6)]
  const [skillAt, badWell, goodWell] = [some(-0.7, 0), some(0.4, 0.7), some(0.85, 0.97)]
  const [related, cheap] = [some(0.3, 0.8), some(1, 1.6)]
  const veterans = draws.whole(4, 12)
  return (s) => {
    let accept = 0.85
    if (s.km > far) accept *= farShare
    else if (s.km > near) accept *= midShare
    if (s.hours < 0) accept *= offShare
    if (s.load >= 1) accept *= s.isUrgent ? fullShare / 2 : fullShare
    if (s.overBudget > 0.2) accept *= dearShare
    if (s.hidden.willing < willingAt) accept *= willingShare
    const trust = (s.rating * s.ratings + 4.1 * 3) / (s.ratings + 3)
    let choose = 0.25
    if (trust >= good && s.jobs >= veterans) choose = 0.6
    else if (trust >= good) choose = 0.45
    else if (trust < fair) choose = 0.1
    if (s.fit < 1) choose *= related
    if (s.priceLog < -0.15) choose *= cheap
    if (s.km < near / 2) choose *= 1.25
    if (s.hidden.charm > 0.8) choose *= 1.3
    let well = s.hidden.skill < skillAt ? badWell : goodWell
    if (s.hidden.reliable < -1) well *= 0.75
    if (s.fit < 0.6) well *= 0.85
    return { accept, choose: Math.min(0.95, choose), well }
  }
}
