import { defineRoutes, everyCaller } from '#lib/lambda/http/define-route.ts'
import { ticketView } from '#lib/realtime/realtime.schemas.ts'

export const realtimeRoutes = defineRoutes('realtime', {
  issueTicket: {
    method: 'POST',
    path: '/api/realtime/ticket',
    access: 'signedIn',
    answers: { 201: ticketView },
    fails: [],
    uses: ['mongo', 'realtime'],
    summary: 'Get a ticket that opens one socket',
    description: 'The ticket works once, within 30 s: connect to `url` with `?ticket=` appended.',
    matrix: everyCaller(201),
  },
})
