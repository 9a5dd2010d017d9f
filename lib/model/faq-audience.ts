/** Who asks: anybody, or one of the two roles. */
export type FaqAudience = 'anyone' | 'client' | 'craftsman'
