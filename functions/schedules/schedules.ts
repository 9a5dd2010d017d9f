import { defineSchedules } from '#lib/lambda/schedule/define-schedule.ts'

export const schedules = defineSchedules({
  applyDueTimers: {
    runs: 'rate(5 minutes)',
    uses: ['mongo', 'events'],
    summary: 'Applies the transitions of the process whose deadline has passed',
  },
  remindOfTimers: {
    runs: 'rate(15 minutes)',
    uses: ['mongo', 'events'],
    summary: 'Reminds people of deadlines that are near',
  },
  applyDisputeSteps: {
    runs: 'rate(5 minutes)',
    uses: ['mongo', 'events'],
    summary: 'Reminds of disputes, escalates them to admins, and ends the time to appeal',
  },
  expireQuotes: {
    runs: 'rate(1 hour)',
    uses: ['mongo', 'events'],
    summary: 'Expires the quotes that nobody accepted in time',
  },
  remindFees: {
    runs: 'cron(0 9 * * ? *)',
    uses: ['mongo', 'events'],
    summary: 'Reminds craftsmen of the fees that they owe, on the days that the settings name',
  },
  relayOutbox: {
    runs: 'rate(1 minute)',
    uses: ['mongo', 'events'],
    summary: 'Sends the events that were recorded and not sent after their commit',
  },
  runPayouts: {
    runs: 'cron(0 10,14 ? * SUN-THU *)',
    uses: ['mongo', 'events', 'payouts'],
    summary: 'Pays the requested withdrawals in batches, unless the ledger differs from its journals',
  },
  followPayouts: {
    runs: 'rate(30 minutes)',
    uses: ['mongo', 'events', 'payouts'],
    summary: 'Asks the payout provider about payouts whose outcome is not known',
  },
  sendRefunds: {
    runs: 'rate(1 minute)',
    uses: ['mongo', 'events', 'stripe', 'fawry'],
    summary: 'Sends the open refunds, each through the gateway of its payment',
  },
  askAboutPayments: {
    runs: 'rate(5 minutes)',
    uses: ['mongo', 'events', 'stripe', 'fawry'],
    summary: 'Asks the gateways about payments that have been pending for long',
  },
  expirePayments: {
    runs: 'rate(5 minutes)',
    uses: ['mongo', 'events', 'stripe', 'fawry'],
    summary: 'Expires the payments that came to nothing in time, or that nothing waits for any more',
  },
  releaseQuiet: {
    runs: 'rate(5 minutes)',
    uses: ['mongo', 'queues'],
    summary: 'Sends the pushes and e-mails whose quiet hours are over',
  },
})
