import { defineRoutes, each } from '#lib/http/define-route.ts'
import { ticketView } from '#lib/realtime/realtime.schemas.ts'

export const realtimeRoutes = defineRoutes('realtime', {
  issueTicket: {
    method: 'POST',
    path: '/api/realtime/ticket',
    access: 'signedIn',
    answers: { 201: ticketView },
    fails: [],
    uses: ['mongo', 'realtime'],
    summary: 'A ticket that opens one socket',
    description: 'Works once, within 30 s: connect to `url` with `?ticket=` after it.',
    matrix: each(201),
  },
})
