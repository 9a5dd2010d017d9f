import { defineSchedules } from '#lib/http/define-schedule.ts'

export const schedules = defineSchedules({
  applyDueTimers: {
    runs: 'rate(5 minutes)',
    uses: ['mongo'],
    summary: 'Makes the moves of the process table whose deadline has passed in silence',
  },
})
