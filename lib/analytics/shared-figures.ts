import { counted, ratio, timeAt } from '#lib/analytics/figure.ts'

/** Figures that several reports have. */
export const posted = counted('posted', 'n', 'Jobs posted, on the day of posting.')
export const completed = counted(
  'done',
  'n',
  'Jobs completed (confirmed by the client, by their silence or by staff), on the day of confirmation.',
)
export const gmv = counted('done', 'gmv', 'GMV: the prices of the completed jobs, in piastres.', 'piastres')
export const fees = counted(
  'done',
  'fees',
  'The fees earned with the completed jobs, in piastres.',
  'piastres',
)
export const takeRate = ratio(['done', 'fees'], ['done', 'gmv'], 'The fees earned over GMV.')
export const disputes = counted('dispute', 'n', 'Disputes opened, on the day of opening.')
export const disputeRate = ratio(['dispute', 'n'], ['done', 'n'], 'Disputes opened over jobs completed.')

export const quoteMedian = timeAt(
  'posted',
  'quote',
  0.5,
  'Half of the jobs that got a quote had the first one within this time of posting, in seconds.',
)
export const quoteP90 = timeAt(
  'posted',
  'quote',
  0.9,
  '90 % of the jobs that got a quote had the first one within this time of posting, in seconds.',
)
export const hireMedian = timeAt(
  'posted',
  'hire',
  0.5,
  'Half of the jobs with a hire had it within this time of posting, in seconds.',
)
export const hireP90 = timeAt(
  'posted',
  'hire',
  0.9,
  '90 % of the jobs with a hire had it within this time of posting, in seconds.',
)
