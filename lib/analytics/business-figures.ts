import { counted, type Figure, numberAt, ratio, sumOf, timeAt } from '#lib/analytics/figure.ts'
import { overview } from '#lib/analytics/job-figures.ts'
import { completed, disputes, fees, gmv, takeRate } from '#lib/analytics/shared-figures.ts'

export const supply = {
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

export const money = {
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

export const sla = {
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
