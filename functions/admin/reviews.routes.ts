import { defineRoutes } from '#lib/lambda/http/define-route.ts'
import { moderation, reviewParams, staffReviewView } from '#lib/reviews/review.schemas.ts'

export const adminReviewRoutes = defineRoutes('admin', {
  hideReview: {
    method: 'POST',
    path: '/api/admin/reviews/{reviewId}/hide',
    access: ['Moderator', 'Admin'],
    params: reviewParams,
    body: moderation,
    answers: { 201: staffReviewView },
    fails: ['REVIEW_NOT_FOUND', 'REVIEW_ALREADY_HIDDEN'],
    uses: ['mongo', 'events'],
    summary: 'Hide a revealed review: it leaves the lists and the rating, and its writer is told why',
    matrix: { moderator: 201, admin: 201 },
  },
  restoreReview: {
    method: 'POST',
    path: '/api/admin/reviews/{reviewId}/restore',
    access: ['Moderator', 'Admin'],
    params: reviewParams,
    body: moderation,
    answers: { 201: staffReviewView },
    fails: ['REVIEW_NOT_FOUND', 'REVIEW_NOT_HIDDEN'],
    uses: ['mongo', 'events'],
    summary: 'Show a review again that staff have hidden',
    matrix: { moderator: 201, admin: 201 },
  },
})
