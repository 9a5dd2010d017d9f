import type { Draws } from '#infra/demo/seed/draws.ts'

/** How people write what they need, and what it costs. */
export interface TradeProfile {
  /** The name of its service. */
  readonly category: string
  /** Of a hundred jobs. */
  readonly share: number
  /** The middle of its prices in piastres, and how far they spread. */
  readonly price: number
  readonly spread: number
  /** In which months (1 to 12) there is twice the demand. */
  readonly season: readonly number[]
  readonly needs: readonly string[]
  readonly details: readonly string[]
}

/** The trades of the demo services (infra/demo/services.ts), each as its customers ask for it. */
export const TRADES: readonly TradeProfile[] = [
  {
    category: 'Plumbing',
    share: 24,
    price: 35_000,
    spread: 0.6,
    season: [12, 1, 2],
    needs: [
      'حنفية المطبخ بتنقط',
      'تسريب ميه تحت الحوض',
      'تغيير خلاط الحمام',
      'السخان مش بيسخن',
      'تسليك بلاعة الحمام',
      'تركيب سيفون جديد',
      'ماسورة مكسورة في الحمام',
      'تركيب فلتر ميه',
      'موتور الميه صوته عالي',
      'تغيير محبس عمومي',
    ],
    details: [
      'الميه نازلة على الجيران ومحتاج حد ييجي في أسرع وقت.',
      'الحوض بيسد كل أسبوع وجربت كل حاجة.',
      'عندي القطعة الجديدة ومحتاج التركيب بس.',
      'المواسير قديمة شوية فياريت حد فاهم.',
    ],
  },
  {
    category: 'Electrical',
    share: 18,
    price: 30_000,
    spread: 0.6,
    season: [6, 7, 8],
    needs: [
      'الكهرباء بتفصل لوحدها',
      'تركيب نجفة في الصالة',
      'تغيير مفاتيح وبرايز',
      'فيشة بتعمل شرارة',
      'تأسيس كهرباء شقة',
      'تركيب مروحة سقف',
      'لوحة الكهرباء محتاجة قاطع جديد',
      'جرس الباب مش شغال',
      'تركيب إضاءة ليد',
    ],
    details: [
      'بتفصل لما السخان والتكييف يشتغلوا مع بعض.',
      'السقف عالي فياريت يكون معاه سلم.',
      'محتاج شغل نضيف وفاتورة بالخامات.',
      'في أطفال في البيت فالموضوع مستعجل.',
    ],
  },
  {
    category: 'Carpentry',
    share: 12,
    price: 60_000,
    spread: 0.8,
    season: [8, 9],
    needs: [
      'باب الأوضة مش بيقفل',
      'تركيب مطبخ خشب',
      'تصليح دولاب',
      'تغيير كالون الباب',
      'تفصيل مكتبة للصالة',
      'تركيب سرير',
      'درج المطبخ خرج من مكانه',
      'تصليح شباك خشب',
    ],
    details: [
      'الخشب منفوخ من الميه ومحتاج كشط.',
      'عندي المقاسات والتصميم جاهز.',
      'محتاج حد شاطر في الفك والتركيب.',
      'الدولاب ست ضلف والمفصلات مكسورة.',
    ],
  },
  {
    category: 'Painting',
    share: 10,
    price: 150_000,
    spread: 0.7,
    season: [3, 4, 9, 10],
    needs: [
      'دهان شقة كاملة',
      'نقاشة أوضة أطفال',
      'معالجة رطوبة في الحيطة',
      'دهان سقف الحمام',
      'دهان باب حديد',
      'ورق حائط للصالة',
      'تشطيب سلم العمارة',
    ],
    details: [
      'المساحة حوالي مية متر والحيطان سليمة.',
      'محتاج سعر بالمصنعية بس، الخامات عليا.',
      'اللون أوف وايت والسقف أبيض.',
      'في رطوبة من ناحية المنور.',
    ],
  },
  {
    category: 'Air conditioning',
    share: 14,
    price: 45_000,
    spread: 0.6,
    season: [5, 6, 7, 8],
    needs: [
      'التكييف مش بيبرد',
      'تنظيف وصيانة تكييف',
      'تركيب تكييف اسبليت',
      'التكييف بينزل ميه',
      'شحن فريون',
      'فك ونقل تكييف',
      'صوت التكييف عالي',
    ],
    details: [
      'واحد ونص حصان وعليه خمس سنين.',
      'الوحدة الخارجية في المنور والوصول ليها سهل.',
      'محتاج الشغل يخلص قبل آخر الأسبوع.',
      'اتنضف من سنة ومن يومها محدش لمسه.',
    ],
  },
  {
    category: 'Appliance repair',
    share: 12,
    price: 40_000,
    spread: 0.5,
    season: [],
    needs: [
      'الغسالة مش بتعصر',
      'التلاجة مش بتبرد',
      'البوتاجاز عينه مش بتولع',
      'غسالة الأطباق بتسرب',
      'الميكروويف مش بيسخن',
      'الديب فريزر بيعمل تلج كتير',
      'باب الغسالة مش بيفتح',
    ],
    details: [
      'بتعمل صوت خبط وقت العصر.',
      'محتاج فني يشوفها في البيت، مش هعرف أنقلها.',
      'الضمان خلص من شهرين.',
      'بدأت المشكلة امبارح بعد انقطاع الكهرباء.',
    ],
  },
  {
    category: 'Tiling',
    share: 6,
    price: 180_000,
    spread: 0.7,
    season: [3, 4, 10],
    needs: [
      'تركيب سيراميك حمام',
      'تغيير بلاط المطبخ',
      'بورسلين صالة',
      'تصليح بلاط مرفوع',
      'تركيب رخام سلم',
      'سقية بين البلاط',
    ],
    details: [
      'المساحة عشرين متر والسيراميك موجود.',
      'محتاج ميول مظبوطة ناحية الصفاية.',
      'في خمس بلاطات مكسورة بس.',
      'ياريت صور من شغل قبل كده.',
    ],
  },
  {
    category: 'Plastering',
    share: 4,
    price: 120_000,
    spread: 0.7,
    season: [10, 11],
    needs: [
      'محارة شقة على المحارة',
      'جبس بورد للسقف',
      'ترميم شروخ في الحيطة',
      'كرانيش جبس',
      'محارة واجهة',
      'تظبيط زوايا الحيطان',
    ],
    details: [
      'الشقة دور تالت من غير أسانسير.',
      'محتاج بؤج وأوتار عشان الحيطة تبقى مظبوطة.',
      'الشرخ من فوق الشباك لحد الأرض.',
      'التصميم مع المهندس وهيبعته.',
    ],
  },
]

const SEASON = 2

/** What is asked for in this month (1 to 12). */
export const drawTrade = (draws: Draws, month: number): TradeProfile =>
  draws.weighted(TRADES, ({ share, season }) => (season.includes(month) ? SEASON * share : share))

const PLACES = ['', ' في الشقة', ' في بيت أهلي', ' في المكتب', ' في الدور التالت', ' في شقة جديدة']
const WISHES = [
  'ياريت السعر يكون معقول.',
  'محتاج حد أمين وشغله نضيف.',
  'متاح بعد العصر أي يوم.',
  'المعاينة الأول وبعدين نتفق.',
  'لو ينفع بكره يبقى كويس جدا.',
  'شكرا مقدما.',
]

/** Title and description of a job, as its client would write it. */
export function drawText(draws: Draws, { needs, details }: TradeProfile) {
  const title = `${draws.pick(needs)}${draws.pick(PLACES)}`
  return { title, description: `${title}. ${draws.pick(details)} ${draws.pick(WISHES)}` }
}

/** Whole pounds that end in 0 or 5. */
export const drawPrice = (draws: Draws, { price, spread }: TradeProfile): number =>
  Math.max(5_000, Math.round(draws.around(price, spread) / 500) * 500)
