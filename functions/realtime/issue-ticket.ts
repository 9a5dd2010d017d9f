import { realtimeRoutes } from '#functions/realtime/realtime.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { issueTicket } from '#lib/realtime/issue-ticket.ts'

export const handler = endpoint(realtimeRoutes.issueTicket, ({ caller }) => issueTicket(caller))
