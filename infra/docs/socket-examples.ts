import { DEMO } from '#infra/demo/demo-ids.ts'
import { answerOf } from '#infra/docs/examples.ts'

const { hired, inviting, onTheWay } = DEMO.jobs
const client = DEMO.people.client1.id
const craftsman = DEMO.people.craftsman1.id
const AT = '2026-11-23T09:00:00.000Z'

const firstOf = (answer: unknown): unknown => (answer as { readonly data: readonly unknown[] }).data[0]

const NOTIFICATION = {
  id: '65b000000000000000000001',
  type: 'quote',
  title: 'عرض جديد',
  message: 'وصلك عرض جديد على «حنفية الحمام بتنقّط»',
  data: { jobId: inviting, quoteId: '65b000000000000000000002' },
  read: false,
  createdAt: AT,
}

/** A frame of each action, as an app sends it. */
export const actionExamples = (): Readonly<Record<string, unknown>> => ({
  ping: { action: 'ping', ref: 1 },
  sendMessage: { action: 'sendMessage', ref: 2, jobId: hired, text: 'I am downstairs' },
  markRead: { action: 'markRead', ref: 3, jobId: hired },
  typing: { action: 'typing', jobId: hired },
  resume: { action: 'resume', ref: 4, after: NOTIFICATION.id },
})

/** The data of each type of frame that the server sends: those that HTTP answers too are recorded answers. */
export const frameExamples = (): Readonly<Record<string, unknown>> => ({
  notification: NOTIFICATION,
  message: firstOf(answerOf('listMessages')),
  'job.status': { jobId: onTheWay, from: 'Hired', status: 'On The Way' },
  read: { jobId: hired, by: client, readAt: AT },
  typing: { jobId: hired, from: craftsman },
  presence: { userId: craftsman, online: true },
  pong: {},
  resumed: { replayed: 2, tooOld: 0, online: [craftsman] },
  error: { message: 'There is no such action', code: 'UNKNOWN_ACTION' },
  ack: answerOf('sendMessage'),
})
