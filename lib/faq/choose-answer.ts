import type { CurrentEntry } from '#lib/faq/faq-entries.ts'
import { nearestExamples } from '#lib/faq/nearest-examples.ts'
import { topicModel, topicsFor, type TopicShare } from '#lib/faq/topic-model.ts'
import { type Urgency, urgencyOf } from '#lib/faq/urgent.ts'
import type { FaqAudience } from '#lib/model/faq-audience.ts'

export interface Choice {
  readonly outcome: 'answered' | 'unsure' | 'unknown'
  /** The entry that answers; null unless it is `answered`. */
  readonly topic: string | null
  readonly suggestions: readonly string[]
  readonly confidence: number
  /** Whether a person should be offered. */
  readonly contact: boolean
}

/** The classes of what is no question for us. They have no entries. */
const NOT_OURS = new Set(['out-of-scope', 'abuse'])
const URGENT = new Set(['safety-emergency', 'scam-off-platform'])
/** How much less probable an entry for the other role is. */
const OTHER_ROLE = 0.1
/** From this probability on an entry is worth to be suggested. */
const SUGGESTED = 0.06
const MOST_SUGGESTIONS = 3
/** From this probability on an urgent entry whose words are there is answered. Where they mean it, it has three times this. */
const URGENT_SHARE = 0.15

/**
 * Choose what answers a question among the entries.
 * 1. danger and fraud that are named as such come first, unless the words mean another thing here: the model gives that
 *    entry hardly anything. Harm comes first unless another entry is sure
 * 2. sure: the entry, and up to two others. Unsure: up to three suggestions. Not ours, or nothing near: nothing
 * A hidden entry answers nothing.
 */
export function chooseAnswer(
  question: string,
  entries: readonly CurrentEntry[],
  role: Exclude<FaqAudience, 'anyone'> | null,
): Choice {
  const open = new Map(entries.filter(({ hidden }) => !hidden).map((entry) => [entry.id, entry]))
  const { sure, unsure } = topicModel()
  const ranked = rank(question, open, role)
  const urgent = urgencyOf(question)
  const near = ranked
    .filter(({ topic, share }) => open.has(topic) && (share >= SUGGESTED || topic === urgent?.topic))
    .map(({ topic }) => topic)
    .toSorted((a, b) => Number(b === urgent?.topic) - Number(a === urgent?.topic))
  const [best] = ranked
  if (!best) return UNKNOWN
  const isSure = open.has(best.topic) && best.share >= (URGENT.has(best.topic) ? sure / 2 : sure)
  if (urgent && open.has(urgent.topic) && decides(urgent, ranked, isSure))
    return answered(urgent.topic, near, 1)
  const confidence = Math.round(best.share * 1000) / 1000
  if (isSure) return answered(best.topic, near, confidence)
  const isOurs = !NOT_OURS.has(best.topic) && best.share >= unsure
  if (near.length === 0 || !(isOurs || urgent?.topic === 'safety-emergency'))
    return { ...UNKNOWN, confidence }
  const suggestions = near.slice(0, MOST_SUGGESTIONS)
  return {
    outcome: 'unsure',
    topic: null,
    suggestions,
    confidence,
    contact: suggestions.some((one) => URGENT.has(one)),
  }
}

/** Whether what is urgent is answered before what the model says. */
function decides({ topic, isHarm }: Urgency, ranked: readonly TopicShare[], isSure: boolean): boolean {
  const share = ranked.find((one) => one.topic === topic)?.share ?? 0
  return share >= URGENT_SHARE || (isHarm && !isSure)
}

const UNKNOWN: Choice = { outcome: 'unknown', topic: null, suggestions: [], confidence: 0, contact: true }

const answered = (topic: string, near: readonly string[], confidence: number): Choice => ({
  outcome: 'answered',
  topic,
  suggestions: near.filter((one) => one !== topic).slice(0, MOST_SUGGESTIONS - 1),
  confidence,
  contact: URGENT.has(topic),
})

/** All entries by their probability; examples that staff gave come before what the model thinks of them. */
function rank(
  question: string,
  open: ReadonlyMap<string, CurrentEntry>,
  role: Exclude<FaqAudience, 'anyone'> | null,
): readonly TopicShare[] {
  const isOthers = (topic: string): boolean => {
    const audience = open.get(topic)?.for ?? 'anyone'
    return role !== null && audience !== 'anyone' && audience !== role
  }
  const weighed = topicsFor(question).map(({ topic, share }) => ({
    topic,
    share: isOthers(topic) ? share * OTHER_ROLE : share,
  }))
  const total = weighed.reduce((sum, { share }) => sum + share, 0) || 1
  const shares = new Map(weighed.map(({ topic, share }) => [topic, share / total]))
  for (const { topic, share } of nearestExamples(question, [...open.values()])) {
    shares.set(topic, Math.max(share, shares.get(topic) ?? 0))
  }
  return [...shares].map(([topic, share]) => ({ topic, share })).toSorted((a, b) => b.share - a.share)
}
