import { eraseAccount } from '#lib/privacy/erase-account.ts'
import { forgetDocuments } from '#lib/privacy/forget-documents.ts'
import type { ErasureWork } from '#lib/work/work-messages.ts'
import { each, workOff } from '#lib/work/work-off.ts'
import { erasureQueue } from '#lib/work/work-queues.ts'

/** Erases the accounts and the documents that were handed out. */
export const eraseAccounts = (message: ErasureWork): Promise<void> =>
  workOff(erasureQueue, message, {
    eraseAccount: each(eraseAccount),
    forgetDocuments: each(forgetDocuments),
  })
