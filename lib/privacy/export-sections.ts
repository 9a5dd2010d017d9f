import type { Model, PipelineStage } from 'mongoose'
import { toContractView } from '#lib/contracts/contract.view.ts'
import { readContracts } from '#lib/contracts/read-contracts.ts'
import { toDisputeView } from '#lib/disputes/dispute.view.ts'
import { readDisputes } from '#lib/disputes/read-disputes.ts'
import { toInvitationView } from '#lib/invitations/invitation.view.ts'
import { readInvitations } from '#lib/invitations/read-invitations.ts'
import { toJobView } from '#lib/jobs/job.view.ts'
import { withOriginals } from '#lib/jobs/originals-of-jobs.ts'
import { readJobs } from '#lib/jobs/read-jobs.ts'
import type { Filter } from '#lib/lists/order.ts'
import { toMessageView } from '#lib/messages/message.view.ts'
import { ActivityLog, type ActivityRecord } from '#lib/model/activity.model.ts'
import { FaqAsk, type FaqAskRecord } from '#lib/model/faq-ask.model.ts'
import { Notification, type NotificationRecord } from '#lib/model/notification.model.ts'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { PayoutAccount, type PayoutAccountRecord } from '#lib/model/payout-account.model.ts'
import { Refund, type RefundRecord } from '#lib/model/refund.model.ts'
import { Report, type ReportRecord } from '#lib/model/report.model.ts'
import { Transaction, type TransactionRecord } from '#lib/model/transaction.model.ts'
import { toNotificationView } from '#lib/notifications/notification.view.ts'
import { toPaymentView, toRefundView } from '#lib/payments/payment.view.ts'
import { readPayouts, toPayoutView } from '#lib/payouts/payout.view.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { objectId } from '#lib/platform/mongo.ts'
import type { SectionName } from '#lib/privacy/export.schemas.ts'
import { readMessagesAsShown } from '#lib/privacy/messages-as-shown.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'
import { withOriginalNotes } from '#lib/quotes/original-notes.ts'
import { toQuoteView } from '#lib/quotes/quote.view.ts'
import { readQuotes } from '#lib/quotes/read-quotes.ts'
import { readReviews } from '#lib/reviews/read-reviews.ts'
import { toReviewView } from '#lib/reviews/review.view.ts'
import { readStrikes, toStrikeView } from '#lib/strikes/strike.view.ts'
import { readVerifications } from '#lib/verification/read-verifications.ts'
import { toVerificationView } from '#lib/verification/verification.view.ts'
import { toPayoutAccountView } from '#lib/wallet/payout-account.view.ts'
import { toTransactionView } from '#lib/wallet/transaction.view.ts'

/** The field of a section's order, newest first; the id follows it. */
export type TimeField = 'createdAt' | 'at' | 'requestedAt'

/** One list of an export: which documents it has, along which time, and how they are shown. */
export interface ExportSection {
  readonly filter: Filter
  readonly time: TimeField
  readonly read: (stages: PipelineStage[]) => Promise<readonly object[]>
  /** Shows a document that `read` found. */
  readonly show: (found: never) => unknown
}

const section = <T extends object>(
  filter: Filter,
  read: (stages: PipelineStage[]) => Promise<readonly T[]>,
  show: (found: T) => unknown,
  time: TimeField = 'createdAt',
): ExportSection => ({ filter, time, read, show })

/** Reads documents as they are stored. */
const from =
  <T extends object>(model: Pick<Model<unknown>, 'aggregate'>) =>
  (stages: PipelineStage[]): Promise<T[]> =>
    model.aggregate<T>(stages).exec()

/** Everything that is held about somebody, by the same rules of visibility as everywhere. */
export function sectionsOf(viewer: Principal, locale: Locale): Readonly<Record<SectionName, ExportSection>> {
  const me = objectId(viewer.id)
  return {
    jobs: section(
      { client: me },
      async (stages) => withOriginals(await readJobs(stages), viewer),
      (job) => toJobView(job, viewer),
    ),
    quotes: section(
      { craftsman: me },
      async (stages) => withOriginalNotes(await readQuotes(stages), viewer),
      toQuoteView,
    ),
    invitations: section({ craftsman: me }, (stages) => readInvitations(stages), toInvitationView),
    contractsAsClient: section({ client: me }, (stages) => readContracts(stages), toContractView),
    contractsAsCraftsman: section({ craftsman: me }, (stages) => readContracts(stages), toContractView),
    messagesSent: section(
      { from: me },
      (stages) => readMessagesAsShown(stages, viewer.id),
      (m) => toMessageView(m),
    ),
    messagesReceived: section(
      { to: me },
      (stages) => readMessagesAsShown(stages, viewer.id),
      (m) => toMessageView(m),
    ),
    reviewsWritten: section({ reviewer: me }, (stages) => readReviews(stages), toReviewView),
    // what is hidden from everybody is hidden here
    reviewsAboutYou: section(
      {
        reviewee: me,
        $or: [{ status: 'Revealed' }, { status: 'Blind', revealAt: { $ne: null, $lte: clock() } }],
      },
      (stages) => readReviews(stages),
      toReviewView,
    ),
    disputesAsClient: section(
      { client: me },
      (stages) => readDisputes(stages),
      (d) => toDisputeView(d),
    ),
    disputesAsCraftsman: section(
      { craftsman: me },
      (stages) => readDisputes(stages),
      (d) => toDisputeView(d),
    ),
    strikes: section({ user: me }, (stages) => readStrikes(stages), toStrikeView, 'at'),
    reports: section({ reporter: me }, from<ReportRecord>(Report), toReportedView),
    payments: section({ payer: me }, from<PaymentRecord>(Payment), toPaymentView),
    refunds: section({ payer: me }, from<RefundRecord>(Refund), toRefundView),
    transactions: section({ user: me }, from<TransactionRecord>(Transaction), toTransactionView),
    payouts: section({ payee: me }, (stages) => readPayouts(stages), toPayoutView, 'requestedAt'),
    payoutAccounts: section({ user: me }, from<PayoutAccountRecord>(PayoutAccount), toPayoutAccountView),
    verifications: section({ craftsman: me }, (stages) => readVerifications(stages), toVerificationView),
    questions: section({ by: me }, from<FaqAskRecord>(FaqAsk), toQuestionView, 'at'),
    notifications: section({ user: me }, from<NotificationRecord>(Notification), (n) =>
      toNotificationView(n, locale),
    ),
    actions: section({ actor: me }, from<ActivityRecord>(ActivityLog), toActionView, 'at'),
  }
}

const toReportedView = ({ _id, targetType, target, reason, status, createdAt }: ReportRecord) => ({
  id: idOf<'Report'>(_id),
  targetType,
  targetId: idOf<string>(target),
  reason,
  status,
  createdAt: createdAt.toISOString(),
})

const toQuestionView = ({ _id, question, at }: FaqAskRecord) => ({
  id: idOf<'FaqAsk'>(_id),
  question,
  createdAt: at.toISOString(),
})

const toActionView = ({ _id, action, target, at }: ActivityRecord) => ({
  id: idOf<'Activity'>(_id),
  action,
  targetId: idOf<string>(target.id),
  at: at.toISOString(),
})
