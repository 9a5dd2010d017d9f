import type mongoose from 'mongoose'

/**
 * The index of Atlas Search with which jobs may be found by words (JOB_SEARCH=atlas). It has the same folded words as the
 * index of the database (lib/jobs/search-text.ts), once whole and once for beginnings, and what lists filter and order by.
 */
export const JOB_SEARCH_INDEX = {
  name: 'jobs',
  definition: {
    mappings: {
      dynamic: false,
      fields: {
        words: [{ type: 'token' }, { type: 'string', analyzer: 'lucene.keyword' }],
        status: { type: 'token' },
        category: { type: 'token' },
        budgetKey: { type: 'number' },
        createdAt: { type: 'date' },
        _id: { type: 'objectId' },
      },
    },
  },
} as const satisfies mongoose.mongo.SearchIndexDescription
