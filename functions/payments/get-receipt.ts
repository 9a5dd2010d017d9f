import { paymentRoutes } from '#functions/payments/payments.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { getReceipt } from '#lib/payments/get-receipt.ts'
import { receiptPage } from '#lib/payments/receipt-page.ts'
import { HtmlPage } from '#lib/platform/html-page.ts'

export const handler = endpoint(paymentRoutes.getReceipt, async ({ params, caller, request }) => {
  const receipt = await getReceipt(params.paymentId, caller.id)
  return request.html
    ? new HtmlPage(receiptPage(receipt, request.requestedLocale ?? caller.locale ?? 'ar'))
    : receipt
})
