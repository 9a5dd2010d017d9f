import * as z from 'zod'
import { defineRoutes, each } from '#lib/http/define-route.ts'
import { id } from '#lib/platform/border.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { ownProfileView } from '#lib/users/own-profile.schemas.ts'
import { publicProfileView } from '#lib/users/public-profile.schemas.ts'

export const userRoutes = defineRoutes('users', {
  getMe: {
    method: 'GET',
    path: '/api/users/me',
    access: 'signedIn',
    answers: { 200: ownProfileView },
    fails: [],
    uses: ['mongo'],
    summary: 'Everything about oneself',
    matrix: each(200),
  },
  getUser: {
    method: 'GET',
    path: '/api/users/{userId}',
    access: 'public',
    params: z.object({ userId: id<UserId>() }),
    answers: { 200: publicProfileView },
    fails: ['USER_NOT_FOUND'],
    uses: ['mongo'],
    summary: 'The public profile of a client or a craftsman',
    matrix: each(200),
  },
})
