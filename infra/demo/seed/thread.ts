import type { Hired } from '#infra/demo/seed/hired.ts'
import type { World } from '#infra/demo/seed/world.ts'
import { addMs, HOUR, MINUTE } from '#lib/platform/clock.ts'

const LINES = [
  ['client', 'السلام عليكم، حضرتك متاح بكره؟'],
  ['craftsman', 'وعليكم السلام، أيوه متاح بعد العصر إن شاء الله.'],
  ['client', 'تمام، العنوان مكتوب في الطلب.'],
  ['craftsman', 'وصلني، محتاج أجيب معايا خامات؟'],
  ['client', 'لا كل حاجة موجودة.'],
  ['craftsman', 'أنا في الطريق.'],
  ['client', 'في انتظارك.'],
  ['craftsman', 'تسلم، لو في أي حاجة كلمني.'],
] as const

/** What the two wrote to each other around the hire. */
export function playThread(world: World, { job, contract, client, craftsman }: Hired): void {
  const { draws, rows, now } = world
  const count = Math.floor(draws.random() * (LINES.length + 1))
  let at = addMs(contract.createdAt, -HOUR)
  for (const [i, [side, text]] of LINES.slice(0, count).entries()) {
    at = addMs(at, Math.floor(draws.around(20 * MINUTE, 0.8)))
    if (at > now) return
    const [from, to] = side === 'client' ? [client, craftsman] : [craftsman, client]
    rows.add('messages', {
      ...{ _id: draws.idAt(at), job: job._id, client: client._id, craftsman: craftsman._id },
      ...{ from: from._id, to: to._id, number: i + 1, text, images: [], readAt: at, createdAt: at },
    })
  }
}
