/** Every model, for what has to know all of them: indexes, resets, tests. Functions import single models. */
import '#lib/activity/activity-log.ts'
import '#lib/auth/session.model.ts'
import '#lib/events/outbox.ts'
import '#lib/users/user.model.ts'
