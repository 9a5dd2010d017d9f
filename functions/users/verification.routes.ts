import { defineRoutes } from '#lib/lambda/http/define-route.ts'
import { newDocument, newVerification, verificationView } from '#lib/verification/verification.schemas.ts'

export const verificationRoutes = defineRoutes('users', {
  submitVerification: {
    method: 'POST',
    path: '/api/users/craftsman/verification',
    access: ['Craftsman'],
    body: newVerification,
    answers: { 201: verificationView },
    fails: [
      'UNKNOWN_CATEGORY',
      'NATIONAL_ID_UNDERAGE',
      'NATIONAL_ID_TAKEN',
      'NATIONAL_ID_FIXED',
      'LIMIT_REACHED',
    ],
    uses: ['mongo', 'keys', 'nationalIds', 'events'],
    summary: 'Ask to be verified, or change what waits for the check',
    description:
      'Documents follow, one a request. After a decision the next request begins a new verification; who is Verified stays so meanwhile.',
    matrix: { hiredCraftsman: 201, otherCraftsman: 201 },
  },
  getOwnVerification: {
    method: 'GET',
    path: '/api/users/craftsman/verification',
    access: ['Craftsman'],
    answers: { 200: verificationView },
    fails: ['VERIFICATION_NOT_FOUND'],
    uses: ['mongo'],
    summary: 'See where your verification stands',
    matrix: { hiredCraftsman: 200, otherCraftsman: 200 },
  },
  uploadDocument: {
    method: 'POST',
    path: '/api/users/craftsman/verification/documents',
    access: ['Craftsman'],
    body: newDocument,
    files: { document: { maxBytes: 4 * 1024 * 1024, required: true, tooLarge: 'DOCUMENT_TOO_LARGE' } },
    answers: { 201: verificationView },
    fails: ['VERIFICATION_NOT_OPEN', 'TOO_MANY_DOCUMENTS', 'DOCUMENT_NOT_ACCEPTED', 'IMAGES_UNAVAILABLE'],
    uses: ['mongo', 'keys', 'images'],
    summary: 'Add a document to your verification while it waits',
    description:
      'Send a multipart form with one `document` (a JPG, PNG or WebP picture or a PDF; 4 MB at most). It is encrypted before it is stored, and only staff can look at it.',
    matrix: { hiredCraftsman: 400, otherCraftsman: 201, invitedCraftsman: 400, quotingCraftsman: 400 },
  },
})
