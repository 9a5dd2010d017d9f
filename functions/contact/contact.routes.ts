import { contactMessage } from '#lib/contact/contact.schemas.ts'
import { defineRoutes, each } from '#lib/http/define-route.ts'
import { messageView } from '#lib/platform/border.ts'

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
    summary: 'Write to the team',
    matrix: each(201),
  },
})
