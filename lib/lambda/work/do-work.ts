import {
  countDebts,
  countJobs,
  countJournals,
  countPayouts,
  countPushes,
  countUsers,
} from '#lib/analytics/count-touched.ts'
import { applyStepsOf } from '#lib/disputes/apply-dispute-steps.ts'
import { remindOfFees } from '#lib/fees/remind-fees.ts'
import { remindOfTimer } from '#lib/jobs/remind-of-timers.ts'
import { refreshRecord } from '#lib/matching/refresh-record.ts'
import { releaseNotifications } from '#lib/notifications/release-quiet.ts'
import { findAudience, tellAudience } from '#lib/notifications/tell-audience.ts'
import { endSilentChargeback } from '#lib/payments/silent-chargebacks.ts'
import { forgetEvents, forgetNotifications } from '#lib/privacy/forget.ts'
import { applyDeadlines } from '#lib/process/apply-deadlines.ts'
import { expireQuote } from '#lib/quotes/expire-quotes.ts'
import { announceReview } from '#lib/reviews/announce-reviews.ts'
import { deleteAbandonedUploads } from '#lib/verification/delete-abandoned-uploads.ts'
import { applyVerificationDue } from '#lib/verification/follow-verifications.ts'
import type { DatabaseWork } from '#lib/work/work-messages.ts'
import { each, workOff } from '#lib/work/work-off.ts'
import { workQueue } from '#lib/work/work-queues.ts'

/** Does what schedules and the fan-out handed out, as far as it needs the database, our own queues and the image store alone. */
export const doWork = (message: DatabaseWork): Promise<void> =>
  workOff(workQueue, message, {
    applyDeadline: each(applyDeadlines),
    remindOfTimer: each(remindOfTimer),
    expireQuote: each(expireQuote),
    remindOfFees: each(remindOfFees),
    releaseQuiet: releaseNotifications,
    applyDisputeSteps: each(applyStepsOf),
    announceReview: each(announceReview),
    applyVerificationDue: each(applyVerificationDue),
    sweepUploads: each(deleteAbandonedUploads),
    countJobs,
    countUsers,
    countDebts,
    countPayouts,
    countJournals,
    countPushes,
    refreshRecord: each(refreshRecord),
    endSilentChargeback: each(endSilentChargeback),
    findAudience: each(findAudience),
    tellAudience,
    forgetEvent: forgetEvents,
    forgetNotification: forgetNotifications,
  })
