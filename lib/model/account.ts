import type { GatewayName } from '#lib/model/gateway-names.ts'

/**
 * The accounts of the ledger. A credit (+) is what we owe to the owner of the account. A debit (-) is what is owed to
 * us, or what somebody else holds for us. The postings of all journals add up to zero.
 */
export type Account =
  /** Money that a gateway or the bank holds for us. The balance is below zero while it does. */
  | `gateway:${GatewayName | 'Bank'}`
  /** Money that is held in escrow for a job until its outcome is known. */
  | `escrow:${string}`
  /** A refund on its way to the payer, until the gateway or staff confirm that it arrived. */
  | `refund:${string}`
  /** A craftsman's earnings. */
  | `wallet:${string}`
  /** What a craftsman topped up, to pay fees from. It is never paid out. */
  | `prepaid:${string}`
  /** The fees that a craftsman owes. The balance is zero or below. */
  | `debt:${string}`
  /** Reserved for one withdrawal, until it is paid or has failed. */
  | `payout:${string}`
  | 'platform:fees'
  /** Goodwill refunds that the platform pays, and fees that were waived or written off. */
  | 'platform:goodwill'
  | 'platform:chargebacks'
  /** What came back for people whose accounts are erased, so that no wallet can take it. It stays theirs. */
  | 'platform:unclaimed'
