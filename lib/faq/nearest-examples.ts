import type { CurrentEntry } from '#lib/faq/faq-entries.ts'
import { type Features, featuresOf } from '#lib/faq/question-features.ts'
import { topicModel, type TopicShare } from '#lib/faq/topic-model.ts'

/** Below this similarity an example says nothing. */
const LEAST = 0.55
/** The rarity of a feature that no phrasing has: new entries are about new things. */
const UNSEEN = 6

/** The vectors of an entry's examples, kept until the entry changes. */
const kept = new Map<string, { readonly at: number; readonly vectors: readonly Features[] }>()

/** How near a question is to examples of entries, from 0 to 1. It is found as soon as staff have written it. */
export function nearestExamples(question: string, entries: readonly CurrentEntry[]): readonly TopicShare[] {
  const withExamples = entries.filter(({ examples, isDelivered }) => examples.length > 0 || !isDelivered)
  if (withExamples.length === 0) return []
  const asked = vectorOf(question)
  return withExamples
    .map((entry) => ({
      topic: entry.id,
      share: Math.max(...vectorsOf(entry).map((vector) => similarity(asked, vector))),
    }))
    .filter(({ share }) => share >= LEAST)
}

function vectorsOf({ id, examples, question, updatedAt }: CurrentEntry): readonly Features[] {
  const found = kept.get(id)
  if (found?.at === updatedAt.getTime()) return found.vectors
  const vectors = [question.en, question.ar, ...examples].map(vectorOf)
  kept.set(id, { at: updatedAt.getTime(), vectors })
  return vectors
}

function vectorOf(question: string): Features {
  const { features } = topicModel()
  const weighed = [...featuresOf(question)].map(
    ([hash, value]) => [hash, value * (features.get(hash)?.rarity ?? UNSEEN)] as const,
  )
  const length = Math.hypot(...weighed.map(([, value]) => value)) || 1
  return new Map(weighed.map(([hash, value]) => [hash, value / length]))
}

function similarity(one: Features, other: Features): number {
  let sum = 0
  for (const [hash, value] of one) sum += value * (other.get(hash) ?? 0)
  return Math.min(1, sum)
}
