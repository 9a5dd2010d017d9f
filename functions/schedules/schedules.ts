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
    uses: ['mongo', 'events'],
    summary: 'Reminds of disputes, escalates them to admins, and ends the time to appeal',
  },
  expireQuotes: {
    runs: 'rate(1 hour)',
    uses: ['mongo', 'work'],
    summary: 'Hands out the quotes that nobody accepted in time',
  },
  applyBanWork: {
    runs: 'rate(5 minutes)',
    uses: ['mongo', 'events', 'email', 'sockets'],
    summary: 'Does what is left of bans and of their ends: quotes, invitations and jobs',
  },
  remindFees: {
    runs: 'cron(0 9 * * ? *)',
    uses: ['mongo', 'work'],
    summary:
      'Hands out the craftsmen who are to be reminded of their fees, on the days that the settings name',
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
    uses: ['mongo', 'gatewayWork'],
    summary: 'Hands out the open refunds, each for the gateway of its payment',
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
    uses: ['mongo', 'events'],
    summary: 'Reminds craftsmen of documents that run out, and ends verifications whose document has',
  },
  sweepUploads: {
    runs: 'rate(1 hour)',
    uses: ['mongo', 'images'],
    summary: 'Deletes the documents of uploads that never came to their end',
  },
  announceReviews: {
    runs: 'rate(5 minutes)',
    uses: ['mongo', 'events'],
    summary: 'Announces the reviews that became visible because their days were over',
  },
  releaseQuiet: {
    runs: 'rate(5 minutes)',
    uses: ['mongo', 'work'],
    summary: 'Hands out the notifications whose quiet hours are over',
  },
})
