/** The part of GLOSSARY about reviews and what staff do with reports. */
export const TRUST_GLOSSARY: Readonly<Record<string, string>> = {
  // reviews
  reviewId: 'The id of the review',
  reviewer: 'Who wrote it',
  reviewee: 'Whom it is about',
  comment: 'What they say beside the rating; null without a comment',
  'CreateReviewRequest.rating': 'From 1 to 5',
  'EditReviewRequest.rating': 'From 1 to 5',
  'Review.rating': 'From 1 to 5',
  'StaffReview.rating': 'From 1 to 5',
  reply: 'What the reviewed person answers in public; null without an answer',
  repliedAt: 'When they answered',
  revealedAt: 'Since when everybody sees it; null while it is hidden',
  hidden: 'Why staff have hidden it; null if it is shown',
  reviewBy: 'Until when both sides can review each other; null before the confirmation and during a dispute',
  reviewed: 'Whether the work is completed and both reviews are in',
  reviewDays: 'How many days after the confirmation both sides can review each other',

  // reports
  reportId: 'The id of the report',
  content: 'What was reported, as it is now; null if it is gone',
  'content.rating': 'The rating of a review; null for anything else',
  'content.text': 'What is written there; null without a text',
  'content.title': 'The title of a job; null for anything else',
  against: 'Who answers for what was reported; null once the account is gone',
  reporter: 'Who reported it first',
  reports: 'Every report of the same, the first one first; at most 50 of them',
  'reports.reporter': 'Who reported it',
  reportCount: 'How many users reported it',
  'ResolveReportRequest.outcome':
    '`dismissed`: nothing was wrong. `warned`: whoever answers for it is warned. `removed`: it is taken away. `banned`: it is taken away, and the account is blocked',
  'ResolveReportRequest.note':
    'The reasons, in writing. Whoever is warned or banned reads them; reporters do not',
  'ReportResolution.outcome': 'What staff decided',
  'ReportResolution.note': 'The reasons, in writing',
}
