import * as z from 'zod'
import { contractView } from '#lib/contracts/contract.schemas.ts'
import { disputeView } from '#lib/disputes/dispute.schemas.ts'
import { invitationView } from '#lib/invitations/invitation.schemas.ts'
import { jobView } from '#lib/jobs/job.schemas.ts'
import { messageView } from '#lib/messages/message.schemas.ts'
import { ACTIONS } from '#lib/model/activity-actions.ts'
import { PLATFORMS } from '#lib/model/device-platforms.ts'
import { REPORT_STATUSES, REPORT_TARGETS } from '#lib/model/report-targets.ts'
import { notificationView } from '#lib/notifications/notification.schemas.ts'
import { preferencesView } from '#lib/notifications/preferences.schemas.ts'
import { paymentView, refundView } from '#lib/payments/payment.schemas.ts'
import { payoutView } from '#lib/payouts/payout.schemas.ts'
import { idView, instantView } from '#lib/platform/api-schemas.ts'
import { quoteView } from '#lib/quotes/quote.schemas.ts'
import { reviewView } from '#lib/reviews/review.schemas.ts'
import { strikeView } from '#lib/strikes/strike.schemas.ts'
import { ownProfileView } from '#lib/users/own-profile.schemas.ts'
import { verificationView } from '#lib/verification/verification.schemas.ts'
import { payoutAccountView } from '#lib/wallet/payout-account.schemas.ts'
import { transactionView } from '#lib/wallet/wallet.schemas.ts'

/** The account itself. */
const accountView = z
  .strictObject({
    profile: ownProfileView,
    consents: z.array(z.strictObject({ kind: z.string(), version: z.string(), at: instantView })),
    notificationPreferences: preferencesView,
    blockedUsers: z.array(idView),
    devices: z.array(z.strictObject({ platform: z.enum(PLATFORMS), createdAt: instantView })),
    sessions: z.array(z.strictObject({ createdAt: instantView, endedAt: instantView.nullable() })),
  })
  .meta({ id: 'ExportedAccount' })

const reportedView = z
  .strictObject({
    id: idView,
    targetType: z.enum(REPORT_TARGETS),
    targetId: idView,
    reason: z.string(),
    status: z.enum(REPORT_STATUSES),
    createdAt: instantView,
  })
  .meta({ id: 'ExportedReport' })

const questionView = z
  .strictObject({ id: idView, question: z.string(), createdAt: instantView })
  .meta({ id: 'ExportedQuestion' })

const actionView = z
  .strictObject({ id: idView, action: z.enum(ACTIONS), targetId: idView, at: instantView })
  .meta({ id: 'ExportedAction' })

/** What of an export are lists, in their order. */
const SECTION_VIEWS = {
  jobs: jobView,
  quotes: quoteView,
  invitations: invitationView,
  contractsAsClient: contractView,
  contractsAsCraftsman: contractView,
  messagesSent: messageView,
  messagesReceived: messageView,
  reviewsWritten: reviewView,
  reviewsAboutYou: reviewView,
  disputesAsClient: disputeView,
  disputesAsCraftsman: disputeView,
  strikes: strikeView,
  reports: reportedView,
  payments: paymentView,
  refunds: refundView,
  transactions: transactionView,
  payouts: payoutView,
  payoutAccounts: payoutAccountView,
  verifications: verificationView,
  questions: questionView,
  notifications: notificationView,
  actions: actionView,
} as const

export type SectionName = keyof typeof SECTION_VIEWS

export const SECTION_NAMES = Object.keys(SECTION_VIEWS) as [SectionName, ...SectionName[]]

const listsOf = <V extends Record<string, z.ZodType>>(views: V) =>
  Object.fromEntries(Object.entries(views).map(([name, view]) => [name, z.array(view)])) as {
    [K in keyof V]: z.ZodArray<V[K]>
  }

export const exportView = z
  .strictObject({
    exportedAt: instantView,
    account: accountView,
    ...listsOf(SECTION_VIEWS),
  })
  .meta({ id: 'Export' })
