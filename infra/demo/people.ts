import type { Types } from 'mongoose'
import { DEMO, type DemoName } from '#infra/demo/demo-ids.ts'
import type { UserRecord } from '#lib/model/user.model.ts'
import type { VerificationStatus } from '#lib/model/verification-status.ts'
import { addMs, DAY } from '#lib/platform/clock.ts'
import { objectId } from '#lib/platform/mongo.ts'
interface Profile {
  readonly firstName: string
  readonly lastName: string
  readonly phone?: string
  /** Longitude and latitude. */
  readonly lives?: readonly [number, number]
  readonly skills?: readonly string[]
  readonly bio?: string
  readonly verified?: boolean
  /** Staff rejected their documents. */
  readonly rejected?: boolean
  readonly radiusKm?: number
  readonly completedJobs?: number
  readonly blockedFor?: string
}

const profiles: Readonly<Record<DemoName, Profile>> = {
  admin: { firstName: 'Nadia', lastName: 'Fahmy', phone: '+201000000001' },
  moderator: { firstName: 'Tarek', lastName: 'Mansour', phone: '+201000000002' },
  client1: {
    firstName: 'منى',
    lastName: 'عبد الرحمن',
    phone: '+201000000011',
    lives: [31.2394, 30.0489], // Downtown, Cairo
    completedJobs: 3,
  },
  client2: {
    firstName: 'Karim',
    lastName: 'El-Sayed',
    phone: '+201000000012',
    lives: [31.2001, 30.0626], // Mohandessin, Giza
  },
  blocked: {
    firstName: 'هشام',
    lastName: 'عبد الرحمن',
    phone: '+201000000013',
    blockedFor: 'Posted the same job twenty times',
  },
  craftsman1: {
    firstName: 'أحمد',
    lastName: 'حسن',
    phone: '+201100000021',
    lives: [31.2243, 30.0609], // Zamalek, Cairo
    skills: ['Plumbing'],
    bio: 'سباك بخبرة ١٥ سنة في كشف التسريب وتغيير المواسير وتركيب الخلاطات والسخانات.',
    verified: true,
    radiusKm: 20,
    completedJobs: 41,
  },
  craftsman2: {
    firstName: 'محمود',
    lastName: 'السيد',
    phone: '+201100000022',
    lives: [31.3245, 30.0511], // Nasr City, Cairo
    skills: ['Plumbing', 'Appliance repair'],
    bio: 'تأسيس وصيانة سباكة، وتصليح غسالات وسخانات. مواعيدي مظبوطة.',
    verified: true,
    radiusKm: 15,
    completedJobs: 25,
  },
  craftsman3: {
    firstName: 'مصطفى',
    lastName: 'إبراهيم',
    phone: '+201200000023',
    lives: [31.2109, 30.0131], // Giza Square, Giza
    skills: ['Plumbing', 'Tiling'],
    bio: 'حمامات ومطابخ كاملة: سباكة وسيراميك من الأول للآخر.',
    verified: true,
    radiusKm: 25,
    completedJobs: 20,
  },
  craftsman4: {
    firstName: 'Hany',
    lastName: 'Girgis',
    phone: '+201200000024',
    lives: [31.3424, 30.0877], // Heliopolis, Cairo
    skills: ['Electrical', 'Air conditioning', 'Plumbing'],
    bio: 'Licensed electrician. Boards, rewiring and split units, with a written guarantee.',
    verified: true,
    radiusKm: 30,
    completedJobs: 60,
  },
  craftsman5: {
    firstName: 'سعيد',
    lastName: 'عبد الله',
    phone: '+201500000025',
    lives: [31.2565, 29.9603], // Maadi, Cairo
    skills: ['Plumbing', 'Carpentry'],
    bio: 'نجار وسباك، شغل نضيف وأسعار معقولة.',
    radiusKm: 20,
    completedJobs: 11,
  },
  craftsman6: {
    firstName: 'يوسف',
    lastName: 'رمضان',
    phone: '+201500000026',
    lives: [31.1843, 30.0384], // Dokki and Boulaq, Giza
    skills: ['Painting', 'Plastering'],
    bio: 'نقاش ومحارة، ديكورات حديثة وتشطيب على المفتاح.',
    verified: true,
    radiusKm: 35,
    completedJobs: 33,
  },
  craftsman7: {
    firstName: 'Ramy',
    lastName: 'Shafik',
    phone: '+201000000027',
    lives: [30.9761, 29.9682], // 6th of October City, Giza
    skills: ['Air conditioning', 'Electrical'],
    bio: 'Installation and maintenance of air conditioners of every make.',
    rejected: true,
    radiusKm: 40,
    completedJobs: 14,
  },
  craftsman8: {
    firstName: 'عماد',
    lastName: 'فوزي',
    phone: '+201000000028',
    lives: [31.2497, 30.0729], // Shubra, Cairo
    skills: ['Carpentry', 'Painting'],
    bio: 'مطابخ ودواليب تفصيل، وتصليح جميع أنواع الأبواب.',
    radiusKm: 15,
  },
}

/** The demo people as they are stored, all with the hash of the same password. */
export const demoPeople = (password: string, now: Date): readonly UserRecord[] =>
  (Object.keys(profiles) as DemoName[]).map((name) => recordOf(name, profiles[name], password, now))

function recordOf(name: DemoName, profile: Profile, password: string, now: Date): UserRecord {
  const { id, email, role } = DEMO.people[name]
  const { firstName, lastName, phone, lives, completedJobs = 0, blockedFor } = profile
  const joined = addMs(now, -90 * DAY)
  return {
    _id: objectId(id) as Types.ObjectId,
    email,
    emailVerifiedAt: joined,
    password,
    role,
    firstName,
    lastName,
    ...(phone && { phone, phoneVerifiedAt: joined }),
    ...(lives && { location: { type: 'Point', coordinates: [...lives] } }),
    ...(role === 'Craftsman' && craftsmanFields(profile)),
    rating: 0,
    ratingCount: 0,
    completedJobs,
    consents: [{ kind: 'terms', version: '1', at: joined }],
    knownSources: [],
    isBanned: blockedFor !== undefined,
    ...(blockedFor !== undefined && { banReason: blockedFor, bannedAt: addMs(now, -3 * DAY) }),
    createdAt: joined,
    updatedAt: joined,
  }
}

const craftsmanFields = ({
  skills = [],
  bio = '',
  verified = false,
  rejected = false,
  radiusKm = 20,
}: Profile) => ({
  craftsmanInfo: {
    skills: [...skills],
    bio,
    portfolioImageUrls: [],
    verificationStatus: statusOf(verified, rejected),
    serviceRadiusKm: radiusKm,
  },
  wallet: { balance: 0, withdrawableBalance: 0 },
})

const statusOf = (verified: boolean, rejected: boolean): VerificationStatus =>
  verified ? 'Verified' : rejected ? 'Rejected' : 'Pending'
