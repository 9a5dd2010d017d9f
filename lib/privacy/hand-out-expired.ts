import { Notification } from '#lib/model/notification.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Verification } from '#lib/model/verification.model.ts'
import { clock, realTime } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { type Run, UNLIMITED } from '#lib/platform/run.ts'
import { endOf, OVER } from '#lib/privacy/retention-ends.ts'
import { type HandedOut, handOutAll, pagesOf } from '#lib/work/hand-out.ts'
import { erasureQueue, workQueue } from '#lib/work/work-queues.ts'

/**
 * Hands out what nothing needs any more and whose time, as the settings have it, is over: events that were sent,
 * notifications, and the documents of verifications that were rejected or have run out. Questions to the FAQ, sessions and
 * counters pass by themselves.
 */
export async function handOutExpired(run: Run = UNLIMITED): Promise<HandedOut> {
  const sent = { sentAt: trusted({ $lte: await endOf('events', realTime()) }) }
  const old = { createdAt: trusted({ $lte: await endOf('notifications', clock()) }) }
  const documents = documentsOverSince(await endOf('documents', clock()))
  return handOutAll(run, [
    [workQueue, 'forgetEvent', pagesOf(Outbox.find(sent, ID).sort({ sentAt: 1 }).lean())],
    [workQueue, 'forgetNotification', pagesOf(Notification.find(old, ID).sort({ createdAt: 1 }).lean())],
    [erasureQueue, 'forgetDocuments', pagesOf(documents)],
  ])
}

const ID = { _id: 1 } as const

const documentsOverSince = (end: Date) =>
  Verification.find(
    {
      status: trusted({ $in: [...OVER] }),
      updatedAt: trusted({ $lte: end }),
      'verificationDocs.docUrl': trusted({ $exists: true }),
    },
    ID,
  ).lean()
