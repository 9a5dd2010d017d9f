import { contactMessage } from '#lib/contact/contact.schemas.ts'
import { defineRoutes, everyCaller } from '#lib/lambda/http/define-route.ts'
import { messageView } from '#lib/platform/api-schemas.ts'

export const contactRoutes = defineRoutes('contact', {
  sendEmail: {
    method: 'POST',
    path: '/api/send-email',
    access: 'public',
    body: contactMessage,
    answers: { 201: messageView },
    fails: ['CONTACT_FIELDS_REQUIRED', 'EMAIL_NOT_SENT', 'TOO_MANY_ATTEMPTS'],
    badInput: 'CONTACT_FIELDS_REQUIRED',
    uses: ['mongo', 'email', 'site'],
    summary: 'Send a message to the team',
    matrix: everyCaller(201),
  },
})
