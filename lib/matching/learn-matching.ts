import type { Types } from 'mongoose'
import { currentModel, forgetModel } from '#lib/matching/current-model.ts'
import { FEATURE_COUNT, HEADS } from '#lib/matching/features.ts'
import { UNDECIDED_MS } from '#lib/matching/history.ts'
import { learnWeights, type Weights } from '#lib/matching/learn-from-history.ts'
import { LearningRows } from '#lib/matching/learning-rows.ts'
import { MODEL_VERSION } from '#lib/matching/model-version.ts'
import { chance } from '#lib/matching/score.ts'
import { Contract, type ContractRecord } from '#lib/model/contract.model.ts'
import { Invitation, type InvitationRecord } from '#lib/model/invitation.model.ts'
import { MatchingModel } from '#lib/model/matching-model.model.ts'
import { ShownList, type ShownListRecord } from '#lib/model/shown-list.model.ts'
import { addMs, clock } from '#lib/platform/clock.ts'
import { isDuplicate, trusted } from '#lib/platform/mongo.ts'

/** How many of the latest lists are learned from, and how many jobs it takes at least. */
const MAX_LISTS = 4_000
const MIN_LISTS = 200
/** Of the lists, the latest of so many parts are held out. */
const PARTS = 5
const SHOWN_WEIGHT = 0.3

/**
 * Learn the weights anew from the lists that clients saw.
 * 1. the latest lists whose jobs have been decided, with the features as they were when the list was shown
 * 2. the latest fifth is held out. The weights are learned from the others, starting from the written priors
 * 3. they are kept, as the next version, only if they foresee the held-out jobs better than the model in use
 * If two runs come at once, one version is stored.
 */
export async function learnMatching(): Promise<Readonly<Record<string, number | boolean>>> {
  const lists = await ShownList.find({ createdAt: trusted({ $lte: addMs(clock(), -UNDECIDED_MS) }) })
    .sort({ createdAt: -1 })
    .limit(MAX_LISTS)
    .lean<ShownListRecord[]>()
  const usable = lists.filter(({ craftsmen }) =>
    craftsmen.every(({ vector }) => vector.length === FEATURE_COUNT && vector.every(Number.isFinite)),
  )
  if (usable.length < MIN_LISTS) return { lists: usable.length, kept: false }
  const outcomes = await readOutcomes(usable.map(({ job }) => job))
  const heldOut = usable.slice(0, Math.floor(usable.length / PARTS))
  const weights = learnWeights(rowsOf(usable.slice(heldOut.length), outcomes))
  const inUse = await currentModel()
  const loss = lossOf(weights, heldOut, outcomes)
  const lossBefore = lossOf(inUse.weights, heldOut, outcomes)
  if (!(loss < lossBefore)) return { lists: usable.length, kept: false, loss, lossBefore }
  const kept = await keep({ weights, loss, lossBefore, rows: usable.length })
  return { lists: usable.length, kept, loss, lossBefore }
}

async function keep({
  weights,
  ...measured
}: {
  weights: Weights
  loss: number
  lossBefore: number
  rows: number
}) {
  const newest = await MatchingModel.findOne({}, { _id: 1 }).sort({ _id: -1 }).lean()
  const stored = Object.fromEntries(HEADS.map((head) => [head, [...weights[head]]]))
  try {
    await MatchingModel.create([
      {
        _id: (newest?._id ?? 0) + 1,
        features: MODEL_VERSION,
        weights: stored,
        ...measured,
        createdAt: clock(),
      },
    ])
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
  forgetModel()
  return true
}

/** What became of a pair of a job and a craftsman: each answer is null while it is not known. */
interface Outcome {
  isInvited: boolean
  isAccepted: boolean | null
  isWell: boolean | null
}

type Outcomes = ReadonlyMap<string, Outcome>
const pairOf = (job: Types.ObjectId, craftsman: Types.ObjectId): string =>
  `${job.toHexString()} ${craftsman.toHexString()}`

async function readOutcomes(jobs: readonly Types.ObjectId[]): Promise<Outcomes> {
  const ofJobs = { job: trusted({ $in: [...jobs] }) }
  const [invitations, contracts] = await Promise.all([
    Invitation.find(ofJobs).lean<InvitationRecord[]>(),
    Contract.find({ ...ofJobs, status: trusted({ $in: ['Completed', 'Cancelled'] }) }).lean<
      ContractRecord[]
    >(),
  ])
  const outcomes = new Map<string, Outcome>()
  for (const { job, craftsman, status } of invitations)
    outcomes.set(pairOf(job, craftsman), { isInvited: true, isAccepted: status === 'Accepted', isWell: null })
  for (const { job, craftsman, status, cancellation, decided } of contracts) {
    const isBad = cancellation?.fault === 'craftsman' || (decided?.client ?? 0) > 0
    const known = outcomes.get(pairOf(job, craftsman)) ?? { isInvited: false, isAccepted: null, isWell: null }
    const isWell = isBad ? false : status === 'Completed' ? true : null
    outcomes.set(pairOf(job, craftsman), { ...known, isWell })
  }
  return outcomes
}

interface Decision {
  head: 'accept' | 'well' | 'choose'
  vector: Float64Array
  position: number
  isYes: boolean
}

/** Every yes and no about somebody on these lists. */
const decisionsOf = (lists: readonly ShownListRecord[], outcomes: Outcomes): Decision[] =>
  lists.flatMap(({ job, craftsmen }) =>
    craftsmen.flatMap(({ craftsman, position, vector }): Decision[] => {
      const outcome = outcomes.get(pairOf(job, craftsman))
      const base = { vector: Float64Array.from(vector), position }
      return [
        { ...base, head: 'choose' as const, isYes: outcome?.isInvited ?? false },
        ...(outcome?.isAccepted == null
          ? []
          : [{ ...base, head: 'accept' as const, isYes: outcome.isAccepted }]),
        ...(outcome?.isWell == null ? [] : [{ ...base, head: 'well' as const, isYes: outcome.isWell }]),
      ]
    }),
  )

function rowsOf(lists: readonly ShownListRecord[], outcomes: Outcomes): LearningRows {
  const rows = new LearningRows()
  for (const { head, vector, position, isYes } of decisionsOf(lists, outcomes))
    if (head === 'choose') rows.addShown(vector, position, isYes, SHOWN_WEIGHT)
    else rows.add(head, vector, Number(isYes))
  return rows
}

/** How surprised a model is by a decision, on average. Whom the client invited is compared within the list alone. */
function lossOf(weights: Weights, lists: readonly ShownListRecord[], outcomes: Outcomes): number {
  let loss = 0
  let decisions = 0
  for (const { head, vector, isYes } of decisionsOf(lists, outcomes)) {
    if (head === 'choose') continue
    const odds = vector.reduce((sum, value, i) => sum + value * (weights[head][i] ?? 0), 0)
    loss -= Math.log(Math.max(1e-9, isYes ? chance(odds) : 1 - chance(odds)))
    decisions += 1
  }
  return loss / Math.max(1, decisions)
}
