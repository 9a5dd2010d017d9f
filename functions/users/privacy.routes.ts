import { defineRoutes, everyCaller } from '#lib/lambda/http/define-route.ts'
import { deletionView, deletionWish } from '#lib/privacy/deletion.schemas.ts'
import { exportView } from '#lib/privacy/export.schemas.ts'

const PATH = '/api/users/me/deletion-request'

export const privacyRoutes = defineRoutes('users', {
  exportData: {
    method: 'GET',
    path: '/api/users/me/export',
    access: 'signedIn',
    answers: { 200: exportView },
    alsoLink: true,
    fails: [],
    uses: ['mongo', 'keys', 'files'],
    summary: 'Export everything that is held about you',
    description:
      'One JSON document, by the rules by which you see things everywhere: a review that the other side wrote is in it once ' +
      'it is revealed. Over 4 MB the answer is a 303 to it.',
    matrix: everyCaller(200),
  },
  requestDeletion: {
    method: 'POST',
    path: PATH,
    access: 'signedIn',
    body: deletionWish,
    answers: { 201: deletionView },
    fails: ['WRONG_CURRENT_PASSWORD', 'TOO_MANY_ATTEMPTS', 'LAST_ADMIN', 'DELETION_BLOCKED'],
    uses: ['mongo', 'tokens', 'events'],
    work: 'passwords',
    summary: 'Ask for your account to be erased',
    description:
      'It is erased after seven days, in which you can take it back. Your `password` is asked for if you have one. Open ' +
      'contracts, disputes, money and fees have to be over first: the answer lists them as `blockers`. `waiveBalance` ' +
      'gives up what is too little to withdraw, and what you topped up.',
    matrix: { ...everyCaller(400), otherCraftsman: 201, moderator: 201 },
  },
  getDeletion: {
    method: 'GET',
    path: PATH,
    access: 'signedIn',
    answers: { 200: deletionView },
    fails: [],
    uses: ['mongo'],
    summary: 'See where your request to be erased stands',
    matrix: everyCaller(200),
  },
  cancelDeletion: {
    method: 'DELETE',
    path: PATH,
    access: 'signedIn',
    answers: { 200: deletionView },
    fails: ['NO_DELETION_REQUEST'],
    uses: ['mongo'],
    summary: 'Take back your request to be erased',
    matrix: everyCaller(400),
  },
})
