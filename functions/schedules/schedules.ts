import { defineSchedules } from '#lib/http/define-schedule.ts'

export const schedules = defineSchedules({
  applyDueTimers: {
    runs: 'rate(5 minutes)',
    uses: ['mongo', 'events'],
    summary: 'Makes the moves of the process table whose deadline has passed in silence',
  },
  remindOfTimers: {
    runs: 'rate(15 minutes)',
    uses: ['mongo', 'events'],
    summary: 'Records that a deadline nears, before silence decides',
  },
  expireQuotes: {
    runs: 'rate(1 hour)',
    uses: ['mongo', 'events'],
    summary: 'Ends the quotes that nobody accepted in their 14 days',
  },
  remindFees: {
    runs: 'cron(0 9 * * ? *)',
    uses: ['mongo', 'events'],
    summary: 'Reminds craftsmen of the fees that they owe, after 1, 3 and 7 days',
  },
  relayOutbox: {
    runs: 'rate(1 minute)',
    uses: ['mongo', 'events'],
    summary: 'Sends the events that were recorded and not sent after their commit',
  },
  runPayouts: {
    runs: 'cron(0 10,14 ? * SUN-THU *)',
    uses: ['mongo', 'events', 'payouts'],
    summary: 'Gathers the withdrawals of the day into batches and pays them, while the ledger is right',
  },
  followPayouts: {
    runs: 'rate(30 minutes)',
    uses: ['mongo', 'events', 'payouts'],
    summary: 'Asks the payout provider about payouts whose outcome it has not told',
  },
  sendRefunds: {
    runs: 'rate(1 minute)',
    uses: ['mongo', 'events', 'stripe', 'fawry'],
    summary: 'Gives back what was decided to go back, through the gateway that it came by',
  },
  askAboutPayments: {
    runs: 'rate(5 minutes)',
    uses: ['mongo', 'events', 'stripe', 'fawry'],
    summary: 'Asks the gateways about payments that they have been silent about',
  },
  expirePayments: {
    runs: 'rate(5 minutes)',
    uses: ['mongo', 'events', 'stripe', 'fawry'],
    summary: 'Ends payments whose time is over, or that nothing waits for any more',
  },
  releaseQuiet: {
    runs: 'rate(5 minutes)',
    uses: ['mongo', 'queues'],
    summary: 'Sends the pushes and e-mails whose quiet hours are over',
  },
})
