import type { PipelineStage } from 'mongoose'

/** Stages that replace the id of a payout account in `account` by what its view needs; it stays absent where none is. */
export const withPayoutAccount: readonly (PipelineStage.Lookup | PipelineStage.Set)[] = [
  {
    $lookup: {
      from: 'payoutAccounts',
      localField: 'account',
      foreignField: '_id',
      as: 'account',
      pipeline: [{ $project: { kind: 1, label: 1, status: 1 } }],
    },
  },
  { $set: { account: { $first: '$account' } } },
]
