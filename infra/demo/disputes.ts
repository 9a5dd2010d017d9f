import { contractId, DEMO, disputeId, jobId } from '#infra/demo/demo-ids.ts'
import type { DisputeRecord } from '#lib/model/dispute.model.ts'
import { addMs, HOUR } from '#lib/platform/clock.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { DEFAULT_SETTINGS } from '#lib/settings/settings.ts'

/** When the demo dispute's job was completed, and when its client opened the dispute, in hours before now. */
const DISPUTED = { completedHoursAgo: 96, openedHoursAgo: 36 } as const

/** The dispute about the Disputed job. Its client opened it within the 72 hours that they had. */
export function demoDisputes(now: Date): readonly DisputeRecord[] {
  const { client1, craftsman1 } = DEMO.people
  const openedAt = addMs(now, -DISPUTED.openedHoursAgo * HOUR)
  const confirmBy = addMs(now, (DEFAULT_SETTINGS.confirmHours - DISPUTED.completedHoursAgo) * HOUR)
  return [
    {
      _id: objectId(disputeId(1)),
      job: objectId(jobId(11)),
      contract: objectId(contractId(11)),
      client: objectId(client1.id),
      craftsman: objectId(craftsman1.id),
      openedBy: objectId(client1.id),
      reason: 'The trap leaks again',
      description: 'It was dry at first. Since the second day there is water in the cupboard every morning.',
      status: 'Open',
      held: 0,
      before: {
        status: 'Completed',
        contractStatus: 'Active',
        timer: { name: 'confirmation', at: confirmBy, remindAt: null },
        confirmBy,
      },
      dueBy: addMs(openedAt, DEFAULT_SETTINGS.disputeHours * HOUR),
      createdAt: openedAt,
      updatedAt: openedAt,
    },
  ]
}
