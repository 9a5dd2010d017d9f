import type { CollectionRule } from '#lib/privacy/collection-rule.ts'

/** What stands where a text was that a document has to have. */
const ERASED_TEXT = 'Deleted'

/** What jobs, offers, chats, disputes and reviews hold. What the other side wrote stays theirs. */
export const JOB_DATA: Readonly<Record<string, CollectionRule>> = {
  /** Those that the person posted. They stay as the record of what was agreed; the place is coarse (coarse-places.ts). */
  jobs: {
    impersonal: ['category', 'governorate'],
    steps: [
      {
        whose: (person) => ({ client: person }),
        sets: { title: ERASED_TEXT, description: ERASED_TEXT, photos: [], words: [] },
        unsets: ['originals', 'address', 'reason'],
      },
    ],
    elsewhere: {
      reason: 'lib/privacy/forget-reasons.ts', // what a craftsman wrote at the job of somebody else
      'location.coordinates': 'lib/privacy/coarse-places.ts',
      'area.coordinates': 'lib/privacy/coarse-places.ts',
    },
  },
  quotes: {
    impersonal: [],
    steps: [{ whose: (person) => ({ craftsman: person }), unsets: ['notes', 'originalNotes'] }],
  },
  invitations: { impersonal: [], steps: [] },
  contracts: { impersonal: ['terms'], steps: [] },
  messages: {
    impersonal: [],
    steps: [
      {
        whose: (person) => ({ from: person }),
        sets: { images: [], deletedAt: new Date(0) },
        unsets: ['text', 'originalText', 'masked', 'clientMessageId'],
      },
    ],
  },
  disputes: {
    impersonal: ['before.timer.name', 'resolution.note', 'appeal.against.note'], // the platform's reasons
    steps: [
      {
        whose: (person) => ({ $or: [{ client: person }, { craftsman: person }], openedBy: person }),
        sets: { reason: ERASED_TEXT, description: ERASED_TEXT },
      },
      {
        whose: (person) => ({
          $or: [{ client: person }, { craftsman: person }],
          'evidence.by': person,
        }),
        own: (person) => ({ 'own.by': person }),
        sets: { 'evidence.$[own].photos': [] },
        unsets: ['evidence.$[own].text'],
      },
      {
        whose: (person) => ({
          $or: [{ client: person }, { craftsman: person }],
          'appeal.by': person,
        }),
        sets: { 'appeal.reason': ERASED_TEXT },
      },
    ],
  },
  /** The stars stay, since they are part of somebody's mean. The words go, and the reply to words of others. */
  reviews: {
    impersonal: [],
    steps: [
      { whose: (person) => ({ reviewer: person }), unsets: ['comment', 'removal.reason'] },
      { whose: (person) => ({ reviewee: person, reply: { $type: 'object' } }), unsets: ['reply'] },
    ],
  },
}
