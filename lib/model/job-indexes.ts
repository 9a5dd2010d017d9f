/**
 * The indexes of the lists of jobs. Each has the order in which a list is shown, behind the fields that every such list
 * equals, and behind the order what a list may be narrowed by without reading the jobs. A list names its index
 * (lib/jobs/list-jobs.ts).
 */
export const JOB_INDEXES = {
  newest: { status: 1, createdAt: -1, _id: -1, budgetKey: 1 },
  newestOfCategory: { status: 1, category: 1, createdAt: -1, _id: -1, budgetKey: 1 },
  budget: { status: 1, budgetKey: -1, _id: -1 },
  budgetOfCategory: { status: 1, category: 1, budgetKey: -1, _id: -1 },
  soonest: { status: 1, soonestKey: 1, _id: 1, budgetKey: 1 },
  soonestOfCategory: { status: 1, category: 1, soonestKey: 1, _id: 1, budgetKey: 1 },
  words: { words: 1, status: 1, createdAt: -1, _id: -1 },
  nearest: { cell: 1, status: 1, createdAt: -1, _id: -1, category: 1, budgetKey: 1 },
  // one's own: what they posted, and what they were hired for; each with all that orders and filters need
  client: { client: 1, status: 1, createdAt: -1, _id: -1, category: 1, budgetKey: 1, soonestKey: 1, cell: 1 },
  craftsman: {
    craftsman: 1,
    status: 1,
    createdAt: -1,
    _id: -1,
    category: 1,
    budgetKey: 1,
    soonestKey: 1,
    cell: 1,
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, 1 | -1>>>>
