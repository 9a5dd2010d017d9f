import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { LANGUAGES, type Phrasing, readPhrasings } from '#infra/faq/phrasings.ts'
import { spellingsOf } from '#infra/faq/spellings.ts'
import { type Choice, chooseAnswer } from '#lib/faq/choose-answer.ts'
import { deliveredEntries } from '#lib/faq/faq-entries.ts'
import { topicsFor } from '#lib/faq/topic-model.ts'
import { randomOf } from '#lib/testing/random.ts'

/** Questions that are never learned from. Each file has another author, who did not see the phrasings. */
const HELD_OUT = path.join(import.meta.dirname, 'held-out')
const NOT_OURS = new Set(['far', 'near', 'abuse', 'out-of-scope'])
const SPELLINGS = 20

const entries = deliveredEntries()
const questions = readPhrasings(HELD_OUT)
const ours = questions.filter(({ topic }) => !NOT_OURS.has(topic))
const choose = (text: string): Choice => chooseAnswer(text, entries, null)
const percent = (part: number, whole: number): string =>
  `${((100 * part) / (whole || 1)).toFixed(1)} % of ${whole}`

/** The place of the right topic among those that are ours, from 0. */
const placeOf = ({ text, topic }: Phrasing): number =>
  topicsFor(text)
    .filter((one) => !NOT_OURS.has(one.topic) && one.topic !== 'abuse')
    .findIndex((one) => one.topic === topic)

function recall(): void {
  for (const language of LANGUAGES) {
    const places = ours.filter((one) => one.language === language).map(placeOf)
    const [first, three] = [1, 3].map((most) => places.filter((place) => place < most).length)
    console.log(
      `recall ${language}: @1 ${percent(first ?? 0, places.length)}, @3 ${percent(three ?? 0, places.length)}`,
    )
  }
}

function answers(): void {
  const chosen = ours.map((one) => ({ ...choose(one.text), wanted: one.topic }))
  const answered = chosen.filter(({ topic }) => topic !== null)
  const right = answered.filter(({ topic, wanted }) => topic === wanted).length
  const shown = chosen.filter(
    ({ topic, suggestions, wanted }) => topic === wanted || suggestions.includes(wanted),
  ).length
  console.log(
    `answered: ${percent(answered.length, chosen.length)}; of them right: ${percent(right, answered.length)}`,
  )
  console.log(`answered or suggested rightly: ${percent(shown, chosen.length)}`)
  for (const kind of ['far', 'near', 'abuse']) {
    const asked = questions.filter(({ topic }) => topic === kind).map(({ text }) => choose(text))
    const wrongly = asked.filter(({ topic }) => topic !== null).length
    const refused = asked.filter(({ outcome }) => outcome === 'unknown').length
    console.log(
      `${kind}: answered ${percent(wrongly, asked.length)}, refused without suggestions ${percent(refused, asked.length)}`,
    )
  }
}

function stability(): void {
  const random = randomOf(11)
  let changed = 0
  let asked = 0
  for (const { text } of ours) {
    const before = choose(text)
    for (const spelling of spellingsOf(text, SPELLINGS, random)) {
      asked += 1
      if (choose(spelling).topic !== before.topic) changed += 1
    }
  }
  console.log(`other spellings that change the answer: ${percent(changed, asked)}`)
}

function speed(): void {
  const times = questions.map(({ text }) => {
    const began = performance.now()
    choose(text)
    return performance.now() - began
  })
  const p95 = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0
  console.log(`p95 of choosing an answer: ${p95.toFixed(2)} ms`)
}

recall()
answers()
stability()
speed()
if (process.argv.includes('--misses')) {
  for (const one of ours) {
    const place = placeOf(one)
    if (place > 0)
      console.log(`${one.topic} <- ${one.text} (${place}, ${topicsFor(one.text)[0]?.topic ?? ''})`)
  }
}
