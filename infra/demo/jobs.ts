import type { JobStatus, PaymentType } from '#lib/model/job-status.ts'

/** A demo job: what the client wrote, where it is, and its status. */
export interface DemoJob {
  readonly number: number
  readonly client: 'client1' | 'client2'
  readonly status: JobStatus
  readonly paymentType: PaymentType
  readonly category: string
  readonly title: string
  readonly description: string
  readonly address: string
  readonly at: readonly [longitude: number, latitude: number]
  readonly budget: number
  readonly postedHoursAgo: number
}

const downtown = [31.2394, 30.0489] as const
const gardenCity = [31.2317, 30.0366] as const
const dokki = [31.2118, 30.0385] as const
const plumbing = { client: 'client1', paymentType: 'Cash', category: 'Plumbing' } as const

const wiring = {
  client: 'client2',
  status: 'Completed',
  paymentType: 'Escrow',
  category: 'Electrical',
  address: '21 Mosaddak Street, Dokki, Giza, 3rd floor',
  at: dokki,
} as const

/** The jobs of the demo data: at least one in each status. */
export const DEMO_JOBS: readonly DemoJob[] = [
  {
    ...plumbing,
    number: 1,
    status: 'Posted',
    title: 'تسريب تحت حوض المطبخ',
    description: 'فيه مية بتنزل من تحت الحوض كل ما نفتح الحنفية، محتاجين كشف وتصليح.',
    address: '١٢ شارع طلعت حرب، وسط البلد، القاهرة، الدور الخامس',
    at: downtown,
    budget: 30_000,
    postedHoursAgo: 3,
  },
  {
    ...plumbing,
    number: 2,
    status: 'Quoted',
    title: 'Replace a bathroom mixer',
    description:
      'The old mixer leaks from the base. The new one is bought already and only has to be fitted.',
    address: '12 Talaat Harb Street, Downtown, Cairo, 5th floor',
    at: downtown,
    budget: 40_000,
    postedHoursAgo: 26,
  },
  {
    ...plumbing,
    number: 3,
    status: 'Hired',
    title: 'تركيب سخان كهرباء',
    description: 'سخان ٥٠ لتر جديد، التوصيلات موجودة ومحتاج تركيب وتجربة.',
    address: '١٢ شارع طلعت حرب، وسط البلد، القاهرة، الدور الخامس',
    at: downtown,
    budget: 50_000,
    postedHoursAgo: 48,
  },
  {
    ...plumbing,
    number: 4,
    status: 'Hired',
    paymentType: 'Escrow',
    title: 'Renew the pipes of a bathroom',
    description: 'About nine metres of old steel pipe are to become PPR, walls closed again afterwards.',
    address: '4 Ahmed Ragheb Street, Garden City, Cairo',
    at: gardenCity,
    budget: 600_000,
    postedHoursAgo: 60,
  },
  {
    ...plumbing,
    number: 5,
    status: 'On The Way',
    title: 'انسداد في صرف الحمام',
    description: 'الصرف بيرجع مية في البانيو، محتاج تسليك النهارده لو ممكن.',
    address: '٤ شارع أحمد راغب، جاردن سيتي، القاهرة',
    at: gardenCity,
    budget: 25_000,
    postedHoursAgo: 20,
  },
  {
    ...plumbing,
    number: 6,
    status: 'Completed',
    title: 'Repair a running toilet tank',
    description: 'The tank never stops filling; the float valve is probably worn.',
    address: '12 Talaat Harb Street, Downtown, Cairo, 5th floor',
    at: downtown,
    budget: 20_000,
    postedHoursAgo: 72,
  },
  {
    ...plumbing,
    number: 7,
    status: 'Completed',
    title: 'تغيير محبس المياه العمومي',
    description: 'المحبس مش بيقفل كويس ومحتاج يتغير بواحد جديد.',
    address: '١٢ شارع طلعت حرب، وسط البلد، القاهرة، الدور الخامس',
    at: downtown,
    budget: 35_000,
    postedHoursAgo: 240,
  },
  {
    ...plumbing,
    number: 8,
    status: 'Cancelled',
    title: 'Move a washing machine outlet',
    description: 'The outlet should move half a metre to the left.',
    address: '12 Talaat Harb Street, Downtown, Cairo, 5th floor',
    at: downtown,
    budget: 45_000,
    postedHoursAgo: 120,
  },
  {
    number: 9,
    client: 'client2',
    status: 'Posted',
    paymentType: 'Escrow',
    category: 'Electrical',
    title: 'Rewire a two-room flat',
    description: 'Old aluminium wiring, about 70 square metres; a new board with earth leakage protection.',
    address: '21 Mosaddak Street, Dokki, Giza, 3rd floor',
    at: dokki,
    budget: 1_500_000,
    postedHoursAgo: 8,
  },
  {
    ...plumbing,
    number: 10,
    status: 'Posted',
    title: 'حنفية الحمام بتنقّط',
    description: 'الحنفية بتنقّط طول الليل، غالبًا القلب محتاج يتغير.',
    address: '٤ شارع أحمد راغب، جاردن سيتي، القاهرة',
    at: gardenCity,
    budget: 28_000,
    postedHoursAgo: 5,
  },
  {
    ...plumbing,
    number: 11,
    status: 'Disputed',
    title: 'Fit a kitchen sink',
    description: 'A double steel sink with a new trap and mixer.',
    address: '4 Ahmed Ragheb Street, Garden City, Cairo',
    at: gardenCity,
    budget: 55_000,
    postedHoursAgo: 150,
  },
  {
    ...wiring,
    number: 12,
    title: 'تركيب نجف وسبوتات للصالة',
    description: 'نجفة واحدة وثمانية سبوتات، والأسلاك ممدودة بالفعل.',
    budget: 60_000,
    postedHoursAgo: 400,
  },
  {
    ...wiring,
    number: 13,
    title: 'Replace the main board',
    description: 'The old board has no earth leakage protection. Twelve circuits.',
    budget: 220_000,
    postedHoursAgo: 500,
  },
  {
    ...plumbing,
    number: 14,
    status: 'Completed',
    title: 'تغيير خرطوم الغسالة',
    description: 'الخرطوم بيسرّب عند الوصلة، محتاج يتغير مع المحبس الصغير.',
    address: '١٢ شارع طلعت حرب، وسط البلد، القاهرة، الدور الخامس',
    at: downtown,
    budget: 22_000,
    postedHoursAgo: 190,
  },
  {
    ...plumbing,
    number: 15,
    status: 'Completed',
    title: 'Unblock a kitchen drain',
    description: 'The water stands in the sink for minutes.',
    address: '4 Ahmed Ragheb Street, Garden City, Cairo',
    at: gardenCity,
    budget: 24_000,
    postedHoursAgo: 260,
  },
]

/** A demo contract: the number of its job, the price, and how long ago each step was, in hours. */
export interface Agreement {
  readonly number: number
  /** craftsman1 by default. */
  readonly craftsman?: 'craftsman1' | 'craftsman4'
  readonly price: number
  readonly hiredHoursAgo: number
  readonly onTheWayHoursAgo?: number
  readonly completedHoursAgo?: number
  readonly confirmedHoursAgo?: number
  /** When the craftsman is expected, in hours from now. */
  readonly agreedInHours?: number
}

export const AGREEMENTS: readonly Agreement[] = [
  { number: 3, price: 45_000, hiredHoursAgo: 2, agreedInHours: 20 },
  { number: 4, price: 550_000, hiredHoursAgo: 2, agreedInHours: 44 },
  { number: 5, price: 22_000, hiredHoursAgo: 4, onTheWayHoursAgo: 0.5, agreedInHours: 1 },
  { number: 6, price: 18_000, hiredHoursAgo: 50, onTheWayHoursAgo: 30, completedHoursAgo: 28 },
  {
    number: 7,
    price: 32_000,
    hiredHoursAgo: 220,
    onTheWayHoursAgo: 200,
    completedHoursAgo: 198,
    confirmedHoursAgo: 190,
  },
  { number: 8, price: 42_000, hiredHoursAgo: 110, onTheWayHoursAgo: 101 },
  { number: 11, price: 52_000, hiredHoursAgo: 120, onTheWayHoursAgo: 100, completedHoursAgo: 96 },
  ...[
    { number: 14, price: 20_000, hiredHoursAgo: 180 },
    { number: 15, price: 20_000, hiredHoursAgo: 250 },
  ].map((agreement) => ({
    ...agreement,
    onTheWayHoursAgo: agreement.hiredHoursAgo - 20,
    completedHoursAgo: agreement.hiredHoursAgo - 22,
    confirmedHoursAgo: agreement.hiredHoursAgo - 30,
  })),
  ...[
    { number: 12, price: 58_000, hiredHoursAgo: 390 },
    { number: 13, price: 210_000, hiredHoursAgo: 490 },
  ].map((agreement) => ({
    ...agreement,
    craftsman: 'craftsman4' as const,
    onTheWayHoursAgo: agreement.hiredHoursAgo - 20,
    completedHoursAgo: agreement.hiredHoursAgo - 24,
    confirmedHoursAgo: agreement.hiredHoursAgo - 30,
  })),
]
