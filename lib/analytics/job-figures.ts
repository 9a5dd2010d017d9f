import { counted, type Figure, ratio, sumOf, timeAt } from '#lib/analytics/figure.ts'
import { lowShare, ratings, stars } from '#lib/analytics/rating-figures.ts'
import {
  completed,
  disputeRate,
  disputes,
  fees,
  gmv,
  hireMedian,
  hireP90,
  posted,
  quoteMedian,
  quoteP90,
  takeRate,
} from '#lib/analytics/shared-figures.ts'

export const overview = {
  posted,
  hired: counted(
    'hired',
    'n',
    'Jobs for which a craftsman was hired, without voided hires, on the day of the hire.',
  ),
  completed,
  gmv,
  averageOrder: ratio(['done', 'gmv'], ['done', 'n'], 'GMV over jobs completed, in piastres.', 'piastres'),
  fees,
  takeRate,
  newClients: counted('account', 'clients', 'Clients who registered, on the day of registration.'),
  newCraftsmen: counted('account', 'craftsmen', 'Craftsmen who registered, on the day of registration.'),
  disputes,
  disputeRate,
  rating: stars(
    'client',
    'The mean of the ratings that clients gave, from 1 to 5, on the day they became visible.',
  ),
} satisfies Record<string, Figure>

export const funnel = {
  posted,
  quoted: counted(
    'posted',
    'quoted',
    'Of the jobs posted on these days, those with at least one quote by now.',
  ),
  hired: counted(
    'posted',
    'hired',
    'Of the jobs posted on these days, those with a hire by now, without voided ones.',
  ),
  completed: counted('posted', 'done', 'Of the jobs posted on these days, those that are completed by now.'),
  cancelled: counted(
    'posted',
    'cancelled',
    'Of the jobs posted on these days, those that are cancelled or lapsed by now.',
  ),
  quotedShare: ratio(['posted', 'quoted'], ['posted', 'n'], 'Jobs with a quote over jobs posted.'),
  hiredShare: ratio(['posted', 'hired'], ['posted', 'quoted'], 'Jobs with a hire over jobs with a quote.'),
  completedShare: ratio(['posted', 'done'], ['posted', 'hired'], 'Jobs completed over jobs with a hire.'),
  quoteMedian,
  quoteP90,
  hireMedian,
  hireP90,
  completeMedian: timeAt(
    'posted',
    'finish',
    0.5,
    'Half of the completed jobs were called completed within this time of the hire, in seconds.',
  ),
  completeP90: timeAt(
    'posted',
    'finish',
    0.9,
    '90 % of the completed jobs were called completed within this time of the hire, in seconds.',
  ),
} satisfies Record<string, Figure>

export const liquidity = {
  posted,
  quotedInTime: counted('posted', 'quotedInTime', 'Jobs posted that had a quote within 24 hours.'),
  quotedRate: ratio(
    ['posted', 'quotedInTime'],
    ['posted', 'n'],
    'Jobs with a quote within 24 hours over jobs posted.',
  ),
  filled: counted('posted', 'filled', 'Jobs posted for which somebody was hired within 7 days.'),
  fillRate: ratio(['posted', 'filled'], ['posted', 'n'], 'Jobs with a hire within 7 days over jobs posted.'),
  unanswered: {
    means: 'Jobs posted that have no quote by now.',
    unit: 'count',
    of: ['posted'],
    value: (sums) => sumOf(sums, 'posted', 'n') - sumOf(sums, 'posted', 'quoted'),
  },
  quotesPerJob: ratio(['posted', 'quotes'], ['posted', 'n'], 'Quotes by now over jobs posted.', 'perJob'),
  quoteMedian,
  quoteP90,
  hireMedian,
  hireP90,
} satisfies Record<string, Figure>

export const quality = {
  completed,
  ratingsByClients: counted(
    'review',
    'client',
    'Ratings by clients, on the day they became visible; hidden ones do not count.',
  ),
  ratingByClients: stars('client', 'The mean of the ratings by clients, from 1 to 5.'),
  lowByClients: lowShare('client', 'Ratings of 1 or 2 over all ratings by clients.'),
  ...ratings('client', 'by clients'),
  ratingsByCraftsmen: counted(
    'review',
    'craftsman',
    'Ratings by craftsmen, on the day they became visible; hidden ones do not count.',
  ),
  ratingByCraftsmen: stars('craftsman', 'The mean of the ratings by craftsmen, from 1 to 5.'),
  lowByCraftsmen: lowShare('craftsman', 'Ratings of 1 or 2 over all ratings by craftsmen.'),
  ...ratings('craftsman', 'by craftsmen'),
  repeat: counted(
    'done',
    'repeat',
    'Jobs completed whose client had another one completed in the 90 days before.',
  ),
  repeatRate: ratio(['done', 'repeat'], ['done', 'n'], 'Repeats over jobs completed.'),
  rebooked: counted(
    'done',
    'rebooked',
    'Jobs completed whose client had one by the same craftsman completed in the 90 days before.',
  ),
  rebookRate: ratio(
    ['done', 'rebooked'],
    ['done', 'n'],
    'Repeats with the same craftsman over jobs completed.',
  ),
  disputes,
  disputeRate,
  cancelled: counted('cancelled', 'n', 'Jobs cancelled or lapsed, on the day of it.'),
  cancelledOpen: counted('cancelled', 'open', 'Jobs cancelled or lapsed before anybody was hired.'),
  cancelledByClient: counted('cancelled', 'client', 'Jobs cancelled by the client after the hire.'),
  cancelledByCraftsman: counted('cancelled', 'craftsman', 'Jobs cancelled by the craftsman after the hire.'),
  cancelledByStaff: counted(
    'cancelled',
    'staff',
    'Jobs cancelled by staff after the hire, decisions of disputes included.',
  ),
  cancelledByTimer: counted('cancelled', 'timer', 'Jobs that lapsed after the hire because nobody acted.'),
} satisfies Record<string, Figure>
