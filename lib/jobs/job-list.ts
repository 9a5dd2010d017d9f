import type { JobSearch } from '#lib/jobs/job.schemas.ts'
import { type SearchedWord, searchedWords } from '#lib/jobs/search-text.ts'
import { allOf, type Filter, type Order } from '#lib/lists/order.ts'
import type { Narrowing } from '#lib/lists/read-narrowed.ts'
import { JOB_INDEXES } from '#lib/model/job-indexes.ts'
import { isOpen, JOB_STATUSES, type JobStatus, OPEN_STATUSES } from '#lib/model/job-status.ts'
import { isStaff } from '#lib/model/role.ts'
import { objectId } from '#lib/platform/mongo.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

type IndexName = keyof typeof JOB_INDEXES
export type JobSort = 'newest' | 'oldest' | 'budget' | 'soonest'

/** What each order shows first. The last field makes it total. */
export const ORDERS = {
  newest: { createdAt: -1, _id: -1 },
  oldest: { createdAt: 1, _id: 1 },
  budget: { budgetKey: -1, _id: -1 },
  soonest: { soonestKey: 1, _id: 1 },
} as const satisfies Readonly<Record<JobSort, Order>>

const INDEX_OF = {
  newest: ['newest', 'newestOfCategory'],
  oldest: ['newest', 'newestOfCategory'],
  budget: ['budget', 'budgetOfCategory'],
  soonest: ['soonest', 'soonestOfCategory'],
} as const satisfies Readonly<Record<JobSort, readonly [all: IndexName, ofCategory: IndexName]>>

/** Which jobs somebody asks for, each condition by itself. */
export interface JobList {
  /** Whether it is the caller's own jobs, which are counted exactly. */
  readonly isOwn: boolean
  /** In which statuses, and whose. */
  readonly scope: Filter
  readonly category: Filter
  readonly budget: Filter
  readonly words: readonly WordCondition[]
}

interface WordCondition extends SearchedWord {
  /** What an index answers of it. */
  readonly filter: Filter
  readonly all: Filter
}

/** Without `mine` and `status` the open jobs; with a status that is not open only the caller's own, for staff all. */
export function jobListOf(search: JobSearch, principal: Principal): JobList {
  const { mine, status, category, q } = search
  const isOwn = mine || (status !== undefined && !isOpen(status) && !isStaff(principal.role))
  const statuses: readonly JobStatus[] = status ? [status] : mine ? JOB_STATUSES : OPEN_STATUSES
  const inStatus = { status: statuses.length === 1 ? statuses[0] : { $in: [...statuses] } }
  const me = objectId(principal.id)
  return {
    isOwn,
    scope: isOwn ? { $or: [{ client: me }, { craftsman: me }], ...inStatus } : inStatus,
    category: category === undefined ? {} : { category },
    budget: budgetBetween(search),
    words: q === undefined ? [] : searchedWords(q).map(conditionOf),
  }
}

function conditionOf(searched: SearchedWord): WordCondition {
  const filter = { words: searched.word }
  if (!searched.beginning) return { ...searched, filter, all: filter } // the same object: the index answers all of it
  const beginning = { words: { $regex: new RegExp(`^${searched.beginning}`, 'u') } }
  return { ...searched, filter, all: { $and: [filter, beginning] } }
}

/** A job without a budget has none between others. */
const budgetBetween = ({ minBudget, maxBudget }: JobSearch): Filter =>
  minBudget === undefined && maxBudget === undefined
    ? {}
    : {
        budgetKey: {
          $gte: Math.max(1, minBudget ?? 1),
          ...(maxBudget !== undefined && { $lte: maxBudget }),
        },
      }

/** How a list is read along an index, in one of the orders that have one. */
export interface JobWalk {
  readonly order: Order
  readonly index?: Order
  /** What the index answers, and what it does not. */
  readonly filter: Filter
  readonly conditions: Filter
  /** What the index answers as well, beside the filter. */
  readonly alsoIn?: Filter
}

/**
 * Chooses the index. One's own jobs come out of two indexes, posted and hired for, in the order of their posting. A
 * search for words goes along the index of words; everything else along the one that has the order.
 */
export function walkOf(list: JobList, sort: JobSort, near: Filter): JobWalk {
  const { isOwn, scope, category, budget, words } = list
  const order = ORDERS[sort]
  const isByPosting = sort === 'newest' || sort === 'oldest'
  const allWords = words.map(({ all }) => all)
  if (isOwn && isByPosting) {
    return { order, filter: scope, conditions: allOf([category, budget, ...allWords, near]) }
  }
  const [first, second] = words
  if (first && isByPosting && !isOwn) {
    const rest = [first, ...(second ? [second] : [])].filter(({ all, filter }) => all !== filter)
    const others = [...rest.map(({ all }) => all), ...allWords.slice(2)]
    return {
      order,
      index: JOB_INDEXES.words,
      filter: allOf([first.filter, scope]),
      ...(second && { alsoIn: allOf([second.filter, scope]) }),
      conditions: allOf([category, budget, ...others, near]),
    }
  }
  const [all, ofCategory] = INDEX_OF[sort]
  const index = JOB_INDEXES[category.category === undefined ? all : ofCategory]
  const [within, beside] = sort === 'budget' ? [budget, {}] : [{}, budget]
  const { $or, ...inStatus } = scope
  return {
    order,
    index,
    filter: allOf([inStatus, category, within]),
    conditions: allOf([...($or ? [{ $or }] : []), beside, ...allWords, near]),
  }
}

/** Up to how many jobs of their own somebody's list is read whole; an index holds all that this needs. */
const MAX_OWN = 10_000

/** The conditions of a list that an index answers alone, each of which may be the one that few jobs fulfil. */
export function narrowingsOf(list: JobList, cells: Filter | null): Narrowing[] {
  const { isOwn, scope, category, budget, words } = list
  if (isOwn) return [{ filter: scope, most: MAX_OWN }]
  const isOfCategory = category.category !== undefined
  const isBudgeted = Object.keys(budget).length > 0
  return [
    ...(isBudgeted
      ? [
          {
            filter: allOf([scope, category, budget]),
            index: JOB_INDEXES[isOfCategory ? 'budgetOfCategory' : 'budget'],
          },
        ]
      : []),
    ...words.slice(0, 4).map(({ filter }) => ({ filter: allOf([filter, scope]), index: JOB_INDEXES.words })),
    ...(cells ? [{ filter: allOf([cells, scope, category]), index: JOB_INDEXES.nearest }] : []),
  ]
}
