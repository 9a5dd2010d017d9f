import { DEMO, messageId } from '#infra/demo/demo-ids.ts'
import type { MessageRecord } from '#lib/model/message.model.ts'
import { addMs, MINUTE } from '#lib/platform/clock.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** The chat of client1 and craftsman1 about the job that the craftsman is hired for. */
export function demoMessages(now: Date): readonly MessageRecord[] {
  const client = objectId(DEMO.people.client1.id)
  const craftsman = objectId(DEMO.people.craftsman1.id)
  const thread = { job: objectId(DEMO.jobs.hired), client, craftsman, images: [] }
  return [
    {
      ...thread,
      _id: objectId(messageId(1)),
      number: 1,
      from: client,
      to: craftsman,
      text: 'السلام عليكم، العمارة اللي جنب الصيدلية، الدور التالت',
      createdAt: addMs(now, -5 * MINUTE),
    },
    {
      ...thread,
      _id: objectId(messageId(2)),
      number: 2,
      from: craftsman,
      to: client,
      text: 'وعليكم السلام، تمام، هكون عندك في الميعاد إن شاء الله',
      createdAt: addMs(now, -4 * MINUTE),
    },
  ]
}
