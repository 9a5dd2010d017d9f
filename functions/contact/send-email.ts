import { contactRoutes } from '#functions/contact/contact.routes.ts'
import { sendContactEmail } from '#lib/contact/send-contact-email.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(contactRoutes.sendEmail, ({ body, request }) =>
  sendContactEmail(body, request.ip),
)
