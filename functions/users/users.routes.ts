import * as z from 'zod'
import { OPEN_PURPOSES } from '#lib/gateways/images/purposes.ts'
import { signedUploadView } from '#lib/gateways/images/signed-upload.schemas.ts'
import { defineRoutes, everyCaller } from '#lib/lambda/http/define-route.ts'
import { id } from '#lib/platform/api-schemas.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { ownProfileView } from '#lib/users/own-profile.schemas.ts'
import { profileChanges } from '#lib/users/profile-changes.schemas.ts'
import { publicProfileView } from '#lib/users/public-profile.schemas.ts'

export const userRoutes = defineRoutes('users', {
  getMe: {
    withoutSecondFactor: true,
    method: 'GET',
    path: '/api/users/me',
    access: 'signedIn',
    answers: { 200: ownProfileView },
    fails: [],
    uses: ['mongo'],
    summary: 'Get your own profile',
    matrix: everyCaller(200),
  },
  updateMe: {
    method: 'PUT',
    path: '/api/users/me',
    access: 'signedIn',
    body: profileChanges,
    files: { profileImage: { maxBytes: 4 * 1024 * 1024, required: false } },
    answers: { 200: ownProfileView },
    fails: [
      'CRAFTSMAN_FIELD',
      'UNKNOWN_CATEGORY',
      'UPLOAD_NOT_YOURS',
      'IMAGE_NOT_ACCEPTED',
      'IMAGE_TOO_LARGE',
      'IMAGES_UNAVAILABLE',
      'PHONE_TAKEN',
      'WRONG_CURRENT_PASSWORD',
      'PASSWORD_TOO_COMMON',
      'PASSWORD_TOO_PERSONAL',
      'TOO_MANY_ATTEMPTS',
    ],
    uses: ['mongo', 'tokens', 'images', 'email', 'sockets', 'events'],
    work: 'passwords',
    summary: 'Change your profile, picture or password',
    description:
      'Send JSON, or a multipart form with the picture as `profileImage` (4 MB at most; up to 5 MB through a signed ' +
      'upload). Fields that are left out stay. A new password ends every other session.',
    matrix: everyCaller(200),
  },
  signUpload: {
    method: 'POST',
    path: '/api/users/me/uploads',
    access: 'signedIn',
    body: z.strictObject({ purpose: z.enum(OPEN_PURPOSES) }),
    answers: { 201: signedUploadView },
    fails: [],
    uses: ['images'],
    summary: 'Sign an upload that goes directly to the image store',
    matrix: everyCaller(201),
  },
  getUser: {
    method: 'GET',
    path: '/api/users/{userId}',
    access: 'public',
    params: z.object({ userId: id<UserId>() }),
    answers: { 200: publicProfileView },
    fails: ['USER_NOT_FOUND'],
    uses: ['mongo'],
    summary: 'Get the public profile of a client or a craftsman',
    matrix: everyCaller(200),
  },
})
