import mongoose, { Schema, type Types } from 'mongoose'
import { pointSchema } from '#lib/model/point.schema.ts'
import { type Role, ROLES } from '#lib/model/role.ts'
import { VERIFICATION_STATUSES } from '#lib/model/verification-status.ts'
import type { Point } from '#lib/platform/api-schemas.ts'
import type { Locale } from '#lib/platform/locale.ts'

/** The part of a profile that only craftsmen have (Part B 6.1). */
export interface CraftsmanInfo {
  skills: string[]
  bio?: string
  portfolioImageUrls: string[]
  verificationStatus: (typeof VERIFICATION_STATUSES)[number]
  serviceRadiusKm?: number
  availability?: Availability
}

/** When a craftsman works: hours of each weekday (0 is Sunday) in Cairo, and until when they pause. */
export interface Availability {
  weekly: { day: number; from: string; to: string }[]
  pausedUntil?: Date | null
}

/** A text that the user agreed to: which version, and when. */
export interface Consent {
  kind: string
  version: string
  at: Date
}

/** What a review that is still hidden will add to a rating, from an instant on. */
export interface UpcomingRating {
  at: Date
  rating: number
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
  /** When the user proved that the e-mail is theirs (with a reset link or through an identity provider). */
  emailVerifiedAt?: Date
  isBanned: boolean
  banReason?: string
  bannedAt?: Date
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
    serviceRadiusKm: Number,
    availability: new Schema<Availability>(
      {
        weekly: [new Schema({ day: Number, from: String, to: String }, { _id: false })],
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
    emailVerifiedAt: Date,
    isBanned: { type: Boolean, default: false },
    banReason: String,
    bannedAt: Date,
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
schema.index({ 'craftsmanInfo.skills': 1, location: '2dsphere' })

export const User = mongoose.model('User', schema)
