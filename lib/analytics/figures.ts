import { counted, type Figure, numberAt, quotient, ratio, sumOf, timeAt } from '#lib/analytics/figure.ts'

/**
 * The figures of the reports. Each sentence is the definition: it is also the text of the API's document. A figure counts
 * on the day in Cairo that its sentence names.
 */
const posted = counted('posted', 'n', 'Jobs posted, on the day of posting.')
const completed = counted(
  'done',
  'n',
  'Jobs completed (confirmed by the client, by their silence or by staff), on the day of confirmation.',
)
const gmv = counted('done', 'gmv', 'GMV: the prices of the completed jobs, in piastres.', 'piastres')
const fees = counted('done', 'fees', 'The fees earned with the completed jobs, in piastres.', 'piastres')
const takeRate = ratio(['done', 'fees'], ['done', 'gmv'], 'The fees earned over GMV.')
const disputes = counted('dispute', 'n', 'Disputes opened, on the day of opening.')
const disputeRate = ratio(['dispute', 'n'], ['done', 'n'], 'Disputes opened over jobs completed.')

const quoteMedian = timeAt(
  'posted',
  'quote',
  0.5,
  'Half of the jobs that got a quote had the first one within this time of posting, in seconds.',
)
const quoteP90 = timeAt(
  'posted',
  'quote',
  0.9,
  '90 % of the jobs that got a quote had the first one within this time of posting, in seconds.',
)
const hireMedian = timeAt(
  'posted',
  'hire',
  0.5,
  'Half of the jobs with a hire had it within this time of posting, in seconds.',
)
const hireP90 = timeAt(
  'posted',
  'hire',
  0.9,
  '90 % of the jobs with a hire had it within this time of posting, in seconds.',
)

const overview = {
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

const funnel = {
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

const liquidity = {
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

const quality = {
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

const supply = {
  newCraftsmen: overview.newCraftsmen,
  verified: counted(
    'verification',
    'approved',
    'Verifications that staff approved, on the day of the decision.',
  ),
  verificationMedian: timeAt(
    'verification',
    'wait',
    0.5,
    'Half of the decided verifications were decided within this time, in seconds; those that wait count with their age.',
  ),
  verificationsWaiting: counted(
    'verification',
    'waiting',
    'Verifications submitted on these days that wait for a decision now.',
  ),
  quotes: counted('quote', 'n', 'Quotes submitted, on the day of submission.'),
  quoteAcceptance: ratio(
    ['quote', 'accepted'],
    ['quote', 'n'],
    'Quotes that were accepted by now over quotes submitted.',
  ),
  invitations: counted('invitation', 'n', 'Invitations sent, on the day of sending.'),
  responseRate: ratio(
    ['invitation', 'answered'],
    ['invitation', 'n'],
    'Invitations answered by now over invitations sent.',
  ),
  acceptanceRate: ratio(
    ['invitation', 'accepted'],
    ['invitation', 'n'],
    'Invitations accepted by now over invitations sent.',
  ),
  responseMedian: timeAt(
    'invitation',
    'answer',
    0.5,
    'Half of the answered invitations were answered within this time, in seconds.',
  ),
  hires: overview.hired,
  quotesPerJob: ratio(
    ['quote', 'n'],
    ['posted', 'n'],
    'Quotes submitted over jobs posted on the same days: supply over demand.',
    'perJob',
  ),
  earnings: {
    means: 'What craftsmen earned with the completed jobs: GMV less the fees, in piastres.',
    unit: 'piastres',
    of: ['done'],
    value: (sums) => sumOf(sums, 'done', 'gmv') - sumOf(sums, 'done', 'fees'),
  },
} satisfies Record<string, Figure>

const owed = (name: string, means: string) => counted('debt', name, means, 'piastres')
const booked = (name: string, means: string) => counted('ledger', name, means, 'piastres')

const money = {
  completed,
  gmv,
  gmvEscrow: counted('done', 'gmvEscrow', 'GMV of jobs paid in advance, in piastres.', 'piastres'),
  gmvCashProtected: counted(
    'done',
    'gmvCashProtected',
    'GMV of jobs in cash with a deposit, in piastres.',
    'piastres',
  ),
  gmvCash: counted('done', 'gmvCash', 'GMV of jobs in cash, in piastres.', 'piastres'),
  fees,
  takeRate,
  revenue: booked(
    'fees',
    'Fees booked in the ledger, less those taken back, on the day of the journal, in piastres.',
  ),
  goodwill: booked(
    'goodwill',
    'Goodwill and waived fees that the platform bore, on the day of the journal, in piastres.',
  ),
  chargebacks: booked(
    'chargebacks',
    'Chargebacks that the platform bore, on the day of the journal, in piastres.',
  ),
  netRevenue: {
    means: 'Fees booked less goodwill and chargebacks, in piastres.',
    unit: 'piastres',
    of: ['ledger'],
    value: (sums) =>
      sumOf(sums, 'ledger', 'fees') -
      sumOf(sums, 'ledger', 'goodwill') -
      sumOf(sums, 'ledger', 'chargebacks'),
  },
  refunded: booked(
    'refunded',
    'What was set aside to go back to clients, on the day of the journal, in piastres.',
  ),
  feesOwed: owed('owed', 'Fees for cash that were posted on these days and are owed now, in piastres.'),
  feesOwed7: owed('owed7', 'Of the fees owed now, those posted up to 7 days ago, in piastres.'),
  feesOwed14: owed('owed14', 'Of the fees owed now, those posted 8 to 14 days ago, in piastres.'),
  feesOwed30: owed('owed30', 'Of the fees owed now, those posted 15 to 30 days ago, in piastres.'),
  feesOwedOlder: owed('owedOlder', 'Of the fees owed now, those posted more than 30 days ago, in piastres.'),
  payouts: counted('payout', 'n', 'Withdrawals asked for, on that day.'),
  payoutAmount: counted('payout', 'amount', 'The sum of the withdrawals asked for, in piastres.', 'piastres'),
} satisfies Record<string, Figure>

const sla = {
  disputes,
  disputesDecided: counted(
    'dispute',
    'decided',
    'Decisions of staff, those after appeals included, on the day the dispute was opened or appealed.',
  ),
  disputesInTime: counted('dispute', 'inTime', 'Decisions within 72 hours.'),
  disputeInTimeShare: ratio(
    ['dispute', 'inTime'],
    ['dispute', 'decided'],
    'Decisions within 72 hours over all decisions.',
  ),
  disputesOpen: counted('dispute', 'open', 'Disputes of these days that wait for a decision now.'),
  disputesLate: counted(
    'dispute',
    'openLate',
    'Disputes of these days that wait for more than 72 hours now.',
  ),
  disputeMedian: timeAt(
    'dispute',
    'wait',
    0.5,
    'Half of the disputes were decided within this time, in seconds; those that wait count with their age.',
  ),
  disputeP90: timeAt(
    'dispute',
    'wait',
    0.9,
    '90 % of the disputes were decided within this time, in seconds; those that wait count with their age.',
  ),
  payouts: counted('payout', 'n', 'Withdrawals asked for, on that day.'),
  payoutsPaid: counted('payout', 'paid', 'Withdrawals of these days that are paid by now.'),
  payoutsInTime: counted(
    'payout',
    'inTime',
    'Withdrawals of these days that were paid within the promised two business days.',
  ),
  payoutInTimeShare: ratio(
    ['payout', 'inTime'],
    ['payout', 'paid'],
    'Withdrawals paid in time over withdrawals paid.',
  ),
  payoutsLate: counted(
    'payout',
    'openLate',
    'Withdrawals of these days that are not paid now and are past their time.',
  ),
  payoutMedian: numberAt(
    'payout',
    'days',
    0.5,
    'Half of the withdrawals were paid within so many business days of Egypt (Sunday to Thursday, without bank holidays); open ones count with their age.',
  ),
  payoutP90: numberAt(
    'payout',
    'days',
    0.9,
    '90 % of the withdrawals were paid within so many business days of Egypt; open ones count with their age.',
  ),
  pushes: counted(
    'push',
    'n',
    'Notifications that a push service accepted, on the day of their event; what quiet hours kept back does not count.',
  ),
  pushInTimeShare: ratio(
    ['push', 'inTime'],
    ['push', 'n'],
    'Pushes accepted within 5 seconds of their event over all pushes.',
  ),
  pushMedian: timeAt(
    'push',
    'ms',
    0.5,
    'Half of the pushes were accepted within this time of their event, in seconds.',
  ),
  pushP95: timeAt(
    'push',
    'ms',
    0.95,
    '95 % of the pushes were accepted within this time of their event, in seconds.',
  ),
  pushP99: timeAt(
    'push',
    'ms',
    0.99,
    '99 % of the pushes were accepted within this time of their event, in seconds.',
  ),
} satisfies Record<string, Figure>

export const REPORT_FIGURES = {
  overview,
  funnel,
  liquidity,
  quality,
  supply,
  money,
  sla,
} as const satisfies Record<string, Record<string, Figure>>

type Side = 'client' | 'craftsman'

const GRADES = [1, 2, 3, 4, 5] as const

function stars(side: Side, means: string): Figure {
  return {
    means,
    unit: 'stars',
    of: ['review'],
    value: (sums) => {
      const total = GRADES.reduce((sum, grade) => sum + grade * sumOf(sums, 'review', `${side}${grade}`), 0)
      return quotient(total, sumOf(sums, 'review', side))
    },
  }
}

function lowShare(side: Side, means: string): Figure {
  return {
    means,
    unit: 'share',
    of: ['review'],
    value: (sums) =>
      quotient(
        sumOf(sums, 'review', `${side}1`) + sumOf(sums, 'review', `${side}2`),
        sumOf(sums, 'review', side),
      ),
  }
}

/** How many ratings there are of each grade. */
function ratings(side: Side, by: string) {
  const of = (grade: number) => counted('review', `${side}${grade}`, `Ratings of ${grade} ${by}.`)
  const name = side === 'client' ? 'byClients' : 'byCraftsmen'
  return {
    [`${name}1`]: of(1),
    [`${name}2`]: of(2),
    [`${name}3`]: of(3),
    [`${name}4`]: of(4),
    [`${name}5`]: of(5),
  }
}
