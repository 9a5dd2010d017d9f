import { DEMO, messageId } from '#infra/local/demo/demo.ts'
import type { MessageRecord } from '#lib/messages/message.model.ts'
import { MINUTE, after } from '#lib/platform/clock.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** What client1 and craftsman1 have written about the job that he is hired for. */
export function demoMessages(now: Date): readonly MessageRecord[] {
  const client = objectId(DEMO.people.client1.id)
  const craftsman = objectId(DEMO.people.craftsman1.id)
  const thread = { job: objectId(DEMO.jobs.hired), client, craftsman, images: [] }
  return [
    {
      ...thread,
      _id: objectId(messageId(1)),
      from: client,
      to: craftsman,
      text: 'السلام عليكم، العمارة اللي جنب الصيدلية، الدور التالت',
      createdAt: after(now, -5 * MINUTE),
    },
    {
      ...thread,
      _id: objectId(messageId(2)),
      from: craftsman,
      to: client,
      text: 'وعليكم السلام، تمام، هكون عندك في الميعاد إن شاء الله',
      createdAt: after(now, -4 * MINUTE),
    },
  ]
}
