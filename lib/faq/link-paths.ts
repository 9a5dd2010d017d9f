/** The pages of website and apps that answers lead to, by their `rel`. */
export const PATHS = {
  contact: '/contact',
  disputes: '/disputes',
  'forgot-password': '/forgot-password',
  invitations: '/invitations',
  jobs: '/jobs',
  login: '/login',
  messages: '/messages',
  'my-jobs': '/my/jobs',
  'my-reviews': '/my/reviews',
  'notification-settings': '/settings/notifications',
  'payout-accounts': '/wallet/payout-accounts',
  payments: '/payments',
  'post-job': '/jobs/new',
  profile: '/profile',
  refunds: '/payments/refunds',
  register: '/register',
  services: '/services',
  strikes: '/my/strikes',
  'top-up': '/wallet/top-up',
  verification: '/verification',
  wallet: '/wallet',
} as const

export type Link = keyof typeof PATHS

export const LINKS = Object.keys(PATHS) as [Link, ...Link[]]

export const isKnownLink = (rel: string): rel is Link => Object.hasOwn(PATHS, rel)
