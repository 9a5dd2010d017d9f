import { handler as askGateway } from '#functions/queues/ask-gateway.ts'
import { handler as sendOrder } from '#functions/queues/send-order.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { workAndDie } from '#lib/testing/crash-points.ts'
import { runToEnd } from '#lib/testing/work.ts'

/** A script that sends refunds in a process that is killed at a point. */
await workAndDie('crashing-refund-run', () =>
  runToEnd(sendRefunds, { 'gateway-orders': sendOrder, 'gateway-queries': askGateway }),
)
