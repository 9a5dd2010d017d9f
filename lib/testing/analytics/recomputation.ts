import {
  DAY,
  type Event,
  type Events,
  type Figure,
  HOUR,
  ms,
  nearestRank,
  over,
  plainDay,
  time,
  total,
} from '#lib/testing/analytics/plain-events.ts'

function age(days: number): string {
  if (days <= 7) return 'feesOwed7'
  if (days <= 14) return 'feesOwed14'
  return days <= 30 ? 'feesOwed30' : 'feesOwedOlder'
}

/** Egypt's working days, told anew: Sunday to Thursday, less the holidays given. */
function workingDays(from: Date, to: Date, isOff: (day: string) => boolean): number {
  const wall = (at: Date) =>
    new Date(at.toLocaleString('sv-SE', { timeZone: 'Africa/Cairo' }).replace(' ', 'T') + 'Z')
  const off = (at: Date) => [5, 6].includes(at.getUTCDay()) || isOff(at.toISOString().slice(0, 10))
  let start = wall(from)
  start = new Date(start.getTime() + from.getUTCMilliseconds())
  if (off(start)) {
    start = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate()))
    while (off(start)) start = new Date(start.getTime() + DAY)
  }
  const end = new Date(wall(to).getTime() + to.getUTCMilliseconds())
  let days = 0
  while (start < end && days < 60) {
    do start = new Date(start.getTime() + DAY)
    while (off(start))
    days += 1
  }
  return days
}

/** Every figure of every report, of the events that `isIn` lets in. */
export function plainFigures(
  events: Events,
  isIn: (event: Event) => boolean,
  isOff: (day: string) => boolean,
) {
  const pick = <T extends Event>(list: readonly T[]): T[] => list.filter((event) => event.at && isIn(event))
  const posted = pick(events.posted)
  const done = pick(events.done)
  const cancelled = pick(events.cancelled)
  const waits = pick(events.waits)
  const payouts = pick(events.payouts)
  const pushes = pick(events.pushes).map(({ pushLatencyMs }) => Number(pushLatencyMs))
  const debts = pick(events.debts)
  const times = (name: 'toQuote' | 'toHire' | 'toFinish') => posted.flatMap((job) => job[name] ?? [])
  const gmv = total(done.map(({ price }) => price))
  const fees = total(done.map(({ feeBooked }) => feeBooked))
  const stars = (side: string) =>
    pick(events.reviews)
      .filter((review) => review.side === side)
      .map(({ rating }) => Number(rating))
  const mean = (values: readonly number[]) => over(total(values), values.length)
  const low = (values: readonly number[]) => over(values.filter((value) => value <= 2).length, values.length)
  const booked = (test: (account: string, kind: unknown) => boolean) =>
    total(
      pick(events.journals).flatMap(({ postings, kind }) =>
        (postings as { account: string; amount: number }[]).map(({ account, amount }) =>
          test(account, kind) ? amount : 0,
        ),
      ),
    )
  const quoted = posted.filter(({ toQuote }) => toQuote !== null).length
  const hired = posted.filter(({ toHire }) => toHire !== null).length
  const finished = posted.filter(({ isDone }) => isDone).length
  const decided = waits.flatMap(({ at, until }) => (until ? [ms(at, until)] : []))
  const waiting = waits.flatMap(({ at, until }) => (until ? [] : [Math.max(0, ms(at, events.now))]))
  const paid = payouts.filter(({ status }) => status === 'Paid')
  const openPayouts = payouts.filter(({ status }) => status === 'Requested' || status === 'Sent')
  const days = [
    ...paid.map(({ at, settledAt }) => workingDays(at as Date, settledAt as Date, isOff)),
    ...openPayouts.map(({ at }) => workingDays(at as Date, events.now, isOff)),
  ]
  const inTime = paid.filter(({ settledAt, dueBy }) => ms(settledAt, dueBy) >= 0).length
  const verdicts = pick(events.verdicts)
  const quotes = pick(events.quotes)
  const invitations = pick(events.invitations)
  const answers = invitations.flatMap(({ at, respondedAt }) => (respondedAt ? [ms(at, respondedAt)] : []))
  const owed = (name: string) =>
    total(
      debts
        .filter(({ at }) => {
          const today = new Date(`${plainDay(events.now)}T00:00:00Z`)
          return age(ms(new Date(`${plainDay(at)}T00:00:00Z`), today) / DAY) === name
        })
        .map(({ amount }) => -Number(amount)),
    )
  const ofType = (type: string) =>
    total(done.filter(({ paymentType }) => paymentType === type).map(({ price }) => price))
  const grades = (values: readonly number[], name: string) =>
    Object.fromEntries(
      [1, 2, 3, 4, 5].map((grade) => [`${name}${grade}`, values.filter((value) => value === grade).length]),
    )
  const registered = (role: string) => pick(events.users).filter((user) => user.role === role).length
  const disputes = pick(events.disputes).length
  const shared = {
    posted: posted.length,
    quoteMedian: time(times('toQuote'), 0.5),
    quoteP90: time(times('toQuote'), 0.9),
    hireMedian: time(times('toHire'), 0.5),
    hireP90: time(times('toHire'), 0.9),
  }
  const takeRate = over(fees, gmv)
  const disputeRate = over(disputes, done.length)
  const by = (who: string) => cancelled.filter((job) => job.by === who).length
  const revenue = booked((account) => account === 'platform:fees')
  const goodwill = 0 - booked((account) => account === 'platform:goodwill')
  const chargebacks = 0 - booked((account) => account === 'platform:chargebacks')
  return {
    overview: {
      posted: posted.length,
      hired: pick(events.hired).length,
      completed: done.length,
      gmv,
      averageOrder: over(gmv, done.length),
      fees,
      takeRate,
      newClients: registered('Client'),
      newCraftsmen: registered('Craftsman'),
      disputes,
      disputeRate,
      rating: mean(stars('client')),
    },
    funnel: {
      ...shared,
      quoted,
      hired,
      completed: finished,
      cancelled: posted.filter(({ status }) => status === 'Cancelled').length,
      quotedShare: over(quoted, posted.length),
      hiredShare: over(hired, quoted),
      completedShare: over(finished, hired),
      completeMedian: time(times('toFinish'), 0.5),
      completeP90: time(times('toFinish'), 0.9),
    },
    liquidity: {
      ...shared,
      quotedInTime: times('toQuote').filter((value) => value <= DAY).length,
      quotedRate: over(times('toQuote').filter((value) => value <= DAY).length, posted.length),
      filled: times('toHire').filter((value) => value <= 7 * DAY).length,
      fillRate: over(times('toHire').filter((value) => value <= 7 * DAY).length, posted.length),
      unanswered: posted.length - quoted,
      quotesPerJob: over(total(posted.map((job) => job.quotes)), posted.length),
    },
    quality: {
      completed: done.length,
      ratingsByClients: stars('client').length,
      ratingByClients: mean(stars('client')),
      lowByClients: low(stars('client')),
      ...grades(stars('client'), 'byClients'),
      ratingsByCraftsmen: stars('craftsman').length,
      ratingByCraftsmen: mean(stars('craftsman')),
      lowByCraftsmen: low(stars('craftsman')),
      ...grades(stars('craftsman'), 'byCraftsmen'),
      repeat: done.filter(({ isRepeat }) => isRepeat).length,
      repeatRate: over(done.filter(({ isRepeat }) => isRepeat).length, done.length),
      rebooked: done.filter(({ isRebooked }) => isRebooked).length,
      rebookRate: over(done.filter(({ isRebooked }) => isRebooked).length, done.length),
      disputes,
      disputeRate,
      cancelled: cancelled.length,
      cancelledOpen: by('open'),
      cancelledByClient: by('client'),
      cancelledByCraftsman: by('craftsman'),
      cancelledByStaff: by('staff'),
      cancelledByTimer: by('timer'),
    },
    supply: {
      newCraftsmen: registered('Craftsman'),
      verified: verdicts.filter(({ status }) => status !== 'Rejected').length,
      verificationMedian: time(
        verdicts.map(({ at, createdAt }) => ms(createdAt, at)),
        0.5,
      ),
      verificationsWaiting: 0,
      quotes: quotes.length,
      quoteAcceptance: over(quotes.filter(({ status }) => status === 'Accepted').length, quotes.length),
      invitations: invitations.length,
      responseRate: over(answers.length, invitations.length),
      acceptanceRate: over(
        invitations.filter(({ status }) => status === 'Accepted').length,
        invitations.length,
      ),
      responseMedian: time(answers, 0.5),
      hires: pick(events.hired).length,
      quotesPerJob: over(quotes.length, posted.length),
      earnings: gmv - fees,
    },
    money: {
      completed: done.length,
      gmv,
      gmvEscrow: ofType('Escrow'),
      gmvCashProtected: ofType('CashProtected'),
      gmvCash: ofType('Cash'),
      fees,
      takeRate,
      revenue,
      goodwill,
      chargebacks,
      netRevenue: revenue - goodwill - chargebacks,
      refunded: booked(
        (account, kind) => account.startsWith('refund:') && kind !== 'refundPaid' && kind !== 'reversal',
      ),
      feesOwed: total(debts.map(({ amount }) => -Number(amount))),
      feesOwed7: owed('feesOwed7'),
      feesOwed14: owed('feesOwed14'),
      feesOwed30: owed('feesOwed30'),
      feesOwedOlder: owed('feesOwedOlder'),
      payouts: payouts.length,
      payoutAmount: total(payouts.map(({ amount }) => amount)),
    },
    sla: {
      disputes,
      disputesDecided: decided.length,
      disputesInTime: decided.filter((value) => value <= 72 * HOUR).length,
      disputeInTimeShare: over(decided.filter((value) => value <= 72 * HOUR).length, decided.length),
      disputesOpen: waiting.length,
      disputesLate: waiting.filter((value) => value > 72 * HOUR).length,
      disputeMedian: time([...decided, ...waiting], 0.5),
      disputeP90: time([...decided, ...waiting], 0.9),
      payouts: payouts.length,
      payoutsPaid: paid.length,
      payoutsInTime: inTime,
      payoutInTimeShare: over(inTime, paid.length),
      payoutsLate: openPayouts.filter(({ dueBy }) => ms(dueBy, events.now) > 0).length,
      payoutMedian: nearestRank(days, 0.5),
      payoutP90: nearestRank(days, 0.9),
      pushes: pushes.length,
      pushInTimeShare: over(pushes.filter((value) => value <= 5_000).length, pushes.length),
      pushMedian: time(pushes, 0.5),
      pushP95: time(pushes, 0.95),
      pushP99: time(pushes, 0.99),
    },
  } satisfies Record<string, Record<string, Figure>>
}
