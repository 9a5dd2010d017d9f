import { contractId, DEMO, disputeId, evidenceId, jobId, strikeId } from '#infra/demo/demo-ids.ts'
import type { DisputeRecord } from '#lib/model/dispute.model.ts'
import type { StrikeRecord } from '#lib/model/strike.model.ts'
import { addMs, HOUR } from '#lib/platform/clock.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { startClock } from '#lib/process/dispute-clock.ts'
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
      evidence: [],
      ...startClock(openedAt, DEFAULT_SETTINGS),
      before: {
        status: 'Completed',
        contractStatus: 'Active',
        timer: { name: 'confirmation', at: confirmBy, remindAt: null },
        confirmBy,
      },
      createdAt: openedAt,
      updatedAt: openedAt,
    },
    decidedDispute(now),
  ]
}

/** When the dispute about the confirmed job was opened and decided, in hours before now. */
const DECIDED = { openedHoursAgo: 60, decidedHoursAgo: 12 } as const

/** A dispute that staff have decided, and against which either party can still appeal. */
function decidedDispute(now: Date): DisputeRecord {
  const { client1, craftsman1, moderator } = DEMO.people
  const openedAt = addMs(now, -DECIDED.openedHoursAgo * HOUR)
  const at = addMs(now, -DECIDED.decidedHoursAgo * HOUR)
  const appealUntil = appealDeadlineOfDemo(now)
  return {
    _id: objectId(disputeId(2)),
    job: objectId(DEMO.jobs.confirmed),
    contract: objectId(contractId(7)),
    client: objectId(client1.id),
    craftsman: objectId(craftsman1.id),
    openedBy: objectId(client1.id),
    reason: 'The valve does not close fully',
    description: 'It closes, but a little water still runs through. I only saw it a week later.',
    status: 'Resolved',
    held: 0,
    evidence: [
      {
        _id: objectId(evidenceId(1)),
        by: objectId(craftsman1.id),
        side: 'craftsman',
        text: 'قفلته قدام العميل وجربناه، ومكنش فيه أي تسريب.',
        photos: [],
        messages: [],
        at: addMs(openedAt, 5 * HOUR),
      },
    ],
    ...startClock(openedAt, DEFAULT_SETTINGS),
    before: { status: 'Completed', contractStatus: 'Completed', timer: null, confirmBy: null },
    resolution: {
      decision: 'Completed',
      clientAmount: 0,
      craftsmanAmount: 0,
      fee: 0,
      waiveFee: false,
      note: 'The valve was tested when it was handed over; what runs through now is within what this type allows.',
      by: objectId(moderator.id),
      at,
    },
    appealUntil,
    next: { step: 'appealOver', at: appealUntil },
    createdAt: openedAt,
    updatedAt: at,
  }
}

/** Until when the decision about the confirmed job can be appealed against. */
export const appealDeadlineOfDemo = (now: Date): Date =>
  addMs(now, (DEFAULT_SETTINGS.appealHours - DECIDED.decidedHoursAgo) * HOUR)

/** The strike of the craftsman who gave up the visit for the cancelled job. */
export const demoStrikes = (now: Date): readonly StrikeRecord[] => [
  {
    _id: objectId(strikeId(1)),
    user: objectId(DEMO.people.craftsman1.id),
    job: objectId(DEMO.jobs.cancelled),
    transition: 'abandonVisit',
    status: 'Standing',
    at: addMs(now, -100 * HOUR),
  },
]
