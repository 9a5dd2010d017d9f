import { DEMO } from '#infra/demo/demo-ids.ts'
import type { DeletionRequestRecord } from '#lib/model/deletion-request.model.ts'
import { addMs, DAY } from '#lib/platform/clock.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** The craftsman who has asked for their account to be erased, and can still take it back. */
export const demoDeletions = (now: Date): readonly DeletionRequestRecord[] => [
  {
    _id: objectId(DEMO.people.craftsman7.id),
    status: 'Waiting',
    waivesBalance: false,
    requestedAt: now,
    dueAt: addMs(now, 30 * DAY), // further off than anybody moves the clock to try other things
  },
]
