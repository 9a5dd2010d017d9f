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
  relayOutbox: {
    runs: 'rate(1 minute)',
    uses: ['mongo', 'events'],
    summary: 'Sends the events that were recorded and not sent after their commit',
  },
})
