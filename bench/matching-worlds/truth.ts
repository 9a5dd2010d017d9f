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

type Draw = (low: number, high: number) => number

function smoothTruth(draws: Draws): Truth {
  const some: Draw = (low, high) => draws.between(low, high)
  const accept = smoothAccept(some)
  const choose = smoothChoose(some)
  const well = smoothWell(some)
  return (situation) => ({
    accept: chance(accept(situation)),
    choose: chance(choose(situation)),
    well: chance(well(situation)),
  })
}

/** Log odds, or with steps the chance itself. */
type Odds = (situation: Situation) => number

function smoothAccept(some: Draw): Odds {
  const base = some(0, 1.2)
  const km = some(0.4, 1.6)
  const scale = some(4, 14)
  const willing = some(0.6, 1.3)
  const hours = some(0.2, 1)
  const load = some(0.3, 1.5)
  const price = some(0.3, 1.5)
  const urgent = some(0.1, 0.8)
  const fit = some(0, 1.5)
  return (s) =>
    base -
    km * Math.log1p(s.km / scale) * 1.5 +
    willing * s.hidden.willing +
    hours * s.hours -
    load * s.load -
    price * Math.max(0, s.overBudget) +
    (s.isUrgent ? urgent * s.hidden.speed : 0) -
    fit * (1 - s.fit)
}

function smoothChoose(some: Draw): Odds {
  const base = some(-1.6, -0.4)
  const km = some(0.2, 1)
  const rating = some(0.8, 2)
  const skill = some(0, 0.6)
  const charm = some(0.2, 0.8)
  const jobs = some(0, 0.5)
  const price = some(0.2, 1.5)
  const fit = some(0.8, 3)
  return (s) =>
    base -
    km * Math.log1p(s.km / 5) +
    rating * (trustOf(s, 5) - USUAL_RATING) * 1.5 +
    skill * s.hidden.skill +
    charm * s.hidden.charm +
    jobs * Math.log1p(s.jobs) * 0.5 -
    price * s.priceLog -
    fit * (1 - s.fit)
}

function smoothWell(some: Draw): Odds {
  const base = some(0.8, 2)
  const skill = some(0.6, 1.3)
  const reliable = some(0.3, 0.8)
  const fit = some(0, 2)
  const jobs = some(0, 0.3)
  return (s) =>
    base +
    skill * s.hidden.skill +
    reliable * s.hidden.reliable -
    fit * (1 - s.fit) +
    jobs * Math.log1p(s.jobs) * 0.5
}

const USUAL_RATING = 4.1

/** The mean of the ratings, which clients trust the less the fewer there are. */
const trustOf = ({ rating, ratings }: Situation, weight: number): number =>
  (rating * ratings + USUAL_RATING * weight) / (ratings + weight)

function stepTruth(draws: Draws): Truth {
  const some: Draw = (low, high) => draws.between(low, high)
  const near = some(3, 9)
  const accept = stepAccept(some, near)
  const choose = stepChoose(some, near, draws.whole(4, 12))
  const well = stepWell(some)
  return (situation) => ({
    accept: accept(situation),
    choose: Math.min(0.95, choose(situation)),
    well: well(situation),
  })
}

function stepAccept(some: Draw, near: number): Odds {
  const far = some(10, 22)
  const [farShare, midShare] = [some(0.15, 0.5), some(0.5, 0.85)]
  const [offShare, fullShare, dearShare] = [some(0.3, 0.8), some(0.15, 0.6), some(0.3, 0.8)]
  const [willingAt, willingShare] = [some(-0.6, 0.2), some(0.3, 0.6)]
  return (s) => {
    let accept = 0.85
    if (s.km > far) accept *= farShare
    else if (s.km > near) accept *= midShare
    if (s.hours < 0) accept *= offShare
    if (s.load >= 1) accept *= s.isUrgent ? fullShare / 2 : fullShare
    if (s.overBudget > 0.2) accept *= dearShare
    return s.hidden.willing < willingAt ? accept * willingShare : accept
  }
}

function stepChoose(some: Draw, near: number, veterans: number): Odds {
  const [good, fair] = [some(4.3, 4.7), some(3.6, 4.1)]
  const [related, cheap] = [some(0.3, 0.8), some(1, 1.6)]
  return (s) => {
    const trust = trustOf(s, 3)
    let choose = trust < fair ? 0.1 : 0.25
    if (trust >= good) choose = s.jobs >= veterans ? 0.6 : 0.45
    if (s.fit < 1) choose *= related
    if (s.priceLog < -0.15) choose *= cheap
    if (s.km < near / 2) choose *= 1.25
    return s.hidden.charm > 0.8 ? choose * 1.3 : choose
  }
}

function stepWell(some: Draw): Odds {
  const [skillAt, badWell, goodWell] = [some(-0.7, 0), some(0.4, 0.7), some(0.85, 0.97)]
  return (s) => {
    let well = s.hidden.skill < skillAt ? badWell : goodWell
    if (s.hidden.reliable < -1) well *= 0.75
    return s.fit < 0.6 ? well * 0.85 : well
  }
}
