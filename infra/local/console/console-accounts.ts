import { DEMO } from '#infra/demo/demo-ids.ts'
import { isFake } from '#infra/fakes/gateway-fakes.ts'
import { PayoutAccount } from '#lib/model/payout-account.model.ts'
import { User } from '#lib/model/user.model.ts'
import { idOf } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'

/** The demo people, then the 20 people who registered last. */
export async function consoleAccounts() {
  const fields = { email: 1, role: 1, firstName: 1, lastName: 1, isBanned: 1, createdAt: 1 }
  const demoIds = Object.values(DEMO.people).map((person) => person.id)
  const [demo, others] = await Promise.all([
    User.find({ _id: trusted({ $in: demoIds }) }, fields)
      .sort({ _id: 1 })
      .lean(),
    User.find({ _id: trusted({ $nin: demoIds }) }, fields)
      .sort({ createdAt: -1 })
      .limit(20)
      .lean(),
  ])
  const users = [...demo, ...others]
  const atStripe = await PayoutAccount.find(
    {
      user: trusted({ $in: users.map(({ _id }) => _id) }),
      kind: 'stripe',
      deletedAt: trusted({ $exists: false }),
    },
    { user: 1, status: 1 },
  ).lean()
  const statuses = new Map(atStripe.map(({ user, status }) => [String(user), status]))
  return users.map((user) => ({
    id: idOf<'User'>(user._id),
    email: user.email,
    role: user.role,
    name: `${user.firstName} ${user.lastName}`,
    isBanned: user.isBanned,
    ...(user.role === 'Craftsman' &&
      isFake('Stripe') && { stripe: statuses.get(String(user._id)) ?? 'None' }),
  }))
}
