import type { CollectionRule } from '#lib/privacy/collection-rule.ts'

/** Everything of this document is deleted: it has no other purpose than this person. */
const all = (field: string): CollectionRule['steps'] => [
  { whose: (person) => ({ [field]: person }), deletes: true },
]

/** What accounts, logins, notifications and the trust of people hold. */
export const ACCOUNT_DATA: Readonly<Record<string, CollectionRule>> = {
  /** The account itself stays as an id with nobody behind it: close-account.ts overwrites it. */
  users: {
    impersonal: [],
    steps: [],
    elsewhere: Object.fromEntries(
      [
        'email',
        'password',
        'phone',
        'firstName',
        'lastName',
        'profilePicture',
        'profilePictureId',
        'location.coordinates',
        'craftsmanInfo.skills',
        'craftsmanInfo.bio',
        'craftsmanInfo.portfolioImageUrls',
        'identityId',
        'consents.kind',
        'consents.version',
        'knownSources',
        'banReason',
        'tags',
        'searchWords',
        'matching.record',
        'resetPasswordToken',
      ].map((path) => [path, 'lib/privacy/nobody.ts']),
    ),
  },
  deletionRequests: {
    impersonal: ['certificate'],
    steps: [],
    elsewhere: {
      'recipient.email': 'lib/privacy/certify-erasure.ts',
      'recipient.firstName': 'lib/privacy/certify-erasure.ts',
    },
  },
  sessions: { impersonal: [], steps: all('user') },
  devices: { impersonal: [], steps: all('user') },
  tickets: { impersonal: [], steps: all('user') },
  connections: { impersonal: [], steps: all('user') },
  notificationPreferences: { impersonal: [], steps: all('_id') },
  secondFactors: { impersonal: [], steps: all('_id') },
  blocks: { impersonal: [], steps: [...all('blocker'), ...all('blocked')] },
  userNotes: { impersonal: [], steps: all('user') },
  /** The key with which everything sealed of this person could be read, in any copy. */
  dataKeys: { impersonal: ['wrappedBy'], steps: all('_id') },
  nationalIds: {
    impersonal: [],
    steps: [],
    elsewhere: Object.fromEntries(
      ['hashes', 'hashedBy', 'sealed'].map((path) => [path, 'lib/verification/erase-verifications.ts']),
    ),
  },
  verifications: {
    impersonal: [],
    steps: [],
    elsewhere: Object.fromEntries(
      ['skills', 'verificationDocs.docType', 'verificationDocs.docUrl', 'reason'].map((path) => [
        path,
        'lib/verification/erase-verifications.ts',
      ]),
    ),
  },
  /** One's own are deleted. What others were told keeps its place and its number, without what names the person. */
  notifications: {
    impersonal: ['data', 'channels', 'queuedOn'],
    steps: all('user'),
    elsewhere: Object.fromEntries(
      ['words.en.title', 'words.en.message', 'words.ar.title', 'words.ar.message'].map((path) => [
        path,
        'lib/privacy/neutralise-notifications.ts',
      ]),
    ),
  },
  /**
   * A saved response is its caller's. Those of others that show the person go too: what was done is over, or the erasure
   * would be blocked, so that a repeated request is refused by the state of things.
   */
  idempotencyKeys: { impersonal: [], steps: [...all('caller'), ...all('shows')] },
  /** What the person was told in writing, or others about them. Events of the process have ids alone. */
  outbox: {
    impersonal: ['type', 'requestId', 'touched'],
    steps: [],
    elsewhere: { data: 'lib/privacy/strip-events.ts' },
  },
  faqAsks: { impersonal: ['topic', 'suggestions'], steps: all('by') },
  faqUnanswered: { impersonal: ['key', 'suggestions'], steps: all('by') },
  faqEntries: {
    impersonal: ['key', 'question.en', 'question.ar', 'answer.en', 'answer.ar', 'links', 'examples'],
    steps: [],
  },
  reports: {
    impersonal: ['resolution.note'], // the platform's reasons
    steps: [{ whose: (person) => ({ reporter: person }), sets: { reason: '' } }],
  },
  strikes: {
    impersonal: ['transition', 'lifted.note'],
    steps: [
      {
        whose: (person) => ({ user: person, appeal: { $type: 'object' } }),
        sets: { 'appeal.reason': '' },
      },
    ],
  },
  /** Ids alone; what is personal in `details` is sealed with the key that is destroyed. The chain stays whole. */
  activityLog: { impersonal: ['target.kind', 'details', 'requestId', 'arrived'], steps: [] },
  activitySeals: { impersonal: ['content', 'previous', 'hash', 'arrived'], steps: [] },
  activityAnchors: { impersonal: ['_id', 'hash'], steps: [] },
  /** What staff decide about money and settings is the platform's: it is kept with its ids. */
  approvals: { impersonal: ['input', 'reason'], steps: [] },
  segments: { impersonal: ['name', 'nameKey', 'filter.q', 'filter.tag'], steps: [] },
  settings: { impersonal: ['values'], steps: [] },
  staffRoster: { impersonal: ['_id'], steps: [] },
  services: {
    impersonal: ['name', 'nameKey', 'nameAr', 'icon', 'description', 'descriptionAr'],
    steps: [],
  },
  /** Hashes of subjects, for as long as their window lasts. */
  limits: { impersonal: ['_id'], steps: [] },
  /** Sums, and by whose ids few people are told from many. Who is behind an id is forgotten with the account. */
  analyticsCells: {
    impersonal: ['_id', 'at', 'category', 'governorate', 'counts', 'people', 'persons'],
    steps: [],
  },
  analyticsFacts: { impersonal: ['_id', 'entries', 'month', 'category', 'governorate'], steps: [] },
  analyticsPeople: { impersonal: ['_id', 'month', 'category', 'governorate', 'months'], steps: [] },
  analyticsState: { impersonal: ['_id'], steps: [] },
  /** Ids and figures, which are deleted once they were learned from; what was learned is nobody's. */
  shownLists: { impersonal: ['model'], steps: [] },
  matchingModels: { impersonal: ['features', 'weights'], steps: [] },
  matchingProgress: { impersonal: ['_id'], steps: [] },
  handOuts: { impersonal: ['_id', 'waiting'], steps: [] },
  messageDeliveries: { impersonal: ['_id', 'sender'], steps: [] },
}
