import { adminDisputeRoutes } from '#functions/admin/disputes.routes.ts'
import { adminMoneyRoutes } from '#functions/admin/money.routes.ts'
import { adminPayoutRoutes } from '#functions/admin/payouts.routes.ts'
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
import { serviceRoutes } from '#functions/services/services.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { walletRoutes } from '#functions/wallet/wallet.routes.ts'
import type { Route } from '#lib/lambda/http/define-route.ts'

const areas = [
  authRoutes,
  userRoutes,
  serviceRoutes,
  jobRoutes,
  quoteRoutes,
  invitationRoutes,
  contractRoutes,
  disputeRoutes,
  adminDisputeRoutes,
  messageRoutes,
  notificationRoutes,
  realtimeRoutes,
  reportRoutes,
  walletRoutes,
  paymentRoutes,
  adminPayoutRoutes,
  adminMoneyRoutes,
  contactRoutes,
  faqRoutes,
  docsRoutes,
]

/** The manifest: every route of the API. CDK, the local server, OpenAPI and the tests all read this list. */
export const routes: readonly Route[] = areas.flatMap((area) => Object.values(area) as Route[])
