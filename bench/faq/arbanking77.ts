import { readFileSync } from 'node:fs'
import path from 'node:path'
import { learn } from '#infra/faq/learn.ts'
import type { Phrasing } from '#infra/faq/phrasings.ts'
import { topicsFor } from '#lib/faq/topic-model.ts'
import { randomOf } from '#lib/testing/random.ts'

/**
 * Checks the method of the FAQ on a public set: ArBanking77 (SinaLab, CC BY-SA 4.0, github.com/SinaLab/ArBanking77), 77
 * intents of a bank in Arabic. The model learns ten phrasings an intent; printed is recall among the first 1 and 3 of
 * each test file, as the mean of five draws of the ten. The data is not in this repository: name the folder of its files.
 */
const SEEDS = [1, 2, 3, 4, 5]
const PHRASINGS = 10
const TRAINING = 'Banking77_Arabized_MSA_PAL_train.csv'
const TESTS = ['MSA', 'PAL', 'Saudi'].map((dialect) => `Banking77_Arabized_${dialect}_test.csv`)

function rowsOf(file: string): readonly Phrasing[] {
  return readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .slice(1)
    .flatMap((line) => {
      const cells = /^"?(.*?)"?,"?(.*?)"?$/.exec(line)
      return cells?.[1] && cells[2]
        ? [{ topic: cells[1].trim(), language: 'ar' as const, text: cells[2] }]
        : []
    })
}

/** Ten phrasings of each intent, drawn by the seed. */
function drawn(rows: readonly Phrasing[], seed: number): readonly Phrasing[] {
  const random = randomOf(seed)
  const byTopic = Map.groupBy(
    rows.map((row) => ({ row, place: random() })).toSorted((one, other) => one.place - other.place),
    ({ row }) => row.topic,
  )
  return [...byTopic.values()].flatMap((all) => all.slice(0, PHRASINGS).map(({ row }) => row))
}

const [folder] = process.argv.slice(2)
if (!folder) {
  console.error('Name the folder of the files of ArBanking77: npm run bench:faq -- <folder>')
  process.exit(2)
}
const rows = rowsOf(path.join(folder, TRAINING))
const models = SEEDS.map((seed) => learn(drawn(rows, seed), seed))
console.log(
  `${rows.length} phrasings of ${models[0]?.topics.length ?? 0} intents; ${PHRASINGS} of each are learned`,
)
for (const file of TESTS) {
  const questions = rowsOf(path.join(folder, file))
  const places = models.flatMap((model) =>
    questions.map(({ topic, text }) => topicsFor(text, model).findIndex((one) => one.topic === topic)),
  )
  const share = (most: number): string =>
    ((100 * places.filter((place) => place >= 0 && place < most).length) / places.length).toFixed(1)
  console.log(`${file}: recall@1 ${share(1)} %, @3 ${share(3)} % of ${questions.length} questions`)
}
