import { loginView, registration } from '#lib/auth/auth.schemas.ts'
import { defineRoutes, each } from '#lib/http/define-route.ts'

export const authRoutes = defineRoutes('auth', {
  register: {
    method: 'POST',
    path: '/api/auth/register',
    access: 'public',
    body: registration,
    answers: { 201: loginView },
    fails: [
      'EMAIL_TAKEN',
      'PHONE_TAKEN',
      'PASSWORD_TOO_COMMON',
      'PASSWORD_TOO_PERSONAL',
      'TOO_MANY_ATTEMPTS',
    ],
    uses: ['mongo', 'tokens'],
    work: 'passwords',
    summary: 'Open an account as a client or a craftsman',
    matrix: each(201),
  },
})
