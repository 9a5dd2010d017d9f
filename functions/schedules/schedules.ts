import { defineSchedules } from '#lib/lambda/schedule/define-schedule.ts'

export const schedules = defineSchedules({
  applyDueTimers: {
    runs: 'rate(5 minutes)',
    uses: ['mongo', 'work'],
    summary: 'Hands out the jobs whose deadline has passed, so that its transition is applied',
  },
  remindOfTimers: {
    runs: 'rate(15 minutes)',
    uses: ['mongo', 'work'],
    summary: 'Hands out the jobs whose deadline is near, so that people are reminded',
  },
  applyDisputeSteps: {
    runs: 'rate(5 minutes)',
    uses: ['mongo', 'work'],
    summary:
      'Hands out the disputes whose next step is due: reminders, escalation, the end of the time to appeal',
  },
  expireQuotes: {
    runs: 'rate(1 hour)',
    uses: ['mongo', 'work'],
    summary: 'Hands out the quotes that nobody accepted in time',
  },
  applyBanWork: {
    runs: 'rate(5 minutes)',
    uses: ['mongo', 'gatewayWork'],
    summary:
      'Hands out the accounts with something left to do of a ban or its end: quotes, invitations, jobs',
  },
  remindFees: {
    runs: 'cron(0 9 * * ? *)',
    uses: ['mongo', 'work'],
    summary:
      'Hands out the craftsmen who are to be reminded of their fees, on the days that the settings name',
  },
  countTouched: {
    runs: 'rate(5 minutes)',
    uses: ['mongo', 'work'],
    summary: 'Hands out what was touched since the reports counted it',
  },
  refreshRecords: {
    runs: 'rate(5 minutes)',
    uses: ['mongo', 'work'],
    summary: 'Hands out the craftsmen whose record for recommendations is to be made anew',
  },
  learnMatching: {
    runs: 'cron(0 3 ? * FRI *)',
    uses: ['mongo'],
    summary:
      'Learns the weights of recommendations from hires, and keeps them if they are better than those in use',
  },
  relayOutbox: {
    runs: 'rate(1 minute)',
    uses: ['mongo', 'events'],
    summary: 'Sends the events that were recorded and not sent after their commit',
  },
  sealActivity: {
    runs: 'rate(1 minute)',
    uses: ['mongo', 'anchors'],
    summary:
      'Seals new entries of the activity log in a chain of hashes, and anchors it outside of the database',
  },
  runPayouts: {
    runs: 'cron(0 10,14 ? * SUN-THU *)',
    uses: ['mongo', 'events', 'gatewayWork'],
    summary:
      'Gathers the requested withdrawals in batches and hands them out, except from accounts that differ from their journals',
  },
  followPayouts: {
    runs: 'rate(30 minutes)',
    uses: ['mongo', 'events', 'gatewayWork'],
    summary: 'Hands out the payouts whose outcome is not known',
  },
  checkLedger: {
    runs: 'rate(5 minutes)',
    uses: ['mongo', 'events'],
    summary: 'Checks what is new in the ledger, and verifies again a part of what is old',
  },
  sendRefunds: {
    runs: 'rate(1 minute)',
    uses: ['mongo', 'work', 'gatewayWork'],
    summary:
      'Hands out the open refunds, each for the gateway of its payment, and the chargebacks whose bank is silent',
  },
  askAboutPayments: {
    runs: 'rate(5 minutes)',
    uses: ['mongo', 'gatewayWork'],
    summary: 'Hands out the payments that have been pending for long',
  },
  expirePayments: {
    runs: 'rate(5 minutes)',
    uses: ['mongo', 'gatewayWork'],
    summary: 'Hands out the payments that came to nothing in time, or that nothing waits for any more',
  },
  followVerifications: {
    runs: 'rate(1 hour)',
    uses: ['mongo', 'work'],
    summary: 'Hands out the verifications whose document runs out soon, or has run out',
  },
  sweepUploads: {
    runs: 'rate(1 hour)',
    uses: ['mongo', 'work'],
    summary: 'Hands out the submissions with uploads that never came to their end, whose files are deleted',
  },
  announceReviews: {
    runs: 'rate(5 minutes)',
    uses: ['mongo', 'work'],
    summary: 'Hands out the reviews that became visible because their days were over, to be announced',
  },
  releaseQuiet: {
    runs: 'rate(5 minutes)',
    uses: ['mongo', 'work'],
    summary: 'Hands out the notifications whose quiet hours are over',
  },
  measureOperations: {
    runs: 'rate(5 minutes)',
    uses: ['mongo'],
    summary:
      'Measures payouts, disputes, the ledger and connections against what was promised, for the dashboard',
  },
  checkUptime: {
    runs: 'rate(5 minutes)',
    uses: ['uptime'],
    summary: 'Checks from outside that the API is healthy and that somebody can log in',
  },
  eraseAccounts: {
    runs: 'rate(15 minutes)',
    uses: ['mongo', 'erasureWork'],
    summary: 'Hands out the accounts whose erasure is due, or is not over yet',
  },
  applyRetention: {
    runs: 'cron(30 3 * * ? *)',
    uses: ['mongo', 'work', 'erasureWork'],
    summary: 'Hands out what has been kept for as long as the settings say: events, notifications, documents',
  },
})
