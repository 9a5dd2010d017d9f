import mongoose, { type Query, Schema, type Types } from 'mongoose'
import { pointSchema } from '#lib/model/point.schema.ts'
import { type Role, ROLES } from '#lib/model/role.ts'
import { SEARCHED_FIELDS, type SearchedFields, searchWordsOf } from '#lib/model/user-search.ts'
import { VERIFICATION_STATUSES, type VerificationStatus } from '#lib/model/verification-status.ts'
import type { StoredHours } from '#lib/model/working-hours.ts'
import type { Point } from '#lib/platform/api-schemas.ts'
import type { Locale } from '#lib/platform/locale.ts'

/** The part of a profile that only craftsmen have (Part B 6.1). */
export interface CraftsmanInfo {
  skills: string[]
  bio?: string
  portfolioImageUrls: string[]
  verificationStatus: VerificationStatus
  /** Verified: when the first of the approved documents runs out; absent if none does. */
  verifiedUntil?: Date
  serviceRadiusKm?: number
  /** How many jobs they take on at once. */
  capacity?: number
  availability?: Availability
}

/** When a craftsman works, and until when they pause. */
export interface Availability {
  weekly: StoredHours[]
  pausedUntil?: Date | null
}

/** A text that the user agreed to: which version, and when. */
export interface Consent {
  kind: string
  version: string
  at: Date
}

/** What a ban, or its end, still has to do to the jobs, quotes and invitations of an account. */
export interface BanWork {
  kind: 'ban' | 'unban'
  /** The member of staff in whose name it is done. */
  by: Types.ObjectId
  /** Real time, both: when it was decided, and when it is looked at next. */
  since: Date
  dueAt: Date
}

/** What a review that is still hidden will add to a rating, from an instant on. */
export interface UpcomingRating {
  at: Date
  rating: number
}

/** What recommendations know of a craftsman's work, made anew when something happened (lib/matching). */
export interface MatchingState {
  /** As JSON: two thousand of them are read for one list, and one text is read far faster than its fields. */
  record: string
  refreshedAt: Date
  /** When it changes although nobody does anything: an invitation stays unanswered, a review is revealed. */
  dueAt?: Date | null
}

export interface UserRecord {
  _id: Types.ObjectId
  email: string
  /** A bcrypt hash; absent if the user has only ever logged in through an identity provider. */
  password?: string
  phone?: string
  phoneVerifiedAt?: Date
  role: Role
  firstName: string
  lastName: string
  profilePicture?: string
  /** Cloudinary's public id of the picture, so that the old one can be deleted. */
  profilePictureId?: string
  location?: Point
  locale?: Locale
  craftsmanInfo?: CraftsmanInfo
  wallet?: { balance: number; withdrawableBalance: number }
  rating: number
  ratingCount: number
  /**
   * Reviews that will be visible at a known time and are not in `rating` yet. Part of them may be hidden still: this is
   * read by currentRating alone, is shown to nobody, and a query gets it only if it names it.
   */
  upcomingRatings?: UpcomingRating[]
  completedJobs: number
  /** The identity provider's id of this person, if the account is linked. */
  identityId?: string
  consents: Consent[]
  /**
   * Hashes of the addresses from which this account logged in, so that an attack from elsewhere does not lock the
   * owner out.
   */
  knownSources: string[]
  /** Real time. Every login writes it, so that a login conflicts with a ban or a reset at the same time. */
  lastLoginAt?: Date
  /** Business time, to the day: when the account was last used. */
  lastActiveAt?: Date
  /** Whether fees are owed now. Every write of a fee keeps it in step. */
  owesFees?: true
  /** When the user proved that the e-mail is theirs (with a reset link or through an identity provider). */
  emailVerifiedAt?: Date
  /** The number of the last notification of theirs that was deleted: later ones count on from it. */
  lastForgotten?: number
  /** Whether they want alerts about new jobs on any channel, as their preferences say. */
  newJobAlerts?: boolean
  /** A query gets it only if it names it. */
  matching?: MatchingState
  isBanned: boolean
  banReason?: string
  bannedAt?: Date
  banWork?: BanWork
  /** Labels that staff put on the account. */
  tags?: string[]
  /** What staff find the account by (lib/model/user-search.ts). Every write keeps it in step. */
  searchWords?: string[]
  resetPasswordToken?: string
  resetPasswordExpires?: Date
  deletedAt?: Date
  createdAt: Date
  updatedAt: Date
}

const craftsmanInfo = new Schema<CraftsmanInfo>(
  {
    skills: { type: [String], default: [] },
    bio: String,
    portfolioImageUrls: { type: [String], default: [] },
    verificationStatus: { type: String, enum: VERIFICATION_STATUSES, default: 'Pending' },
    verifiedUntil: Date,
    serviceRadiusKm: Number,
    capacity: Number,
    availability: new Schema<Availability>(
      {
        weekly: [new Schema({ day: Number, from: Number, to: Number }, { _id: false })],
        pausedUntil: { type: Date, default: null },
      },
      { _id: false },
    ),
  },
  { _id: false },
)

const schema = new Schema<UserRecord>(
  {
    email: { type: String, required: true, lowercase: true },
    password: String,
    phone: String,
    phoneVerifiedAt: Date,
    role: { type: String, enum: ROLES, required: true },
    firstName: { type: String, required: true },
    lastName: { type: String, default: '' }, // some people have one name
    profilePicture: String,
    profilePictureId: String,
    location: pointSchema,
    locale: { type: String, enum: ['ar', 'en'] },
    craftsmanInfo,
    wallet: new Schema(
      { balance: { type: Number, default: 0 }, withdrawableBalance: { type: Number, default: 0 } },
      { _id: false },
    ),
    rating: { type: Number, default: 0 },
    ratingCount: { type: Number, default: 0 },
    upcomingRatings: {
      type: [new Schema<UpcomingRating>({ at: Date, rating: Number }, { _id: false })],
      default: [],
      select: false,
    },
    completedJobs: { type: Number, default: 0 },
    identityId: String,
    consents: [new Schema({ kind: String, version: String, at: Date }, { _id: false })],
    knownSources: { type: [String], default: [] },
    lastLoginAt: Date,
    lastActiveAt: Date,
    owesFees: Boolean,
    emailVerifiedAt: Date,
    lastForgotten: Number,
    newJobAlerts: Boolean,
    matching: {
      type: new Schema<MatchingState>({ record: String, refreshedAt: Date, dueAt: Date }, { _id: false }),
      select: false,
    },
    isBanned: { type: Boolean, default: false },
    banReason: String,
    bannedAt: Date,
    banWork: new Schema<BanWork>(
      { kind: { type: String, enum: ['ban', 'unban'] }, by: Schema.Types.ObjectId, since: Date, dueAt: Date },
      { _id: false },
    ),
    tags: { type: [String], default: undefined },
    searchWords: { type: [String], default: undefined },
    resetPasswordToken: String,
    resetPasswordExpires: Date,
    deletedAt: Date,
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'users', versionKey: false },
)
schema.index({ email: 1 }, { unique: true })
schema.index({ phone: 1 }, { unique: true, sparse: true })
schema.index({ identityId: 1 }, { unique: true, sparse: true })
schema.index({ resetPasswordToken: 1 }, { sparse: true })
schema.index({ role: 1, createdAt: -1 })
/** The craftsmen of a trade around a place. */
export const CRAFTSMEN_AROUND = 'craftsmenAround'
schema.index({ 'craftsmanInfo.skills': 1, location: '2dsphere' }, { name: CRAFTSMEN_AROUND })
schema.index({ 'matching.dueAt': 1 }, { sparse: true })
/** The craftsmen who want alerts about new jobs, by skill. */
export const NEW_JOB_ALERTS = 'newJobAlerts'
schema.index(
  { 'craftsmanInfo.skills': 1, _id: 1 },
  { partialFilterExpression: { newJobAlerts: true }, name: NEW_JOB_ALERTS },
)
// staff look for people by words, or by role and status, and always see the newest first
schema.index({ searchWords: 1, isBanned: 1, role: 1, createdAt: -1, _id: -1 }, { name: 'foundByWords' })
schema.index({ deletedAt: 1, isBanned: 1, role: 1, createdAt: -1, _id: -1 }, { name: 'foundByStatus' })
// those who owe fees, newest first; what follows the order filters without reading accounts
schema.index(
  { createdAt: -1, _id: -1, lastActiveAt: -1, role: 1, isBanned: 1, deletedAt: 1 },
  { partialFilterExpression: { owesFees: true }, name: 'debtors' },
)
schema.index({ 'banWork.dueAt': 1 }, { sparse: true })

schema.pre('save', function () {
  this.searchWords = searchWordsOf(this)
})

schema.pre('insertMany', (records: (SearchedFields & { searchWords?: string[] })[]) => {
  for (const record of records) record.searchWords = searchWordsOf(record)
})

/** An update of a name, an address, a number or a tag updates the words too, whoever writes it. */
schema.pre(['updateOne', 'findOneAndUpdate'], async function (this: Query<unknown, UserRecord>) {
  const { $set = {}, $unset = {} } = (this.getUpdate() ?? {}) as Record<string, Record<string, unknown>>
  const isSearched = SEARCHED_FIELDS.some((field) => field in $set || field in $unset)
  if (!isSearched) return
  const { session = null } = this.getOptions()
  const before = await User.findOne(this.getFilter())
    .setOptions({ sanitizeFilter: false })
    .session(session)
    .lean()
  if (!before) return
  const removed = Object.fromEntries(Object.keys($unset).map((field) => [field, undefined]))
  this.set({ searchWords: searchWordsOf({ ...before, ...$set, ...removed }) })
})

export const User = mongoose.model('User', schema)
