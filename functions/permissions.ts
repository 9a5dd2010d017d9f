import type { Role } from '#lib/model/role.ts'

/**
 * What staff may do, in one table. A moderator looks after people and content; an admin also after money, staff, settings
 * and the log. A test holds that every route of staff is here once, and that its `access` is what this says.
 * What depends on whom it is done to is in the use case: a moderator changes nothing about staff, and nobody bans
 * themselves.
 */
export const PERMISSIONS = {
  'users.read': ['Moderator', 'Admin'],
  'users.ban': ['Moderator', 'Admin'],
  'users.annotate': ['Moderator', 'Admin'],
  'staff.manage': ['Admin'],
  'jobs.delete': ['Moderator', 'Admin'],
  'services.manage': ['Moderator', 'Admin'],
  'disputes.decide': ['Moderator', 'Admin'],
  'strikes.decide': ['Moderator', 'Admin'],
  'verifications.decide': ['Moderator', 'Admin'],
  'content.moderate': ['Moderator', 'Admin'],
  'faq.manage': ['Moderator', 'Admin'],
  'money.manage': ['Admin'],
  'settings.manage': ['Admin'],
  'approvals.decide': ['Admin'],
  'log.read': ['Admin'],
  'secondFactor.own': ['Moderator', 'Admin'],
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof PERMISSIONS

/** The permission that each route of staff needs, by the route's name. */
export const PERMISSION_OF: Readonly<Record<string, Permission>> = {
  listUsers: 'users.read',
  getManagedUser: 'users.read',
  getHistory: 'users.read',
  listSegments: 'users.read',
  listSegmentUsers: 'users.read',
  banUser: 'users.ban',
  unbanUser: 'users.ban',
  addNote: 'users.annotate',
  setTags: 'users.annotate',
  createSegment: 'users.annotate',
  deleteSegment: 'users.annotate',
  createStaff: 'staff.manage',
  changeRole: 'staff.manage',
  deleteJob: 'jobs.delete',
  createService: 'services.manage',
  updateService: 'services.manage',
  deleteService: 'services.manage',
  uploadServicePicture: 'services.manage',
  listDueDisputes: 'disputes.decide',
  resolveDispute: 'disputes.decide',
  listVerifications: 'verifications.decide',
  getVerification: 'verifications.decide',
  approveVerification: 'verifications.decide',
  rejectVerification: 'verifications.decide',
  openDocument: 'verifications.decide',
  listReports: 'content.moderate',
  resolveReport: 'content.moderate',
  hideReview: 'content.moderate',
  restoreReview: 'content.moderate',
  listStrikes: 'strikes.decide',
  liftStrike: 'strikes.decide',
  listFaqEntries: 'faq.manage',
  createFaqEntry: 'faq.manage',
  updateFaqEntry: 'faq.manage',
  deleteFaqEntry: 'faq.manage',
  listUnansweredQuestions: 'faq.manage',
  listPayouts: 'money.manage',
  downloadBatch: 'money.manage',
  settlePayout: 'money.manage',
  returnPayout: 'money.manage',
  listAllRefunds: 'money.manage',
  settleRefund: 'money.manage',
  payGoodwill: 'money.manage',
  decideChargeback: 'money.manage',
  getSettings: 'settings.manage',
  changeSettings: 'settings.manage',
  listApprovals: 'approvals.decide',
  approveRequest: 'approvals.decide',
  rejectRequest: 'approvals.decide',
  listActivity: 'log.read',
  enrolSecondFactor: 'secondFactor.own',
  confirmSecondFactor: 'secondFactor.own',
}
