import { formatAmount } from '#lib/notifications/format-amount.ts'
import { formatInstant } from '#lib/notifications/format-instant.ts'
import { isPaidAhead, type StatusNews, type StatusTexts } from '#lib/notifications/status-news.ts'
import type { ContractTerms } from '#lib/notifications/template-context.ts'

const money = (piastres: number): string => formatAmount(piastres, 'en')

const REFUND = '. What was paid goes back in full'
function refundOf({ contract }: StatusNews): string {
  if (!isPaidAhead(contract)) return ''
  const refunded = contract?.cancellation?.client
  if (refunded === undefined) return REFUND
  return refunded > 0 ? `. ${money(refunded)} goes back in full` : ''
}

/** The visit fee, and what goes back, once they are known. */
const sharesOf = ({ contract }: StatusNews) => ({
  fee: contract?.cancellation ? ` of ${money(contract.cancellation.craftsman)}` : '',
  rest: contract?.cancellation ? money(contract.cancellation.client) : 'the rest of what you paid',
})

const forPrice = ({ contract }: StatusNews): string => (contract ? ` for ${money(contract.price)}` : '')

function clientPays(contract: ContractTerms | null): string {
  if (contract?.paymentType === 'Escrow') {
    return '. Please pay now: we hold the money until you confirm the work'
  }
  if (contract?.paymentType === 'CashProtected') {
    const rest = contract.price - contract.deposit
    return `. Please pay the deposit of ${money(contract.deposit)} now, and ${money(rest)} in cash when the work is done`
  }
  return contract ? '. You pay in cash when the work is done' : ''
}

const craftsmanWaits = (contract: ContractTerms | null): string =>
  isPaidAhead(contract) ? '. You can set out once the client has paid ahead' : '. The client pays you in cash'

const deadlineOf = ({ contract }: StatusNews): string =>
  contract?.confirmBy ? ` by ${formatInstant(contract.confirmBy, 'en')}` : ''

const cancelledBy = (news: StatusNews, reader: 'client' | 'craftsman'): string => {
  if (news.actor === reader) return 'You cancelled the job'
  if (news.actor === 'client') return `${news.client} cancelled the job`
  if (news.actor === 'craftsman') return `${news.craftsman} cancelled the job`
  return 'The job was cancelled'
}

const openedBy = ({ actor, client, craftsman }: StatusNews, reader: 'client' | 'craftsman'): string => {
  if (actor === reader) return 'You opened a dispute'
  return `${actor === 'client' ? client : craftsman} opened a dispute`
}

const appealedBy = ({ actor, client, craftsman }: StatusNews, reader: 'client' | 'craftsman'): string => {
  if (actor === reader) return 'You appealed against'
  return `${actor === 'client' ? client : craftsman} appealed against`
}

const DISPUTE = 'A dispute was opened'
const HELD = 'What is held stays held until our staff have decided'

const both = <T>(text: T) => ({ client: text, craftsman: text })

/** What each side reads of a new status, in English. */
export const STATUS_TEXTS_EN: StatusTexts = {
  hire: {
    client: (news) => ({
      title: `You hired ${news.craftsman}`,
      message: `“${news.title}”${forPrice(news)}${clientPays(news.contract)}`,
    }),
    craftsman: (news) => ({
      title: `${news.client} hired you`,
      message: `“${news.title}”${forPrice(news)}${craftsmanWaits(news.contract)}`,
    }),
  },
  cancelPosting: both((news) => ({
    title: cancelledBy(news, 'client'),
    message: `“${news.title}” is closed, with all its quotes`,
  })),
  lapse: both(({ title }) => ({
    title: 'The job has expired',
    message: `Nothing happened on “${title}” for a long time, so it was closed. You can post it again`,
  })),
  voidUnpaid: {
    client: ({ title, craftsman }) => ({
      title: 'The hire has ended',
      message: `“${title}” was not paid in time, so ${craftsman} is free again. Your quotes are open: you can accept one`,
    }),
    craftsman: ({ title, client }) => ({
      title: 'The hire has ended',
      message: `${client} did not pay for “${title}” in time. Your quote is open again`,
    }),
  },
  setOut: both(({ title, craftsman }) => ({
    title: `${craftsman} is on the way`,
    message: `${craftsman} has set out to you for “${title}”`,
  })),
  cancelHire: {
    client: (news) => ({
      title: cancelledBy(news, 'client'),
      message: `“${news.title}” is cancelled${refundOf(news)}`,
    }),
    craftsman: (news) => ({
      title: cancelledBy(news, 'craftsman'),
      message: `“${news.title}” is cancelled. Please do not set out`,
    }),
  },
  lapseHire: both((news) => ({
    title: 'The hire has expired',
    message: `Nobody set out for “${news.title}” long after the agreed time, so it is cancelled${refundOf(news)}`,
  })),
  finish: {
    client: (news) => ({
      title: `${news.craftsman} has finished the work`,
      message: `Please confirm “${news.title}”${deadlineOf(news)}, or open a dispute if something is wrong. If you do neither, it counts as confirmed`,
    }),
    craftsman: (news) => ({
      title: 'The work is finished',
      message: `${news.client} can confirm “${news.title}” now. Without an answer${deadlineOf(news)} it counts as confirmed`,
    }),
  },
  finishAndConfirm: {
    client: ({ title }) => ({
      title: 'You confirmed the work',
      message: `“${title}” is completed. Thank you`,
    }),
    craftsman: ({ title, client }) => ({
      title: `${client} confirmed the work`,
      message: `“${title}” is completed`,
    }),
  },
  cancelNoShow: {
    client: (news) => ({
      title: cancelledBy(news, 'client'),
      message: `Nobody came for “${news.title}”, so it costs you nothing${refundOf(news)}`,
    }),
    craftsman: (news) => ({
      title: cancelledBy(news, 'craftsman'),
      message: `“${news.title}” was cancelled without a visit fee, because nobody came long after the agreed time`,
    }),
  },
  cancelVisit: {
    client: (news) => ({
      title: 'You cancelled the visit',
      message: isPaidAhead(news.contract)
        ? `“${news.title}” is cancelled. ${news.craftsman} gets the visit fee${sharesOf(news).fee}, and you get back ${sharesOf(news).rest}`
        : `“${news.title}” is cancelled. It is noted, because ${news.craftsman} was on the way already`,
    }),
    craftsman: (news) => ({
      title: `${news.client} cancelled the visit`,
      message: `Please turn back: “${news.title}” is cancelled${isPaidAhead(news.contract) ? `. You get the visit fee${sharesOf(news).fee}` : ''}`,
    }),
  },
  abandonVisit: {
    client: (news) => ({
      title: `${news.craftsman} gave up the visit`,
      message: `“${news.title}” is cancelled${refundOf(news)}. You can post it again`,
    }),
    craftsman: (news) => ({
      title: 'You gave up the visit',
      message: `“${news.title}” is cancelled. It is noted, because the client was waiting`,
    }),
  },
  dispute: {
    client: (news) => ({
      title: DISPUTE,
      message: `${openedBy(news, 'client')} about “${news.title}”. ${HELD}`,
    }),
    craftsman: (news) => ({
      title: DISPUTE,
      message: `${openedBy(news, 'craftsman')} about “${news.title}”. ${HELD}`,
    }),
  },
  appeal: {
    client: (news) => ({
      title: 'There is an appeal',
      message: `${appealedBy(news, 'client')} the decision about “${news.title}”. Another member of our staff decides, for good`,
    }),
    craftsman: (news) => ({
      title: 'There is an appeal',
      message: `${appealedBy(news, 'craftsman')} the decision about “${news.title}”. What you got for it stays frozen until another member of our staff decides, for good`,
    }),
  },
  stallVisit: both(({ title }) => ({
    title: DISPUTE,
    message: `The visit for “${title}” has not ended for days, so our staff look at it. ${HELD}`,
  })),
  contest: {
    client: ({ title }) => ({
      title: DISPUTE,
      message: `Your bank took back the payment for “${title}”, so our staff look at it`,
    }),
    craftsman: ({ title }) => ({
      title: DISPUTE,
      message: `The client's bank took back the payment for “${title}”, so our staff look at it`,
    }),
  },
  halt: both(({ title }) => ({
    title: DISPUTE,
    message: `Our staff halted “${title}” and look at it. ${HELD}`,
  })),
  resumeHire: both(({ title }) => ({
    title: 'The job goes on',
    message: `The dispute about “${title}” was withdrawn, and the hire goes on`,
  })),
  resumeVisit: both(({ title }) => ({
    title: 'The job goes on',
    message: `The dispute about “${title}” was withdrawn, and the visit goes on`,
  })),
  resumeCompletion: both(({ title }) => ({
    title: 'The job goes on',
    message: `The dispute about “${title}” was withdrawn, and the work counts as done again`,
  })),
  decideCompleted: both(({ title }) => ({
    title: 'The work counts as done',
    message: `Our staff have decided that “${title}” is completed`,
  })),
  decideCancelled: both(({ title }) => ({
    title: 'The job was cancelled',
    message: `Our staff have decided that “${title}” is cancelled`,
  })),
}
