import { adminActivityRoutes } from '#functions/admin/activity.routes.ts'
import { adminAnalyticsRoutes } from '#functions/admin/analytics.routes.ts'
import { adminApprovalRoutes } from '#functions/admin/approvals.routes.ts'
import { adminDisputeRoutes } from '#functions/admin/disputes.routes.ts'
import { adminJobRoutes } from '#functions/admin/jobs.routes.ts'
import { adminMoneyRoutes } from '#functions/admin/money.routes.ts'
import { adminPayoutRoutes } from '#functions/admin/payouts.routes.ts'
import { adminReportRoutes } from '#functions/admin/reports.routes.ts'
import { adminReviewRoutes } from '#functions/admin/reviews.routes.ts'
import { adminSegmentRoutes } from '#functions/admin/segments.routes.ts'
import { adminSettingsRoutes } from '#functions/admin/settings.routes.ts'
import { adminStrikeRoutes } from '#functions/admin/strikes.routes.ts'
import { adminUserRoutes } from '#functions/admin/users.routes.ts'
import { adminVerificationRoutes } from '#functions/admin/verifications.routes.ts'
import { authRoutes } from '#functions/auth/auth.routes.ts'
import { contactRoutes } from '#functions/contact/contact.routes.ts'
import { contractRoutes } from '#functions/contracts/contracts.routes.ts'
import { disputeRoutes } from '#functions/disputes/disputes.routes.ts'
import { docsRoutes } from '#functions/docs/docs.routes.ts'
import { faqRoutes } from '#functions/faq/faq.routes.ts'
import { invitationRoutes } from '#functions/invitations/invitations.routes.ts'
import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { messageRoutes } from '#functions/messages/messages.routes.ts'
import { notificationRoutes } from '#functions/notifications/notifications.routes.ts'
import { paymentRoutes } from '#functions/payments/payments.routes.ts'
import { quoteRoutes } from '#functions/quotes/quotes.routes.ts'
import { realtimeRoutes } from '#functions/realtime/realtime.routes.ts'
import { reportRoutes } from '#functions/reports/reports.routes.ts'
import { reviewRoutes } from '#functions/reviews/reviews.routes.ts'
import { serviceRoutes } from '#functions/services/services.routes.ts'
import { strikeRoutes } from '#functions/strikes/strikes.routes.ts'
import { matchingRoutes } from '#functions/users/matching.routes.ts'
import { privacyRoutes } from '#functions/users/privacy.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { verificationRoutes } from '#functions/users/verification.routes.ts'
import { walletRoutes } from '#functions/wallet/wallet.routes.ts'
import type { Route } from '#lib/lambda/http/define-route.ts'

const areas = [
  authRoutes,
  userRoutes,
  privacyRoutes,
  matchingRoutes,
  verificationRoutes,
  serviceRoutes,
  jobRoutes,
  quoteRoutes,
  invitationRoutes,
  contractRoutes,
  disputeRoutes,
  adminDisputeRoutes,
  strikeRoutes,
  adminStrikeRoutes,
  messageRoutes,
  notificationRoutes,
  realtimeRoutes,
  reportRoutes,
  adminReportRoutes,
  reviewRoutes,
  adminReviewRoutes,
  walletRoutes,
  paymentRoutes,
  adminPayoutRoutes,
  adminMoneyRoutes,
  adminAnalyticsRoutes,
  adminVerificationRoutes,
  adminUserRoutes,
  adminJobRoutes,
  adminActivityRoutes,
  adminSegmentRoutes,
  adminSettingsRoutes,
  adminApprovalRoutes,
  contactRoutes,
  faqRoutes,
  docsRoutes,
]

/** The manifest: every route of the API. CDK, the local server, OpenAPI and the tests all read this list. */
export const routes: readonly Route[] = areas.flatMap((area) => Object.values(area) as Route[])
