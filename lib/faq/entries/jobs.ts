import type { DeliveredEntry } from '#lib/faq/delivered-entry.ts'

/** What a client does from posting a job to hiring. */
export const JOB_ENTRIES: readonly DeliveredEntry[] = [
  {
    id: 'post-job',
    for: 'client',
    question: { en: 'How do I post a job?', ar: 'أنزّل شغلانة إزاي؟' },
    answer: {
      en: 'Choose "Post a job": the service, a title, what is to be done, the place, how you want to pay, and if you like a budget, a time and pictures. Posting is free. The more exactly you write, the better the quotes.',
      ar: 'دوس «نزّل شغلانة»: اختار الخدمة، واكتب عنوان وإيه المطلوب والمكان وهتدفع إزاي، ولو حابب الميزانية والمعاد وصور. التنزيل مجاني، وكل ما تكتب بالتفصيل العروض بتبقى أدق.',
    },
    links: ['post-job'],
  },
  {
    id: 'edit-job',
    for: 'client',
    question: { en: 'Can I change my job after posting it?', ar: 'ينفع أعدّل الطلب بعد ما نزّلته؟' },
    answer: {
      en: 'Yes, until you hire somebody. Once a quote has come the service, the place and the way of paying stay; title, description, pictures, budget and time can still be changed.',
      ar: 'أيوه، لحد ما تتفق مع حد. بعد ما ييجي أول عرض، الخدمة والمكان وطريقة الدفع بيثبتوا، والعنوان والوصف والصور والميزانية والمعاد ينفع يتعدلوا.',
    },
    links: ['my-jobs'],
  },
  {
    id: 'cancel-job-client',
    for: 'client',
    question: { en: 'How do I cancel, and what does it cost?', ar: 'ألغي الطلب إزاي، وبكام؟' },
    answer: {
      en: 'Open the job and choose "Cancel". Before the craftsman is on the way it costs nothing, and what you paid comes back in full. While they are on the way the visit fee is due: {visitFeeRate} of the price, at most {visitFeeMost}. Before you confirm, the app shows the exact sum.',
      ar: 'افتح الطلب ودوس «إلغاء». قبل ما الصنايعي يتحرك الإلغاء ببلاش واللي دفعته بيرجع كله. لو هو في السكة بتتحسب رسوم زيارة: {visitFeeRate} من السعر، بحد أقصى {visitFeeMost}. والتطبيق بيوريك المبلغ بالظبط قبل ما تأكد.',
    },
    links: ['my-jobs'],
  },
  {
    id: 'job-photos',
    for: 'client',
    question: { en: 'How do I add pictures to my job?', ar: 'أحط صور في الطلب إزاي؟' },
    answer: {
      en: 'Add up to 10 pictures when you post the job, or later by "Edit" until you hire: JPEG, PNG or WebP, at most 5 MB each. A picture of the damage brings better quotes. Videos are not possible.',
      ar: 'تقدر تحط لحد ١٠ صور وإنت بتنزّل الطلب، أو بعدها من «تعديل» لحد ما تتفق: JPEG أو PNG أو WebP، وكل صورة لحد ٥ ميجا. صورة العطل بتجيب عروض أدق. الفيديو مش متاح.',
    },
    links: ['my-jobs'],
  },
  {
    id: 'job-expires',
    for: 'client',
    question: { en: 'Why did my job end by itself?', ar: 'ليه الطلب اتقفل لوحده؟' },
    answer: {
      en: 'An open job on which nothing happens for {openJobDays} ends by itself; you are warned before. Anything you do with it, a change or an invitation for example, begins the time anew. An ended job is not opened again: post it anew.',
      ar: 'الطلب المفتوح اللي محصلش فيه حاجة لمدة {openJobDays} بيتقفل لوحده، وبننبهك قبلها. أي حركة عليه، زي تعديل أو دعوة، بتبدأ المدة من الأول. الطلب اللي اتقفل مش بيتفتح تاني: نزّله من جديد.',
    },
    links: ['post-job'],
  },
  {
    id: 'invite-craftsman',
    for: 'client',
    question: { en: 'How do I invite a craftsman?', ar: 'أدعي صنايعي معيّن إزاي؟' },
    answer: {
      en: 'While your job has no quotes yet, open it and choose "Invite": pick from the recommendations or from a profile. Each craftsman is invited once; up to {openInvitationsPerJob} may be open at a time. Those who were not invited can quote as well.',
      ar: 'طول ما الطلب لسه مجالوش عروض، افتحه ودوس «ادعي» واختار من الترشيحات أو من ملف الصنايعي. كل صنايعي بيتدعى مرة واحدة، ولحد {openInvitationsPerJob} مفتوحة في نفس الوقت. واللي متدعاش يقدر برضه يبعت عرض.',
    },
    links: ['my-jobs'],
  },
  {
    id: 'invitation-rejected',
    for: 'client',
    question: { en: 'A craftsman declined my invitation. What now?', ar: 'الصنايعي رفض الدعوة، أعمل إيه؟' },
    answer: {
      en: 'Invite somebody else, or wait for quotes. The same craftsman cannot be invited to this job again, but may still send a quote if they change their mind.',
      ar: 'ادعي حد تاني أو استنى العروض. نفس الصنايعي مينفعش يتدعى تاني لنفس الطلب، بس يقدر يبعت عرض لو غيّر رأيه.',
    },
    links: ['my-jobs'],
  },
  {
    id: 'how-many-quotes',
    for: 'client',
    question: {
      en: 'When do quotes come, and what if none does?',
      ar: 'العروض بتيجي إمتى، ولو مجاش ولا عرض؟',
    },
    answer: {
      en: 'Most jobs get their first quote within a day. If none comes: add pictures and details, name a time and a fair budget, and invite craftsmen from the recommendations. A quote is open for {quoteDays}.',
      ar: 'أغلب الطلبات بيجيلها أول عرض في خلال يوم. لو مجاش: زوّد صور وتفاصيل، وحدد معاد وميزانية معقولة، وادعي صنايعية من الترشيحات. والعرض بيفضل مفتوح {quoteDays}.',
    },
    links: ['my-jobs'],
  },
  {
    id: 'compare-quotes',
    for: 'client',
    question: { en: 'How do I choose between quotes?', ar: 'أختار إزاي بين العروض؟' },
    answer: {
      en: 'Look at price, time, rating and number of reviews, reliability, and whether the craftsman is verified. The recommendations say for each why they fit: near, well rated, experienced in this kind of work. The cheapest is not always the best.',
      ar: 'بص على السعر والمعاد والتقييم وعدد التقييمات ونسبة الالتزام، وهل الصنايعي موثّق. والترشيحات بتقولك كل واحد مناسب ليه: قريب، تقييمه عالي، شاطر في الشغل ده. والأرخص مش دايمًا الأحسن.',
    },
    links: ['my-jobs'],
  },
  {
    id: 'accept-quote',
    for: 'client',
    question: { en: 'How do I hire a craftsman?', ar: 'أتفق مع صنايعي إزاي؟' },
    answer: {
      en: 'Open the quote and choose "Accept". That makes the contract at this price; all other quotes are declined by themselves. With Escrow or protected cash you then have {unpaidHours} to pay.',
      ar: 'افتح العرض ودوس «قبول». كده التعاقد تم بالسعر ده، وباقي العروض بتترفض لوحدها. لو الدفع بالضمان أو كاش محمي قدامك {unpaidHours} تدفع.',
    },
    links: ['my-jobs'],
  },
  {
    id: 'price-changed',
    for: 'client',
    question: { en: 'The craftsman asks for more than agreed', ar: 'الصنايعي عايز أكتر من المتفق عليه' },
    answer: {
      en: 'The price is that of the quote you accepted; you owe no more. If the work really is larger, agree in the chat and post the rest as a job of its own. If they insist, do not pay: open a dispute, and report them. Before you accept, the app tells you if a quote has changed meanwhile.',
      ar: 'السعر هو سعر العرض اللي قبلته، ومش عليك أكتر. لو الشغل طلع أكبر فعلًا، اتفقوا في الشات ونزّل الزيادة كطلب لوحده. لو مصمم، متدفعش: افتح نزاع وبلّغ عنه. وقبل ما تقبل، التطبيق بينبهك لو العرض اتغير.',
    },
    links: ['my-jobs', 'disputes'],
  },
]
